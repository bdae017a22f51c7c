import { StorageError } from '../errors.ts'
import type { RowTransaction } from './backend.ts'

/** The open savepoints of one transaction, the newest last. */
export class SavepointStack {
  readonly #rows: RowTransaction
  readonly #label: string
  readonly #open: symbol[] = []

  constructor(rows: RowTransaction, label: string) {
    this.#rows = rows
    this.#label = label
  }

  /** @returns A function that closes the savepoint, keeping (`release`) or undoing (`rollback`) what came after it. */
  open(): (how: 'release' | 'rollback') => void {
    const savepoint = Symbol('savepoint')
    this.#rows.savepoint(this.#open.length)
    this.#open.push(savepoint)
    return (how) => this.#close(savepoint, how)
  }

  /** @throws `SAVEPOINT_OPEN` */
  checkNoneOpen(): void {
    if (this.#open.length === 0) return
    throw new StorageError('SAVEPOINT_OPEN', { label: this.#label, open: this.#open.length })
  }

  #close(savepoint: symbol, how: 'release' | 'rollback'): void {
    const depth = this.#open.indexOf(savepoint)
    if (depth === -1) this.#fail('has been closed before')
    if (depth < this.#open.length - 1) this.#fail('is to be closed while a later one is open')
    if (how === 'rollback') this.#rows.rollbackTo(depth)
    else this.#rows.release(depth)
    this.#open.pop()
  }

  #fail(problem: string): never {
    throw new StorageError('SAVEPOINT_ORDER', { label: this.#label, problem })
  }
}
