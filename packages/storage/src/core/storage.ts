import { systemClock } from '../clock.ts'
import { StorageError } from '../errors.ts'
import type { Storage, StorageOptions } from '../ports/storage.ts'
import { Schema } from '../schema/schema.ts'
import type { Backend } from './backend.ts'
import { BackedDocuments } from './documents.ts'
import { JobIDs } from './job-id.ts'
import { JobSignal } from './job-signal.ts'
import { BackedJobs } from './jobs.ts'
import { BackedJournal } from './journal.ts'
import type { HeldTransaction } from './transaction.ts'
import { Writer } from './writer.ts'

const defaultWaitLimit = 10_000

/** A storage on top of a backend. */
export class BackedStorage implements Storage {
  readonly journal: BackedJournal
  readonly documents: BackedDocuments
  readonly jobs: BackedJobs
  readonly #backend: Backend
  readonly #writer: Writer
  #closed: Promise<void> | undefined

  constructor(backend: Backend, options: StorageOptions) {
    const clock = options.clock ?? systemClock
    this.#backend = backend
    this.#writer = new Writer({
      clock,
      waitLimit: milliseconds('waitLimit', options.waitLimit ?? defaultWaitLimit),
    })
    this.journal = new BackedJournal(backend.journal, { writer: this.#writer, clock })
    const signal = new JobSignal((wake) => backend.watch(wake))
    const ids = new JobIDs()
    this.documents = new BackedDocuments({ backend, writer: this.#writer, schema: new Schema(), clock, ids, signal })
    const begin = (label: string): Promise<HeldTransaction> => this.documents.transaction({ label })
    this.jobs = new BackedJobs(backend.jobs, { ids, signal, begin })
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    try {
      this.jobs.close()
      this.documents.close()
    } finally {
      await this.journal.close()
      await this.#writer.acquire('close') // behind the compactions that were queued; kept for good
      this.#backend.close()
    }
  }
}

/** @throws `STORAGE_OPTION` */
export function milliseconds(option: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value
  throw new StorageError('STORAGE_OPTION', { option, value })
}
