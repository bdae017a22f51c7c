import type { JournalUsage } from './journal-usage.ts'

/** When the journal of a document is replaced by a snapshot. */
export interface CompactionPolicy {
  /** More rows than this. */
  readonly rows: number
  /** A large snapshot may have more: one for each so many bytes of it, or writing it anew costs more than reading rows. */
  readonly bytesPerRow: number
  /** More bytes of updates than this, and than the snapshot has. */
  readonly bytes: number
  /** Milliseconds since the oldest update after which `agedRows` are enough. */
  readonly age: number
  readonly agedRows: number
  /** More rows than this when the document leaves memory. */
  readonly leavingRows: number
}

export const compactionPolicy: CompactionPolicy = {
  rows: 500,
  bytesPerRow: 512,
  bytes: 256 * 1024,
  age: 60 * 60 * 1000,
  agedRows: 50,
  leavingRows: 100,
}

/** @param now As the clock of the usage counts. */
export function isCompactionDue(
  usage: JournalUsage,
  now: number,
  policy: CompactionPolicy = compactionPolicy,
): boolean {
  const { rows, snapshotBytes, updateBytes, since } = usage
  // One row is one read, whatever it is called.
  if (rows < 2) return false
  if (rows > Math.max(policy.rows, snapshotBytes / policy.bytesPerRow)) return true
  if (updateBytes > Math.max(policy.bytes, snapshotBytes)) return true
  return since !== undefined && now - since >= policy.age && rows > policy.agedRows
}
