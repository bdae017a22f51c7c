import type { Task, TaskList } from '../task-list.ts'
import { mergeUpdates } from '../updates/merge-updates.ts'
import type { ParsedUpdate } from '../updates/parse-update.ts'
import type { DocumentLog } from './document-log.ts'

/** Told what became of an update: whether it is on disk. */
type Settled = (saved: boolean) => void

/** Bytes with which a row does not wait for the end of the turn: a turn may bring megabytes, and somebody has to notice. */
const full = 64 * 1024

/**
 * Joins the updates that a document gets in one turn of the event loop, so that they are one row of its journal.
 */
export class UpdateTurn implements Task {
  readonly #log: DocumentLog
  readonly #turnEnd: TaskList
  #updates: ParsedUpdate[] = []
  #bytes = 0
  #settled: Settled[] = []
  #listed = false

  constructor(log: DocumentLog, turnEnd: TaskList) {
    this.#log = log
    this.#turnEnd = turnEnd
  }

  /** Whether nothing waits for the end of the turn. */
  get isEmpty(): boolean {
    return this.#updates.length === 0
  }

  /** @param settled called once, with `true` when the update and all before it are on disk */
  add(update: ParsedUpdate, settled?: Settled): void {
    this.#updates.push(update)
    if (settled !== undefined) this.#settled.push(settled)
    this.#bytes += update.bytes.length
    if (this.#bytes >= full) return this.end()
    if (this.#listed) return
    this.#listed = true
    this.#turnEnd.add(this)
  }

  /** The turn has ended. */
  run(): void {
    this.#listed = false
    this.end()
  }

  /** Gives the log what there is. */
  end(): void {
    if (this.isEmpty) return
    const settled = this.#settled
    const update = mergeUpdates(this.#updates)
    this.#updates = []
    this.#bytes = 0
    this.#settled = []
    this.#log.append(update, (saved) => {
      for (const tell of settled) tell(saved)
    })
  }
}
