import type { Clock, Journal } from '@crochet/storage'
import type { Log } from '../log.ts'
import { backoff } from './backoff.ts'

interface Entry {
  readonly index: number
  readonly update: Uint8Array
  readonly settled: (saved: boolean) => void
  attempts: number
  inFlight: boolean
}

interface Held {
  readonly upTo: number
  readonly run: () => void
}

type State = { is: 'writing' } | { is: 'waiting'; attempt: number; cancel: () => void }

export interface DocumentLogOptions {
  readonly name: string
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
  /** Rows and last sequence number that the document was loaded from. */
  readonly rows: number
  readonly seq: number
}

const pause = { first: 100, longest: 5_000 }

/**
 * The journal of one live document. Every update goes to the journal at once; the journal commits what belongs to one turn
 * of the event loop together. What fails is kept and tried again until it is saved, and what comes later waits behind it:
 * an update is never saved, or called saved, before those it builds on.
 */
export class DocumentLog {
  readonly #options: DocumentLogOptions
  readonly #unsaved = new Set<Entry>()
  /** What runs once everything up to an entry is saved. */
  #held: Held[] = []
  #state: State = { is: 'writing' }
  #next = 0
  #rows: number
  #seq: number

  constructor(options: DocumentLogOptions) {
    this.#options = options
    this.#rows = options.rows
    this.#seq = options.seq
  }

  /** Rows the journal holds of the document. */
  get rows(): number {
    return this.#rows
  }

  /** Sequence number of the last row. */
  get seq(): number {
    return this.#seq
  }

  get saved(): boolean {
    return this.#unsaved.size === 0
  }

  /**
   * Appends an update.
   *
   * @param settled called once: with `true` when the update and all before it are on disk, with `false` when its first
   * attempt failed (it is tried again nevertheless)
   */
  append(update: Uint8Array, settled: (saved: boolean) => void = ignore): void {
    const entry: Entry = { index: this.#next++, update, settled, attempts: 0, inFlight: false }
    this.#unsaved.add(entry)
    if (this.#state.is === 'writing') void this.#write(entry)
  }

  /** Runs `run` once everything appended so far is on disk: now, if it is. */
  whenSaved(run: () => void): void {
    if (this.saved) run()
    else this.#held.push({ upTo: this.#next - 1, run })
  }

  /** Tries again now what has failed. */
  retry(): void {
    if (this.#state.is !== 'waiting') return
    this.#state.cancel()
    this.#rewrite()
  }

  /** Replaces what the journal holds by one snapshot of it. Everything must be saved. A failure is only logged. */
  async compact(snapshot: Uint8Array): Promise<void> {
    const { name, journal, log } = this.#options
    const [rows, seq] = [this.#rows, this.#seq]
    try {
      await journal.compact(name, snapshot, seq)
      this.#rows -= rows - 1
    } catch (error) {
      log.warn({ document: name, error }, 'a journal could not be compacted; it is left as it was')
    }
  }

  /** Gives up: for a server that has to end although something could not be saved. @returns how many updates are lost */
  abandon(): number {
    if (this.#state.is === 'waiting') this.#state.cancel()
    const lost = this.#unsaved.size
    this.#unsaved.clear()
    this.#held = []
    return lost
  }

  async #write(entry: Entry): Promise<void> {
    const { name, journal } = this.#options
    entry.attempts++
    entry.inFlight = true
    try {
      const seq = await journal.append(name, entry.update)
      entry.inFlight = false
      this.#succeed(entry, seq)
    } catch (error) {
      entry.inFlight = false
      this.#fail(entry, error)
    }
  }

  #succeed(entry: Entry, seq: number): void {
    if (!this.#unsaved.delete(entry)) return
    this.#rows++
    this.#seq = Math.max(this.#seq, seq)
    if (entry.attempts === 1) this.#release({ upTo: entry.index, run: () => entry.settled(true) })
    else this.#release()
  }

  #fail(entry: Entry, error: unknown): void {
    if (!this.#unsaved.has(entry)) return
    const { name, log, clock } = this.#options
    if (entry.attempts === 1) entry.settled(false)
    if (this.#state.is === 'waiting') return
    const attempt = entry.attempts
    const cancel = clock.after(backoff(attempt, pause), () => this.#rewrite())
    this.#state = { is: 'waiting', attempt, cancel }
    log.error({ document: name, attempt, error }, 'an update could not be journalled; it is kept and tried again')
  }

  /** Writes everything unsaved again, in order and in one turn. */
  #rewrite(): void {
    this.#state = { is: 'writing' }
    for (const entry of this.#unsaved) if (!entry.inFlight) void this.#write(entry)
  }

  #release(also?: Held): void {
    const [first] = this.#unsaved
    const savedUpTo = first === undefined ? this.#next : first.index
    if (also !== undefined && also.upTo >= savedUpTo) this.#held.push(also)
    const ready = this.#held.filter(({ upTo }) => upTo < savedUpTo)
    if (ready.length > 0) this.#held = this.#held.filter(({ upTo }) => upTo >= savedUpTo)
    if (also !== undefined && also.upTo < savedUpTo) also.run()
    for (const { run } of ready) run()
  }
}

const ignore = (): void => {}
