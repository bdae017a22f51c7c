/** A connection that may speak for clients. */
export interface Speaker {
  readonly socketId: string
}

interface Ownership<By> {
  readonly by: By
  /** Whether the connection named this client as its own, and does not merely pass on what it has from somewhere. */
  readonly own: boolean
}

/**
 * Which connection speaks for which client of a document (the ids under which Yjs files changes and presence). While it is
 * there nobody else may go on in that client's name: its own next edits would then be taken for known ones and be lost.
 * What is already known may be repeated by anyone, and who has left may be spoken for by anyone: so others bring back what
 * it wrote. (Specification: realtime.md, "A message from outside is hostile until checked".)
 */
export class ClientOwners<By extends Speaker> {
  readonly #owners = new Map<number, Ownership<By>>()

  /**
   * Says that a connection goes on in a client's name.
   *
   * @param own whether it names the client as its own: that outweighs one that passed on something of it
   * @returns the connection whose client it is; nothing if it is this one's now
   */
  claim(client: number, by: By, own: boolean): By | undefined {
    const owner = this.#owners.get(client)
    if (owner === undefined || owner.by.socketId === by.socketId || (own && !owner.own)) {
      if (owner?.by !== by || (own && !owner.own)) this.#owners.set(client, { by, own: own || owner?.own === true })
      return undefined
    }
    return owner.by
  }

  /** The connection has gone; its clients are anybody's. */
  leave(by: By): void {
    for (const [client, owner] of this.#owners) if (owner.by === by) this.#owners.delete(client)
  }
}
