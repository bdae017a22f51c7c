import type { Clock } from '@crochet/storage'
import type { Log } from '../log.ts'
import { compactionPolicy, isCompactionDue, type CompactionPolicy } from './compaction-policy.ts'
import { backoff } from './backoff.ts'
import type { DocumentLog } from './document-log.ts'
import { verifySnapshot, type Snapshot } from './verify-snapshot.ts'

/** A document whose journal is kept small. */
export interface Compactable {
  readonly name: string
  readonly log: DocumentLog
  /** Called when a compaction begins; the document as it is in that moment, told when it is ready. */
  readonly snapshot: () => Snapshot | Promise<Snapshot>
}

export interface CompactionOptions {
  readonly clock: Clock
  readonly log: Log
  readonly policy?: CompactionPolicy
  /** Called when there will soon be something to compact. */
  readonly prepare?: () => void
  /** @returns what is wrong with a snapshot, or `undefined` */
  readonly verify?: (snapshot: Snapshot) => string | undefined | Promise<string | undefined>
}

/** Milliseconds between looks at the documents, and before one that could not be compacted is tried again. */
const interval = 1_000
const pause = { first: 60_000, longest: 60 * 60 * 1_000 }

/** How much longer than a compaction the pause after it is, and how many milliseconds at most. */
const breath = 4
const longestBreath = 100

interface Watched {
  notBefore: number
  queued: boolean
  /** Since it succeeded last. */
  failures: number
  /** Rows that there were at the last look. */
  rows: number
}

type State = { is: 'resting' } | { is: 'watching'; cancel: () => void } | { is: 'closed' }

/**
 * Keeps the journals of live documents small, in the background: one document at a time, each in a turn of the event loop
 * of its own. Nothing is replaced by a snapshot that does not hold what the document holds.
 */
export class Compaction {
  readonly #options: CompactionOptions
  readonly #policy: CompactionPolicy
  /** What is watched, and when it may be compacted next. */
  readonly #watched = new Map<Compactable, Watched>()
  #state: State = { is: 'resting' }
  #queue: Promise<void> = Promise.resolve()
  /** How many documents wait to leave memory: nobody takes a breath before them. */
  #leaving = 0
  /** Milliseconds that compactions have taken since the last breath. */
  #took = 0

  constructor(options: CompactionOptions) {
    this.#options = options
    this.#policy = options.policy ?? compactionPolicy
  }

  /** Settles when nothing is being compacted or waits for it; never rejects. */
  get idle(): Promise<void> {
    return this.#queue
  }

  /** Compacts a document whenever that is due. @returns a function that ends it */
  watch(subject: Compactable): () => void {
    this.#watched.set(subject, { notBefore: 0, queued: false, failures: 0, rows: subject.log.rows })
    if (this.#state.is === 'resting') this.#watchOn()
    return () => {
      this.#watched.delete(subject)
      if (this.#watched.size === 0) this.#rest()
    }
  }

  /** Compacts a document that is about to leave memory, if that makes it faster to load. */
  leaving(subject: Compactable): Promise<void> {
    if (subject.log.rows <= this.#policy.leavingRows) return Promise.resolve()
    this.#leaving++
    const done = this.#enqueue(subject, () => subject.log.rows > this.#policy.leavingRows)
    void done.then(() => this.#leaving--)
    return done
  }

  /** Begins no further compaction. @returns when the one under way has ended */
  close(): Promise<void> {
    this.#rest()
    this.#state = { is: 'closed' }
    this.#watched.clear()
    return this.#queue
  }

  #watchOn(): void {
    this.#state = { is: 'watching', cancel: this.#options.clock.after(interval, () => this.#look()) }
  }

  #rest(): void {
    if (this.#state.is !== 'watching') return
    this.#state.cancel()
    this.#state = { is: 'resting' }
  }

  #look(): void {
    this.#watchOn()
    for (const [subject, entry] of this.#watched) {
      const { rows } = subject.log
      if (rows > entry.rows && rows > this.#policy.leavingRows) this.#options.prepare?.()
      entry.rows = rows
      if (entry.queued || !this.#isDue(subject)) continue
      entry.queued = true
      void this.#enqueue(subject, () => {
        entry.queued = false
        return this.#watched.get(subject) === entry && this.#isDue(subject)
      })
      this.#queue = this.#queue.then(() => this.#breathe())
    }
  }

  /** Many documents may be due at once: most of the time belongs to those who edit meanwhile. */
  async #breathe(): Promise<void> {
    const took = this.#took
    this.#took = 0
    if (took === 0 || this.#state.is === 'closed' || this.#leaving > 0) return
    await sleep(Math.min(breath * took, longestBreath))
  }

  #isDue(subject: Compactable): boolean {
    const now = this.#options.clock.now()
    const { notBefore = 0 } = this.#watched.get(subject) ?? {}
    return now >= notBefore && isCompactionDue(subject.log.usage, now, this.#policy)
  }

  #enqueue(subject: Compactable, wanted: () => boolean): Promise<void> {
    const done = this.#queue.then(async () => {
      await nextTurn()
      if (this.#state.is !== 'closed' && wanted()) this.#note(subject, await this.#compact(subject))
    })
    this.#queue = done
    return done
  }

  async #compact({ name, log, snapshot }: Compactable): Promise<boolean> {
    const { verify = verifySnapshot, log: report } = this.#options
    const began = performance.now()
    try {
      const making = snapshot()
      const extent = log.extent()
      const made = await making
      const problem = await verify(made)
      if (problem === undefined) return await log.compact(made.update, extent)
      report.error({ document: name, problem }, 'a snapshot does not hold what its document holds; the journal is kept')
    } catch (error) {
      if (this.#state.is !== 'closed')
        report.error({ document: name, error }, 'a snapshot could not be made; the journal is kept')
    } finally {
      this.#took += performance.now() - began
    }
    return false
  }

  /** What could not be compacted has to wait, longer each time. */
  #note(subject: Compactable, succeeded: boolean): void {
    const entry = this.#watched.get(subject)
    if (entry === undefined) return
    entry.failures = succeeded ? 0 : entry.failures + 1
    if (!succeeded) entry.notBefore = this.#options.clock.now() + backoff(entry.failures, pause)
  }
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
