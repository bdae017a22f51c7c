import type { Clock } from '../clock.ts'
import type { Documents } from './documents.ts'
import type { Jobs } from './jobs.ts'
import type { Journal } from './journal.ts'

/** Everything one Crochet process stores. Opened by `openStorage`. */
export interface Storage extends AsyncDisposable {
  readonly journal: Journal
  readonly documents: Documents
  readonly jobs: Jobs

  /**
   * Commits what the journal still has queued, rolls back the transaction that is open, refuses those that wait for
   * their turn, and lets go of the file. A second call returns the promise of the first. Every other call made
   * afterwards fails with `STORAGE_CLOSED`, one on a transaction with `TRANSACTION_CLOSED`.
   */
  close(): Promise<void>
}

export interface StorageOptions {
  /** Folder that relative file addresses start from. Default: the working directory. */
  root?: string
  /** How long a transaction or a journal commit waits for its turn to write, in milliseconds. Default 10,000. */
  waitLimit?: number
  /**
   * SQLite only: how long a lock that another process holds on the file is waited for, in milliseconds. Default 250.
   * The event loop stands still meanwhile.
   */
  busyTimeout?: number
  /** Time and timers; tests pass their own. Default: those of the system. */
  clock?: Clock
}
