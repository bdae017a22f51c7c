import { RealtimeError } from '../errors.ts'
import { absent, type AwarenessEntry } from '../protocol/awareness-update.ts'

/** How much presence one connection may have. */
export interface PresenceLimits {
  readonly awarenessClients: number
  /** Bytes (UTF-16 units) of all states of one connection. */
  readonly awarenessBytes: number
}

interface Known<Owner> extends AwarenessEntry {
  owner: Owner
}

/**
 * Who is present in a document: the last state of each client, and the connection that it came through. Nothing is kept of a
 * client that has left. (Rules: y-protocols, awareness.)
 */
export class Presence<Owner> {
  readonly #known = new Map<number, Known<Owner>>()
  readonly #limits: PresenceLimits

  constructor(limits: PresenceLimits) {
    this.#limits = limits
  }

  /**
   * Takes in what a connection says. A client belongs to the connection that spoke for it last, so that one that comes back
   * on a new socket stays present when the old socket dies; no connection may say that another one's client has left.
   *
   * @returns what was news, for the others
   * @throws RealtimeError `AWARENESS_LIMIT`: nothing was taken in
   */
  apply(entries: readonly AwarenessEntry[], owner: Owner): AwarenessEntry[] {
    this.#checkLimits(entries, owner)
    return entries.filter((entry) => this.#take(entry, owner))
  }

  /** Removes the clients of a connection. @returns what to tell the others */
  leave(owner: Owner): AwarenessEntry[] {
    const gone = [...this.#known.values()].filter((known) => known.owner === owner)
    for (const { client } of gone) this.#known.delete(client)
    return gone.map(({ client, clock }) => ({ client, clock, state: absent }))
  }

  /** The states of all who are present. */
  entries(): AwarenessEntry[] {
    return [...this.#known.values()].map(({ client, clock, state }) => ({ client, clock, state }))
  }

  #take(entry: AwarenessEntry, owner: Owner): boolean {
    const known = this.#known.get(entry.client)
    if (entry.state === absent) {
      if (known === undefined || known.owner !== owner || entry.clock < known.clock) return false
      return this.#known.delete(entry.client)
    }
    if (known !== undefined && entry.clock < known.clock) return false
    if (known !== undefined && entry.clock === known.clock) {
      known.owner = owner
      return false
    }
    this.#known.set(entry.client, { ...entry, owner })
    return true
  }

  #checkLimits(entries: readonly AwarenessEntry[], owner: Owner): void {
    const { awarenessClients, awarenessBytes } = this.#limits
    const states = new Map<number, number>()
    for (const { client, state, owner: of } of this.#known.values()) if (of === owner) states.set(client, state.length)
    for (const { client, state } of entries) {
      if (state !== absent) states.set(client, state.length)
      else if (this.#known.get(client)?.owner === owner) states.delete(client)
    }
    if (states.size > awarenessClients) throw limitError('clients', awarenessClients)
    let bytes = 0
    for (const length of states.values()) bytes += length
    if (bytes > awarenessBytes) throw limitError('bytes', awarenessBytes)
  }
}

const limitError = (what: string, limit: number): RealtimeError => new RealtimeError('AWARENESS_LIMIT', { what, limit })
