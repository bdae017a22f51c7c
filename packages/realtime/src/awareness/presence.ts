import { RealtimeError } from '../errors.ts'
import { absent, type AwarenessEntry } from '../protocol/awareness-update.ts'

/** How much presence one connection may have. */
export interface PresenceLimits {
  readonly awarenessClients: number
  /** Bytes (UTF-8) of all states of one connection. */
  readonly awarenessBytes: number
}

/** Client ids whose presence changed. */
export interface PresenceChange {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

interface Known<Owner> extends AwarenessEntry {
  /** The connection it came through; none for what code in this process or another server says. */
  owner: Owner | undefined
  /** A connection on which the client has come back, while this one is not yet missed. */
  heir: Owner | undefined
  /** When it was heard of last, in milliseconds. */
  at: number
}

/** Milliseconds after which a client that has left is forgotten, and one without a connection that is silent has left. */
const outdated = 30_000

/**
 * Who is present in a document: the last state of each client, as the text it came in. (Rules: y-protocols, awareness.)
 */
export class Presence<Owner> {
  readonly #known = new Map<number, Known<Owner>>()
  /** Clients by the connection that speaks for them. */
  readonly #owned = new Map<Owner, Set<number>>()
  /** Last clocks of those who have left, so that an old message does not bring them back. */
  readonly #gone = new Map<number, { readonly clock: number; readonly at: number }>()
  readonly #limits: PresenceLimits

  constructor(limits: PresenceLimits) {
    this.#limits = limits
  }

  /** Whether nobody is present. */
  get isEmpty(): boolean {
    return this.#known.size === 0
  }

  /** Whether an entry would be news. What a connection repeats of others, as providers do, is none. */
  isNews({ client, clock, state }: AwarenessEntry): boolean {
    const known = this.#known.get(client)
    if (known === undefined) return state !== absent && clock > this.clockOf(client)
    return clock > known.clock || (clock === known.clock && state === absent)
  }

  /** Ids of the clients that a connection speaks for. */
  clientsOf(owner: Owner): Set<number> {
    return new Set(this.#owned.get(owner))
  }

  /** The connection that speaks for a client. */
  ownerOf(client: number): Owner | undefined {
    return this.#known.get(client)?.owner
  }

  /** The last clock of a client; 0 for one that was never here, whose first statement therefore nobody takes in. */
  clockOf(client: number): number {
    return (this.#known.get(client) ?? this.#gone.get(client))?.clock ?? 0
  }

  /** Whether a connection could have all of these states at once. @throws RealtimeError `AWARENESS_LIMIT` */
  checkSize(entries: readonly AwarenessEntry[]): void {
    const { awarenessClients, awarenessBytes } = this.#limits
    const states = entries.filter(({ state }) => state !== absent)
    if (states.length > awarenessClients) throw limitError('clients', awarenessClients)
    let bytes = 0
    for (const { state } of states) bytes += Buffer.byteLength(state)
    if (bytes > awarenessBytes) throw limitError('bytes', awarenessBytes)
  }

  /**
   * Takes in what is news.
   *
   * @param by the connection that says it, and the time in milliseconds
   * @throws RealtimeError `AWARENESS_LIMIT`: nothing was taken in
   */
  apply(entries: readonly AwarenessEntry[], by: { owner?: Owner | undefined; now: number }): PresenceChange {
    const news = entries.filter((entry) => this.isNews(entry))
    if (by.owner !== undefined) this.#checkLimits(news, by.owner)
    const change: PresenceChange = { added: [], updated: [], removed: [] }
    for (const entry of news) {
      const known = this.#known.get(entry.client)
      if (entry.state === absent) {
        this.#remove(entry.client, { clock: entry.clock, at: by.now })
        change.removed.push(entry.client)
      } else {
        const next = { ...entry, owner: known?.owner, heir: known?.heir, at: by.now }
        this.#known.set(entry.client, next)
        this.#give(next, by.owner)
        this.#gone.delete(entry.client)
        change[known === undefined ? 'added' : 'updated'].push(entry.client)
      }
    }
    return change
  }

  /** A client says on another connection, as its own, what is known of it: it stays when its first connection goes. */
  inherit(client: number, heir: Owner): void {
    const known = this.#known.get(client)
    if (known !== undefined && known.owner !== heir) known.heir = heir
  }

  /** Removes the clients of a connection. */
  leave(owner: Owner, now: number): PresenceChange {
    for (const known of this.#known.values()) {
      if (known.heir === owner) known.heir = undefined
      if (known.owner !== owner || known.heir === undefined) continue
      this.#give(known, known.heir)
      known.heir = undefined
    }
    return this.#removeAll(now, (known) => known.owner === owner)
  }

  /** Removes those without a connection who are silent, and forgets those who have left. */
  expire(now: number): PresenceChange {
    for (const [client, { at }] of this.#gone) if (now - at > outdated) this.#gone.delete(client)
    return this.#removeAll(now, (known) => known.owner === undefined && now - known.at > outdated)
  }

  /** What is known of clients, those who have left included; of all who are present, if none are named. */
  entries(clients: Iterable<number> = this.#known.keys()): AwarenessEntry[] {
    return [...clients].flatMap((client) => {
      const known = this.#known.get(client)
      if (known !== undefined) return { client, clock: known.clock, state: known.state }
      const gone = this.#gone.get(client)
      return gone === undefined ? [] : { client, clock: gone.clock, state: absent }
    })
  }

  #removeAll(now: number, which: (known: Known<Owner>) => boolean): PresenceChange {
    const gone = [...this.#known.values()].filter(which)
    for (const { client, clock } of gone) this.#remove(client, { clock, at: now })
    return { added: [], updated: [], removed: gone.map(({ client }) => client) }
  }

  #give(known: Known<Owner>, owner: Owner | undefined): void {
    if (known.owner === owner && owner !== undefined && this.#owned.get(owner)?.has(known.client) === true) return
    this.#take(known)
    known.owner = owner
    if (owner === undefined) return
    const owned = this.#owned.get(owner)
    if (owned === undefined) this.#owned.set(owner, new Set([known.client]))
    else owned.add(known.client)
  }

  /** Takes a client from its connection. */
  #take({ client, owner }: Known<Owner>): void {
    if (owner === undefined) return
    const owned = this.#owned.get(owner)
    owned?.delete(client)
    if (owned?.size === 0) this.#owned.delete(owner)
  }

  #remove(client: number, left: { clock: number; at: number }): void {
    const known = this.#known.get(client)
    if (known !== undefined) this.#take(known)
    this.#known.delete(client)
    this.#gone.set(client, left)
  }

  #checkLimits(news: readonly AwarenessEntry[], owner: Owner): void {
    const own = new Map(this.entries(this.#owned.get(owner) ?? []).map((entry) => [entry.client, entry]))
    for (const entry of news) own.set(entry.client, entry)
    this.checkSize([...own.values()])
  }
}

const limitError = (what: string, limit: number): RealtimeError => new RealtimeError('AWARENESS_LIMIT', { what, limit })
