import { crc32 } from 'node:zlib'
import type { JournalBackend } from '../core/backend.ts'
import type { Entry } from '../core/group-commit.ts'
import type { BadEntry, StoredEntry, StoredLog } from '../core/read-journal.ts'
import { StorageError } from '../errors.ts'
import type { AsideEntry } from '../ports/journal.ts'
import type { Connection, SqlRow } from './connection.ts'
import * as sql from './journal-statements.ts'
import { Places, type Place } from './places.ts'

/** The journal in four tables (`format.ts`). */
export class SqliteJournal implements JournalBackend {
  readonly #writer: Connection
  readonly #reader: Connection
  readonly #places: Places

  constructor(writer: Connection, reader: Connection) {
    this.#writer = writer
    this.#reader = reader
    this.#places = new Places(writer)
  }

  append(entries: readonly Entry[]): number[] {
    return this.#places.remembering((takeNumber) =>
      entries.map(({ document, update }) => {
        const { number, seq } = takeNumber(document)
        this.#writer.run(sql.insertUpdate, [number, seq, update, crc32(update)])
        return seq
      }),
    )
  }

  load(document: string): StoredLog {
    return this.#reader.consistently(() => {
      const place = this.#reader.get(sql.selectPlace, [document])
      if (place === undefined) return { entries: [], aside: [], stored: 0 }
      const snapshot = this.#reader.all(sql.selectSnapshot, [place.number]).map((row) => toEntry(row, true))
      const updates = this.#reader.all(sql.selectUpdates, [place.number]).map((row) => toEntry(row, false))
      const aside = this.#reader.all(sql.selectMarksAside, [place.number]).map(toMark)
      return { entries: [...snapshot, ...updates], aside, stored: Number(place.stored) }
    })
  }

  compact(document: string, snapshot: Uint8Array, upTo: number): void {
    this.#writer.atomically(() => {
      const place = this.#places.find(document)
      if (place === undefined || this.#writer.get(sql.selectEntry, [place.number, upTo]) === undefined) {
        throw new StorageError('JOURNAL_COMPACT', { document, seq: upTo })
      }
      this.#writer.run(sql.replaceSnapshot, [place.number, upTo, snapshot, crc32(snapshot)])
      this.#writer.run(sql.deleteUpdatesUpTo, [place.number, upTo])
    })
  }

  markStored(document: string, upTo: number): void {
    this.#writer.atomically(() => {
      const place = this.#given(document, upTo)
      if (place !== undefined) this.#writer.run(sql.raiseStored, [place.number, upTo])
    })
  }

  unstored(): string[] {
    return this.#reader.all(sql.selectUnstored).map((row) => String(row.name))
  }

  drop(document: string, upTo: number): void {
    this.#writer.atomically(() => {
      const place = this.#given(document, upTo)
      if (place === undefined) return
      this.#writer.run(sql.keepHead, [place.number])
      this.#writer.run(sql.deleteUpdatesUpTo, [place.number, upTo])
      this.#writer.run(sql.deleteSnapshotUpTo, [place.number, upTo])
      this.#writer.run(sql.raiseStored, [place.number, upTo])
    })
  }

  setAside(document: string, bad: readonly BadEntry[], at: number): void {
    this.#writer.atomically(() => {
      const place = this.#places.find(document)
      for (const entry of bad) this.#setAside(document, place, { ...entry, at })
    })
  }

  aside(document: string | undefined): AsideEntry[] {
    const rows =
      document === undefined ? this.#reader.all(sql.selectAllAside) : this.#reader.all(sql.selectAsideOf, [document])
    return rows.map((row) => ({
      ...toMark(row),
      document: String(row.name),
      bytes: row.bytes instanceof Uint8Array ? row.bytes : new Uint8Array(),
      at: Number(row.at),
    }))
  }

  releaseAside(document: string): number {
    return this.#writer.atomically(() => {
      const place = this.#places.find(document)
      return place === undefined ? 0 : this.#writer.run(sql.releaseHeld, [place.number])
    })
  }

  list(): string[] {
    return this.#reader.all(sql.selectNames).map((row) => String(row.name))
  }

  remove(document: string): void {
    this.#writer.atomically(() => {
      const place = this.#places.find(document)
      if (place === undefined) return
      this.#writer.run(sql.keepHead, [place.number])
      for (const statement of [sql.deleteUpdates, sql.deleteSnapshot, sql.deleteAside]) {
        this.#writer.run(statement, [place.number])
      }
    })
  }

  #setAside(
    document: string,
    place: Place | undefined,
    { seq, entries, problem, at }: BadEntry & { at: number },
  ): void {
    if (place !== undefined && this.#writer.get(sql.selectHeld, [place.number, seq]) !== undefined) return
    if (place === undefined) throw new StorageError('JOURNAL_POSITION', { document, seq })
    this.#writer.run(sql.keepHead, [place.number])
    if (this.#writer.run(sql.copyAside, [place.number, seq, problem, at]) > 0) {
      this.#writer.run(sql.deleteUpdate, [place.number, seq])
      this.#writer.run(sql.deleteSnapshotAt, [place.number, seq])
    } else if (problem === 'is missing') {
      this.#writer.run(sql.noteMissing, [place.number, seq, entries, problem, at])
    } else {
      throw new StorageError('JOURNAL_POSITION', { document, seq })
    }
  }

  /** @returns The place of the document that gave out the number; `undefined` for 0 of a document without one. */
  #given(document: string, seq: number): Place | undefined {
    const place = this.#places.find(document)
    if (seq > (place?.seq ?? 0)) throw new StorageError('JOURNAL_POSITION', { document, seq })
    return place
  }
}

function toEntry(row: SqlRow, snapshot: boolean): StoredEntry {
  const { bytes } = row
  const intact = bytes instanceof Uint8Array && crc32(bytes) === row.checksum
  return { seq: Number(row.seq), bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(), snapshot, intact }
}

function toMark(row: SqlRow): { seq: number; entries: number; reason: string; held: boolean } {
  return { seq: Number(row.seq), entries: Number(row.entries), reason: String(row.reason), held: row.held === 1 }
}
