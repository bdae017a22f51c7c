import type { AsideEntry, LoadedJournal } from '../ports/journal.ts'

/** A document's log as a backend finds it. */
export interface StoredLog {
  /** The snapshot, if there is one, then the updates in order. */
  entries: readonly StoredEntry[]
  aside: readonly Pick<AsideEntry, 'seq' | 'entries' | 'reason' | 'held'>[]
  stored: number
}

export interface StoredEntry {
  seq: number
  bytes: Uint8Array
  snapshot: boolean
  /** Whether the bytes are those that were written. */
  intact: boolean
}

/** What keeps a document from being loaded. `entries`: how many from `seq` on. */
export interface BadEntry {
  seq: number
  entries: number
  problem: string
  /** Whether there is nothing to keep. */
  missing: boolean
  /** Whether it has been set aside before. */
  aside: boolean
}

/**
 * Puts together what is to be loaded, and finds what is wrong with it: entries that are damaged, missing or held aside.
 * A gap is no fault where the entries that belong there were set aside and released.
 */
export function readJournal({ entries, aside, stored }: StoredLog): { loaded: LoadedJournal; bad: BadEntry[] } {
  const loaded: LoadedJournal = { updates: [], seqs: [], seq: 0, stored, snapshotBytes: 0, updateBytes: 0 }
  const known = new Map(aside.map((entry) => [entry.seq, entry.entries]))
  const bad: BadEntry[] = aside.filter(({ held }) => held).map(({ reason, ...held }) => toBad(held, reason))
  let expected = entries[0]?.seq ?? 0
  for (const { seq, bytes, snapshot, intact } of entries) {
    expected = afterKnown(known, expected, seq)
    if (seq > expected) {
      bad.push({ seq: expected, entries: seq - expected, problem: 'is missing', missing: true, aside: false })
    }
    expected = Math.max(expected, seq + 1)
    if (!intact) bad.push({ seq, entries: 1, problem: 'does not match its checksum', missing: false, aside: false })
    loaded.updates.push(bytes)
    loaded.seqs.push(seq)
    loaded.seq = seq
    if (snapshot) loaded.snapshotBytes = bytes.byteLength
    else loaded.updateBytes += bytes.byteLength
  }
  return { loaded, bad: bad.toSorted((a, b) => a.seq - b.seq) }
}

const toBad = ({ seq, entries }: { seq: number; entries: number }, problem: string): BadEntry => ({
  seq,
  entries,
  problem,
  missing: false,
  aside: true,
})

/** @returns The number that must come next, behind those that were set aside. */
function afterKnown(known: ReadonlyMap<number, number>, expected: number, seq: number): number {
  let next = expected
  for (let count = known.get(next); next < seq && count !== undefined; count = known.get(next)) next += count
  return next
}
