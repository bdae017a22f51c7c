/** A connection that may speak for clients. */
export interface Speaker {
  readonly socketId: string
}

/**
 * How surely a client is a connection's own: it names it as its own; or its first edits are in that client's name alone; or it
 * passes on, among others, what it has from somewhere, which makes nobody its owner.
 */
export type Claim = 'named' | 'edited' | 'passed-on'

const weight: Readonly<Record<Claim, number>> = { named: 3, edited: 2, 'passed-on': 1 }

interface Ownership<By> {
  readonly by: By
  readonly claim: Claim
}

/**
 * Which connection speaks for which client of a document (the ids under which Yjs files changes and presence). While it is
 * there nobody else may go on in that client's name: its own next edits would then be taken for known ones and be lost.
 * What is already known may be repeated by anyone, and who has left may be spoken for by anyone: so others bring back what
 * it wrote; and when it returns itself, it is itself again. (Specification: realtime.md, "A message from outside is hostile
 * until checked".)
 */
export class ClientOwners<By extends Speaker> {
  readonly #owners = new Map<number, Ownership<By>>()
  /** Connections that have a client of their own. */
  readonly #settled = new WeakSet<By>()

  /**
   * Says that a connection goes on in a client's name.
   *
   * @returns the connection whose client it is; nothing if it is this one's now
   */
  claim(client: number, by: By, how: Claim): By | undefined {
    const owner = this.#owners.get(client)
    if (owner !== undefined && owner.by === by && weight[how] <= weight[owner.claim]) return undefined
    const claim = how === 'edited' && this.#settled.has(by) ? 'passed-on' : how
    if (owner === undefined || weight[claim] > weight[owner.claim]) this.#own(client, by, claim)
    else if (owner.by.socketId === by.socketId) this.#own(client, by, owner.claim)
    else if (owner.claim !== 'passed-on') return owner.by
    return undefined
  }

  /** The connection has gone; its clients are anybody's. */
  leave(by: By): void {
    for (const [client, owner] of this.#owners) if (owner.by === by) this.#owners.delete(client)
  }

  #own(client: number, by: By, claim: Claim): void {
    this.#owners.set(client, { by, claim })
    if (claim !== 'passed-on') this.#settled.add(by)
  }
}
