import type { DocumentLog } from '../persistence/document-log.ts'

/** A connection whose socket need not be read. */
export interface Stoppable {
  stopReading(): void
  goOnReading(): void
}

/**
 * Stops the reading of a document's sockets while more of it is unsaved than may be: a journal that is slow or fails makes
 * clients wait, and not memory grow. (Specification: realtime.md, "Acknowledged means on disk".)
 */
export class Congestion {
  readonly #log: DocumentLog
  readonly #limit: number
  readonly #connections: () => Iterable<Stoppable>
  #stopped = false

  /** @param limit bytes that may be unsaved */
  constructor(log: DocumentLog, limit: number, connections: () => Iterable<Stoppable>) {
    this.#log = log
    this.#limit = limit
    this.#connections = connections
    log.onAppend(() => this.#review())
  }

  /** A connection has come. */
  join(connection: Stoppable): void {
    if (this.#stopped) connection.stopReading()
  }

  #review(): void {
    if (this.#stopped || this.#log.unsavedBytes <= this.#limit) return
    this.#stopped = true
    for (const connection of this.#connections()) connection.stopReading()
    this.#waitForRoom()
  }

  /** Code in this process may have gone on meanwhile. */
  #waitForRoom(): void {
    this.#log.whenSaved(() => {
      if (this.#log.unsavedBytes > this.#limit) return this.#waitForRoom()
      this.#stopped = false
      for (const connection of this.#connections()) connection.goOnReading()
    })
  }
}
