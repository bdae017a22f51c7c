import { BackedStorage } from '../core/storage.ts'
import type { Backend } from '../core/backend.ts'
import type { Storage, StorageOptions } from '../ports/storage.ts'
import type { Table } from '../schema/table.ts'
import { MemoryJobReader, noJobs } from './jobs.ts'
import type { JobsState } from './jobs.ts'
import { MemoryJournal } from './journal.ts'
import { migrateMemory } from './migrate.ts'
import { MemoryReader } from './reader.ts'
import type { Tables } from './tables.ts'
import { MemoryTransaction } from './transaction.ts'

/** A storage that forgets everything when it is closed. Same results as SQLite, not the same speed: no indexes. */
export function openMemory(options: StorageOptions): Storage {
  return new BackedStorage(new MemoryBackend(), options)
}

class MemoryBackend implements Backend {
  readonly journal = new MemoryJournal()
  readonly rows = new MemoryReader(() => this.#tables)
  readonly jobs = new MemoryJobReader(() => this.#jobs)
  #tables: Tables = new Map()
  #jobs: JobsState = noJobs

  migrate(tables: readonly Table[]): string[] {
    const { migrated, lines } = migrateMemory(this.#tables, tables)
    this.#tables = migrated
    return lines
  }

  plan(tables: readonly Table[]): string[] {
    return migrateMemory(this.#tables, tables).lines
  }

  stored(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.#tables].map(([name, { columns }]) => [name, [...columns.keys()]]))
  }

  begin(): MemoryTransaction {
    return new MemoryTransaction({ tables: this.#tables, jobs: this.#jobs }, ({ tables, jobs }) => {
      this.#tables = tables
      this.#jobs = jobs
    })
  }

  /** Nobody else can write to it. */
  watch(): () => void {
    return () => {}
  }

  close(): void {
    this.#tables = new Map()
    this.#jobs = noJobs
  }
}
