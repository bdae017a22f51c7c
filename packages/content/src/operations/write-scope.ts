import type { Clock, Documents, Reader, Savepoint, Transaction } from '@crochet/storage'
import { ContentError } from '../errors.ts'

/** Tells observers how a write ended, once everything around it has ended too. Never rejects. */
export interface Outcome {
  committed(): Promise<void>
  rolledBack(error: unknown): Promise<void>
}

interface Ending {
  readonly outcome: Outcome
  /** Why it was undone; a write that stands has none. */
  undone?: { readonly error: unknown }
}

interface Options {
  readonly documents: Documents
  readonly clock: Clock
  /** Names the transaction for those who wait for it. */
  readonly label: string
  /** `undefined` for a bulk write: its documents have observers, each its own. */
  readonly outcome: Outcome | undefined
  /** The write it is nested in. */
  readonly parent?: WriteScope | undefined
  /** Whether it is one document of the bulk write that it is nested in. */
  readonly ofBulk?: boolean
}

/**
 * How long, in milliseconds, hooks that run before the outermost write may go on once a nested write has opened the transaction;
 * in a bulk write that is the outermost, the hooks of each document. Hook points after the write have deadlines of their own.
 */
const longestBeforeWrite = 5000

/**
 * The atomic part of one write operation: a transaction, or inside another write a savepoint of it. Nothing is opened before
 * the first statement. Nested writes of one parent take turns, and what a parent writes itself takes a turn as well, so
 * that savepoints close in reverse order even when a hook starts several at once.
 */
export class WriteScope {
  readonly #options: Options
  #state: 'live' | 'committed' | 'failed' = 'live'
  #opened: Promise<Transaction> | undefined
  #transaction: Transaction | undefined
  #savepoint: Savepoint | undefined
  /** Calls off the deadline of the hooks before the write. */
  #stopDeadline: (() => void) | undefined
  #expired = false
  #hasWritten = false
  /** Gives the parent's turn back. */
  #leave: (() => void) | undefined
  /** The nested write whose turn it is. */
  #child: WriteScope | undefined
  #lastTurn: Promise<void> = Promise.resolve()
  readonly #endings: Ending[] = []

  constructor(options: Options) {
    this.#options = options
  }

  get live(): boolean {
    return this.#state === 'live'
  }

  get failed(): boolean {
    return this.#state === 'failed'
  }

  /** Reads what the operation can see: its own uncommitted writes, or what is committed while there are none. */
  get reader(): Reader {
    this.#checkInTime()
    return this.#root.#transaction ?? this.#options.documents
  }

  /** Begins the write of the next document of a bulk write, once the one before is over. */
  document(label: string, outcome: Outcome): WriteScope {
    this.#stopDeadline?.()
    this.#hasWritten = true
    const scope = new WriteScope({ ...this.#options, label, outcome, parent: this, ofBulk: true })
    if (this.#transaction !== undefined) scope.#holder.#limitTimeBeforeWrite(this.#transaction)
    return scope
  }

  /** Runs statements of the operation itself, undisturbed by nested ones. */
  async write<T>(run: (transaction: Transaction) => Promise<T>): Promise<T> {
    const transaction = await this.#open()
    const leave = await this.#take()
    this.#stopDeadline?.()
    try {
      this.#checkLive()
      this.#hasWritten = true
      return await run(transaction)
    } finally {
      leave()
    }
  }

  /** Ends it: on disk when it is the outermost, otherwise with its parent. Observers are told after the outermost. */
  async commit(): Promise<void> {
    const leave = await this.#take()
    this.#stopDeadline?.()
    try {
      this.#checkLive()
      const { parent } = this.#options
      if (parent === undefined) await this.#transaction?.commit()
      else await this.#savepoint?.release()
      this.#state = 'committed'
      this.#handOver()
    } finally {
      leave()
      if (this.#state === 'committed') this.#leave?.()
    }
    if (this.#options.parent === undefined) await this.#tell()
  }

  /** Undoes it and what is nested in it. Does nothing when it is over. */
  async rollback(error: unknown): Promise<void> {
    if (!this.live) return
    await this.#abandon(error)
    const { parent } = this.#options
    if (parent === undefined) await this.#tell()
  }

  async #abandon(error: unknown): Promise<void> {
    this.#state = 'failed'
    this.#stopDeadline?.()
    if (this.#child?.live === true) await this.#child.#abandon(error)
    await this.#opened?.catch(() => undefined)
    const { parent } = this.#options
    try {
      if (parent === undefined) await this.#transaction?.rollback()
      else await this.#savepoint?.rollback()
    } catch {
      // It is over already: a failed commit, or a fault of the database, has undone it.
    }
    this.#handOver({ error })
    this.#leave?.()
  }

  /** Notes how it ended, and leaves it to the parent to tell. */
  #handOver(undone?: { readonly error: unknown }): void {
    const { parent, outcome } = this.#options
    if (outcome !== undefined) this.#endings.push({ outcome })
    for (const ending of this.#endings) {
      if (undone !== undefined) ending.undone ??= undone
      if (parent !== undefined) parent.#endings.push(ending)
    }
  }

  get #root(): WriteScope {
    return this.#options.parent === undefined ? this : this.#options.parent.#root
  }

  /** The write whose hooks everyone waits for once the transaction is open: the outermost, or the document of it at hand. */
  get #holder(): WriteScope {
    const { parent, ofBulk } = this.#options
    if (parent === undefined) return this
    return ofBulk === true && parent.#options.parent === undefined ? this : parent.#holder
  }

  #open(): Promise<Transaction> {
    this.#checkLive()
    const { parent } = this.#options
    this.#opened ??= parent === undefined ? this.#begin() : this.#join(parent)
    return this.#opened
  }

  async #begin(): Promise<Transaction> {
    const { documents, label } = this.#options
    this.#transaction = await documents.transaction({ label })
    return this.#transaction
  }

  async #join(parent: WriteScope): Promise<Transaction> {
    const transaction = await parent.#open()
    this.#holder.#limitTimeBeforeWrite(transaction)
    const leave = await parent.#take()
    try {
      parent.#checkLive()
      this.#checkLive()
      this.#savepoint = await transaction.savepoint()
    } catch (error) {
      leave()
      throw error
    }
    parent.#child = this
    this.#leave = leave
    return transaction
  }

  /** A nested write has opened the transaction, and nobody else can write until the outermost hooks are done. */
  #limitTimeBeforeWrite(transaction: Transaction): void {
    if (this.#stopDeadline !== undefined || this.#hasWritten) return
    this.#stopDeadline = this.#options.clock.after(longestBeforeWrite, () => {
      this.#expired = true
      // It may have ended in this very moment.
      transaction.rollback().catch(() => undefined)
    })
  }

  /** Waits for its turn. @returns what ends it */
  async #take(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const before = this.#lastTurn
    this.#lastTurn = promise
    await before
    return resolve
  }

  async #tell(): Promise<void> {
    for (const { outcome, undone } of this.#endings) {
      await (undone === undefined ? outcome.committed() : outcome.rolledBack(undone.error))
    }
  }

  #checkInTime(): void {
    const holder = this.#holder
    if (!holder.#expired) return
    const message = `The hooks of "${holder.#options.label}" held the transaction for more than ${longestBeforeWrite} ms.`
    throw new ContentError('TRANSACTION_TIMEOUT', message)
  }

  #checkLive(): void {
    this.#checkInTime()
    if (!this.live)
      throw new ContentError('OPERATION_OVER', `"${this.#options.label}" is over and cannot write any more.`)
  }
}
