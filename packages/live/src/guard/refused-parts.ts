import * as Y from 'yjs'

/** Ranges of clocks by client. */
export type ClockRanges = ReturnType<typeof Y.createDeleteSet>

/** What an update does that it may not, apart from the rest of it. */
export class RefusedParts {
  /** What is inserted. */
  readonly insertions: ClockRanges = Y.createDeleteSet()
  /** What is deleted that was in the document. */
  readonly deletions: ClockRanges = Y.createDeleteSet()
  /** Paths of what is not to be changed at all, be it by this writer or by any: `owner`, `items.price`, `crochet.status`. */
  readonly closed: Set<string> = new Set()
}

/** Adds an item, or of a range of clocks what is in the item. */
export function add(
  { clients }: ClockRanges,
  { id: { client, clock }, length }: Y.Item,
  { from = 0, to = Infinity }: { readonly from?: number; readonly to?: number } = {},
): void {
  const ranges = clients.get(client) ?? []
  const start = Math.max(clock, from)
  ranges.push({ clock: start, len: Math.min(clock + length, to) - start })
  clients.set(client, ranges)
}
