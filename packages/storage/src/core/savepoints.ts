import { StorageError } from '../errors.ts'
import type { RowTransaction } from './backend.ts'

type Write = (statements: (rows: RowTransaction) => void) => void

/** The open savepoints of one transaction, the newest last. */
export class SavepointStack {
  readonly #write: Write
  readonly #label: string
  readonly #open: symbol[] = []

  constructor(write: Write, label: string) {
    this.#write = write
    this.#label = label
  }

  /** @returns A function that closes the savepoint, keeping (`release`) or undoing (`rollback`) what came after it. */
  open(): (how: 'release' | 'rollback') => void {
    const savepoint = Symbol('savepoint')
    const depth = this.#open.length + 1 // 0 is that of the transaction itself (`Member`)
    this.#write((rows) => rows.savepoint(depth))
    this.#open.push(savepoint)
    return (how) => this.#close(savepoint, how)
  }

  /** @throws `SAVEPOINT_OPEN` */
  checkNoneOpen(): void {
    if (this.#open.length === 0) return
    throw new StorageError('SAVEPOINT_OPEN', { label: this.#label, open: this.#open.length })
  }

  #close(savepoint: symbol, how: 'release' | 'rollback'): void {
    const depth = this.#open.indexOf(savepoint) + 1
    if (depth === 0) this.#fail('has been closed before')
    if (depth < this.#open.length) this.#fail('is to be closed while a later one is open')
    this.#write((rows) => (how === 'rollback' ? rows.rollbackTo(depth) : rows.release(depth)))
    this.#open.pop()
  }

  #fail(problem: string): never {
    throw new StorageError('SAVEPOINT_ORDER', { label: this.#label, problem })
  }
}
