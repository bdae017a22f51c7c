import type { Presence } from '../awareness/presence.ts'
import type { Connection } from '../connection/connection.ts'

/** A connection as one that speaks for clients. */
export class Speaker {
  readonly #presence: Presence<Connection>
  readonly #connection: Connection

  constructor(presence: Presence<Connection>, connection: Connection) {
    this.#presence = presence
    this.#connection = connection
  }

  get clients(): Set<number> {
    return this.#presence.clientsOf(this.#connection)
  }
}
