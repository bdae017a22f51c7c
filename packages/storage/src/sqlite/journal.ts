import { crc32 } from 'node:zlib'
import type { JournalBackend } from '../core/backend.ts'
import type { Entry } from '../core/group-commit.ts'
import { StorageError } from '../errors.ts'
import type { Connection, SqlRow } from './connection.ts'

const takeNumbers = `
  INSERT INTO crochet_journal_documents (name, head) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET head = head + excluded.head
  RETURNING number, head`
const insertUpdate = 'INSERT INTO crochet_journal_updates (document, seq, bytes, checksum) VALUES (?, ?, ?, ?)'
const selectNumber = 'SELECT number FROM crochet_journal_documents WHERE name = ?'
const selectSnapshot = 'SELECT seq, bytes, checksum FROM crochet_journal_snapshots WHERE document = ?'
const selectUpdates = 'SELECT seq, bytes, checksum FROM crochet_journal_updates WHERE document = ? ORDER BY seq'
const selectEntry = `
  SELECT 1 FROM crochet_journal_updates WHERE document = ?1 AND seq = ?2
  UNION ALL SELECT 1 FROM crochet_journal_snapshots WHERE document = ?1 AND seq = ?2`
const replaceSnapshot = 'REPLACE INTO crochet_journal_snapshots (document, seq, bytes, checksum) VALUES (?, ?, ?, ?)'
const deleteUpdatesUpTo = 'DELETE FROM crochet_journal_updates WHERE document = ? AND seq <= ?'
const deleteUpdates = 'DELETE FROM crochet_journal_updates WHERE document = ?'
const deleteSnapshot = 'DELETE FROM crochet_journal_snapshots WHERE document = ?'
const selectNames = `
  SELECT name FROM crochet_journal_documents AS documents
  WHERE EXISTS (SELECT 1 FROM crochet_journal_updates WHERE document = documents.number)
     OR EXISTS (SELECT 1 FROM crochet_journal_snapshots WHERE document = documents.number)
  ORDER BY name`

/** The journal in three tables (`format.ts`). */
export class SqliteJournal implements JournalBackend {
  readonly #writer: Connection
  readonly #reader: Connection

  constructor(writer: Connection, reader: Connection) {
    this.#writer = writer
    this.#reader = reader
  }

  append(entries: readonly Entry[]): number[] {
    return this.#writer.atomically(() => {
      const next = this.#takeNumbers(entries)
      return entries.map(({ document, update }) => {
        const place = next.get(document) ?? { number: 0, seq: 0 }
        place.seq += 1
        this.#writer.run(insertUpdate, [place.number, place.seq, update, crc32(update)])
        return place.seq
      })
    })
  }

  load(document: string): { updates: Uint8Array[]; seq: number } {
    const rows = this.#reader.consistently(() => {
      const number = this.#reader.get(selectNumber, [document])?.number
      if (number === undefined) return []
      return [...this.#reader.all(selectSnapshot, [number]), ...this.#reader.all(selectUpdates, [number])]
    })
    let seq = 0
    const updates = rows.map((row, index) => {
      const bytes = checkedBytes(document, row, index === 0 ? undefined : seq + 1)
      seq = Number(row.seq)
      return bytes
    })
    return { updates, seq }
  }

  compact(document: string, snapshot: Uint8Array, upTo: number): void {
    this.#writer.atomically(() => {
      const number = this.#writer.get(selectNumber, [document])?.number
      if (number === undefined || this.#writer.get(selectEntry, [number, upTo]) === undefined) {
        throw new StorageError('JOURNAL_COMPACT', { document, seq: upTo })
      }
      this.#writer.run(replaceSnapshot, [number, upTo, snapshot, crc32(snapshot)])
      this.#writer.run(deleteUpdatesUpTo, [number, upTo])
    })
  }

  list(): string[] {
    return this.#reader.all(selectNames).map((row) => String(row.name))
  }

  remove(document: string): void {
    this.#writer.atomically(() => {
      const number = this.#writer.get(selectNumber, [document])?.number
      if (number === undefined) return
      this.#writer.run(deleteUpdates, [number])
      this.#writer.run(deleteSnapshot, [number])
    })
  }

  /** One statement for each document, however many updates it has in the group. */
  #takeNumbers(entries: readonly Entry[]): Map<string, { number: number; seq: number }> {
    const counts = new Map<string, number>()
    for (const { document } of entries) counts.set(document, (counts.get(document) ?? 0) + 1)
    const places = new Map<string, { number: number; seq: number }>()
    for (const [document, count] of counts) {
      const row = this.#writer.get(takeNumbers, [document, count])
      places.set(document, { number: Number(row?.number), seq: Number(row?.head) - count })
    }
    return places
  }
}

/** @param expected The sequence number that must come next; `undefined` for the first entry. */
function checkedBytes(document: string, row: SqlRow, expected: number | undefined): Uint8Array {
  const seq = Number(row.seq)
  if (expected !== undefined && seq !== expected) {
    throw new StorageError('JOURNAL_CORRUPT', { document, seq: expected, problem: 'is missing' })
  }
  const { bytes } = row
  if (bytes instanceof Uint8Array && crc32(bytes) === row.checksum) return bytes
  throw new StorageError('JOURNAL_CORRUPT', { document, seq, problem: 'does not match its checksum' })
}
