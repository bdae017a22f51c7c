/** A row that is, or will be, in the journal. */
export interface LogEntry {
  readonly index: number
  /** Its sequence number, once it is saved. */
  seq: number | undefined
}

/** A point in the log of a document: everything appended before it, saved or not. */
export interface LogPosition {
  /** The last row that was saved; those before it are part of the document too. */
  readonly seq: number
  /** What was appended, and not yet saved. */
  readonly pending: readonly LogEntry[]
}

/**
 * Up to which row the journal holds nothing but what came before a position. A row appended later may have the lower
 * number when an append failed and was tried again; the reach ends before it.
 */
export function reachOf({ seq, pending }: LogPosition): number {
  const saved = new Set(pending.map((entry) => entry.seq))
  let reach = seq
  while (saved.has(reach + 1)) reach++
  return reach
}
