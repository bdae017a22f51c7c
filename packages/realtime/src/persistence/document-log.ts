import type { Clock, Journal } from '@crochet/storage'
import type { Log } from '../log.ts'
import { backoff } from './backoff.ts'
import type { JournalMode } from './journal-source.ts'
import { usageAfterAppend, usageAfterCompaction, usageAfterDrop, type JournalUsage } from './journal-usage.ts'
import { reachOf, type LogEntry, type LogPosition } from './log-position.ts'

interface Entry extends LogEntry {
  readonly update: Uint8Array
  readonly settled: (saved: boolean) => void
  attempts: number
  inFlight: boolean
}

/** How far the log reaches, and what it takes. */
export interface LogExtent {
  readonly position: LogPosition
  readonly covered: JournalUsage
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
  /** What becomes of rows that the application has stored: `'store'` keeps them, `'ahead'` drops them. */
  readonly mode?: JournalMode
  /** Rows that the document was loaded from, and the last sequence number. */
  readonly rows: number
  readonly seq: number
  /** The rest of what the load told. Default 0. */
  readonly stored?: number
  readonly snapshotBytes?: number
  readonly updateBytes?: number
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
  #seq: number
  #stored: number
  #unsavedBytes = 0
  #appended: () => void = ignore
  /** Tells a compaction that what it waits for has failed. */
  #giveUp: () => void = ignore
  #usage: JournalUsage

  constructor(options: DocumentLogOptions) {
    const { clock, rows, seq, stored = 0, snapshotBytes = 0, updateBytes = 0 } = options
    this.#options = options
    this.#seq = seq
    this.#stored = stored
    this.#usage = { rows, snapshotBytes, updateBytes, since: rows > 0 ? clock.now() : undefined }
  }

  /** Rows the journal holds of the document. */
  get rows(): number {
    return this.#usage.rows
  }

  get usage(): JournalUsage {
    return this.#usage
  }

  /** Sequence number of the last row. */
  get seq(): number {
    return this.#seq
  }

  /** Sequence number up to which the application has stored the document. */
  get stored(): number {
    return this.#stored
  }

  get saved(): boolean {
    return this.#unsaved.size === 0
  }

  /** Bytes that wait to be saved: when they grow, the journal is slow or failing, and no more should be taken in. */
  get unsavedBytes(): number {
    return this.#unsavedBytes
  }

  /**
   * Appends an update, which must be part of the document already.
   *
   * @param settled called once: with `true` when the update and all before it are on disk, with `false` when its first
   * attempt failed (it is tried again nevertheless)
   */
  append(update: Uint8Array, settled: (saved: boolean) => void = ignore): void {
    const entry: Entry = { index: this.#next++, seq: undefined, update, settled, attempts: 0, inFlight: false }
    this.#unsaved.add(entry)
    this.#unsavedBytes += update.byteLength
    if (this.#state.is === 'writing') void this.#write(entry)
    this.#appended()
  }

  /** Calls `run` after each append. */
  onAppend(run: () => void): void {
    this.#appended = run
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

  /** The end of the log as it is now: to be taken when a store begins, and given to `markStored` when it has succeeded. */
  position(): LogPosition {
    return { seq: this.#seq, pending: [...this.#unsaved] }
  }

  /**
   * Notes in the journal that the application has stored everything before `position`; in mode `'ahead'` those rows are
   * dropped. Rows that are still to be saved follow when they are. A failure is only logged: what is not marked is stored
   * once more after the next start.
   */
  async markStored(position: LogPosition): Promise<void> {
    await this.#mark(reachOf(position))
    const last = position.pending.findLast(({ seq }) => seq === undefined)
    if (last !== undefined) this.#held.push({ upTo: last.index, run: () => void this.#mark(reachOf(position)) })
  }

  /** The log as it is now: to be taken in the turn of the event loop in which a snapshot is taken of the document. */
  extent(): LogExtent {
    const now = this.#options.clock.now()
    const covered = [...this.#unsaved].reduce(
      (usage, { update }) => usageAfterAppend(usage, update.byteLength, now),
      this.#usage,
    )
    return { position: this.position(), covered }
  }

  /**
   * Replaces the part of the journal that a snapshot covers. It takes its place once everything in it has a row: what is not stored
   * elsewhere yet is known by its number. A failure is only logged. @returns whether it succeeded
   */
  async compact(snapshot: Uint8Array, { position, covered }: LogExtent): Promise<boolean> {
    const { name, journal, log, clock } = this.#options
    if (!(await this.#settles())) return false
    try {
      await journal.compact(name, snapshot, reachOf(position))
    } catch (error) {
      log.warn({ document: name, error }, 'a journal could not be compacted; it is left as it was')
      return false
    }
    const made = { snapshotBytes: snapshot.byteLength, now: clock.now() }
    this.#usage = usageAfterCompaction(this.#usage, covered, made)
    return true
  }

  /** Gives up: for a server that has to end although something could not be saved. @returns how many updates are lost */
  abandon(): number {
    if (this.#state.is === 'waiting') this.#state.cancel()
    const lost = this.#unsaved.size
    this.#unsaved.clear()
    this.#unsavedBytes = 0
    this.#held = []
    this.#giveUp()
    return lost
  }

  /** Resolves when everything appended so far is saved, or when one of it fails. @returns which */
  #settles(): Promise<boolean> {
    if (this.saved || this.#state.is === 'waiting') return Promise.resolve(this.saved)
    return new Promise((resolve) => {
      this.#held.push({ upTo: this.#next - 1, run: () => resolve(true) })
      this.#giveUp = () => resolve(false)
    })
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
    const { byteLength } = entry.update
    entry.seq = seq
    this.#unsavedBytes -= byteLength
    this.#usage = usageAfterAppend(this.#usage, byteLength, this.#options.clock.now())
    this.#seq = Math.max(this.#seq, seq)
    const savedUpTo = this.#savedUpTo()
    if (entry.attempts === 1) {
      if (entry.index < savedUpTo) entry.settled(true)
      else this.#held.push({ upTo: entry.index, run: () => entry.settled(true) })
    }
    if (this.#held.length > 0) this.#release(savedUpTo)
  }

  #fail(entry: Entry, error: unknown): void {
    if (!this.#unsaved.has(entry)) return
    const { name, log, clock } = this.#options
    if (entry.attempts === 1) entry.settled(false)
    this.#giveUp()
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

  /** Index of the first entry that is not saved. */
  #savedUpTo(): number {
    const [first] = this.#unsaved
    return first === undefined ? this.#next : first.index
  }

  #release(savedUpTo: number): void {
    const ready = this.#held.filter(({ upTo }) => upTo < savedUpTo)
    if (ready.length === 0) return
    this.#held = this.#held.filter(({ upTo }) => upTo >= savedUpTo)
    for (const { run } of ready) run()
  }

  async #mark(upTo: number): Promise<void> {
    if (upTo <= this.#stored) return
    const { name, journal, log, mode = 'store' } = this.#options
    try {
      if (mode === 'store') await journal.markStored(name, upTo)
      else await journal.drop(name, upTo)
    } catch (error) {
      log.warn({ document: name, error }, 'a stored document could not be marked as stored; it will be stored again')
      return
    }
    this.#stored = Math.max(this.#stored, upTo)
    if (mode === 'ahead') this.#usage = usageAfterDrop(this.#usage, this.#seq - upTo)
  }
}

const ignore = (): void => {}
