/** What the journal holds of one document. */
export interface JournalUsage {
  /** The snapshot, if there is one, and the updates after it. */
  readonly rows: number
  /** Bytes of the snapshot; 0 when there is none. */
  readonly snapshotBytes: number
  /** Bytes of the updates after it, together. */
  readonly updateBytes: number
  /** When the oldest update was written, as the clock counts; of those that were loaded, when they were. */
  readonly since: number | undefined
}

export const usageAfterAppend = (usage: JournalUsage, bytes: number, now: number): JournalUsage => ({
  ...usage,
  rows: usage.rows + 1,
  updateBytes: usage.updateBytes + bytes,
  since: usage.since ?? now,
})

/**
 * @param covered What the journal held when the snapshot was made; what came after it is left. A drop meanwhile may have
 * taken some of it already.
 */
export function usageAfterCompaction(
  usage: JournalUsage,
  covered: JournalUsage,
  { snapshotBytes, now }: { snapshotBytes: number; now: number },
): JournalUsage {
  const rows = Math.max(1, usage.rows - covered.rows + 1)
  const updateBytes = Math.max(0, usage.updateBytes - covered.updateBytes)
  return { rows, snapshotBytes, updateBytes, since: rows > 1 ? now : undefined }
}

/** @param left How many updates came after those that were dropped. */
export function usageAfterDrop(usage: JournalUsage, left: number): JournalUsage {
  if (left >= usage.rows) return usage // a snapshot that covers more than what was dropped has stayed
  if (left <= 0) return { rows: 0, snapshotBytes: 0, updateBytes: 0, since: undefined }
  return { ...usage, rows: left, snapshotBytes: 0, updateBytes: Math.round((usage.updateBytes * left) / usage.rows) }
}
