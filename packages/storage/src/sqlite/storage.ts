import { cwd } from 'node:process'
import { BackedStorage, milliseconds } from '../core/storage.ts'
import type { Backend } from '../core/backend.ts'
import type { Storage, StorageOptions } from '../ports/storage.ts'
import type { Table } from '../schema/table.ts'
import { makeFolderOf, pathOf } from './address.ts'
import { Connection } from './connection.ts'
import { prepareFile } from './format.ts'
import { storedColumns } from './introspect.ts'
import { SqliteJobReader } from './jobs.ts'
import { SqliteJournal } from './journal.ts'
import { migrateSqlite, planSqlite } from './migrate.ts'
import { SqliteReader } from './reader.ts'
import { SqliteTransaction } from './transaction.ts'
import { watchFile } from './watch-file.ts'

const defaultBusyTimeout = 250

/** @throws What `openStorage` says about `file:`. */
export function openSqlite(url: string, options: StorageOptions): Storage {
  const file = pathOf(url, options.root ?? cwd())
  const busyTimeout = milliseconds('busyTimeout', options.busyTimeout ?? defaultBusyTimeout)
  makeFolderOf(file)
  const backend = openBackend(file, busyTimeout)
  try {
    return new BackedStorage(backend, options)
  } catch (error) {
    backend.close()
    throw error
  }
}

function openBackend(file: string, busyTimeout: number): SqliteBackend {
  const writer = new Connection(file, { readOnly: false, busyTimeout })
  try {
    prepareFile(writer, file)
    return new SqliteBackend(file, writer, new Connection(file, { readOnly: true, busyTimeout }))
  } catch (error) {
    writer.close()
    throw error
  }
}

/** One connection writes, the other reads what is committed and never waits for the first (WAL). */
class SqliteBackend implements Backend {
  readonly journal: SqliteJournal
  readonly rows: SqliteReader
  readonly jobs: SqliteJobReader
  readonly #file: string
  readonly #writer: Connection
  readonly #reader: Connection

  constructor(file: string, writer: Connection, reader: Connection) {
    this.#file = file
    this.#writer = writer
    this.#reader = reader
    this.journal = new SqliteJournal(writer, reader)
    this.rows = new SqliteReader(reader)
    this.jobs = new SqliteJobReader(reader)
  }

  migrate(tables: readonly Table[]): string[] {
    return migrateSqlite(this.#writer, tables)
  }

  plan(tables: readonly Table[]): string[] {
    return planSqlite(this.#reader, tables)
  }

  stored(): ReadonlyMap<string, readonly string[]> {
    return storedColumns(this.#reader)
  }

  begin(): SqliteTransaction {
    this.#writer.begin()
    return new SqliteTransaction(this.#writer)
  }

  watch(wake: () => void): () => void {
    return watchFile(`${this.#file}-wal`, { version: () => this.#writer.dataVersion, wake })
  }

  /** The writer last: only it can move the write-ahead log into the file. */
  close(): void {
    this.#reader.close()
    this.#writer.close()
  }
}
