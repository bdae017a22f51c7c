import type * as Y from 'yjs'
import { deleteToken, insertToken, tokenOf, type Operation } from './operation.ts'
import type { Recorder } from './recorder.ts'

/** A connection of one client to its documents, which comes back by itself. */
export interface Link {
  /** Whether every document has been synchronised over the socket that is open now. */
  readonly synced: boolean
  /** Frames whose status has not come yet. */
  readonly waiting: number
  /** The last frames of its socket, for reports. */
  readonly trace: readonly string[]
  /** Cuts the connection; it comes back by itself. */
  drop: () => void
  /** Goes away for good. */
  leave: () => void
}

export type MakeLink = (documents: ReadonlyMap<string, Y.Doc>) => Link

interface Identity {
  readonly author: string
  readonly documents: ReadonlyMap<string, Y.Doc>
  readonly recorder: Recorder
}

/** Somebody with documents of their own, who edits them. */
export class LiveClient {
  readonly author: string
  readonly documents: ReadonlyMap<string, Y.Doc>
  readonly link: Link
  #edits = 0

  constructor({ author, documents, recorder }: Identity, makeLink: MakeLink) {
    this.author = author
    this.documents = documents
    // First of all listeners: an edit is recorded before the link sends it.
    for (const document of documents.values()) {
      document.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin instanceof Edit) recorder.made(origin.operation, update)
      })
    }
    this.link = makeLink(documents)
  }

  /** @param where 0 to 1 */
  insert(name: string, where: number): void {
    const token = tokenOf(this.author, ++this.#edits)
    this.#edit({ kind: 'insert', name, token }, (document) => insertToken(document, token, where))
  }

  delete(name: string, token: string): void {
    this.#edits++
    this.#edit({ kind: 'delete', name, token }, (document) => deleteToken(document, token))
  }

  leave(): void {
    this.link.leave()
    for (const document of this.documents.values()) document.destroy()
  }

  #edit(what: { kind: Operation['kind']; name: string; token: string }, run: (document: Y.Doc) => void): void {
    const document = this.documents.get(what.name)
    if (document === undefined) return
    const operation: Operation = {
      kind: what.kind,
      token: what.token,
      document: what.name,
      author: this.author,
      structs: new Map(),
      deletions: new Map(),
      madeAt: performance.now(),
      sentAt: undefined,
      acknowledgedAt: undefined,
      toldAt: undefined,
      refusedAt: undefined,
      foundAt: undefined,
    }
    document.transact(() => run(document), new Edit(operation))
  }
}

/** The origin of a client's own transactions. */
class Edit {
  readonly operation: Operation

  constructor(operation: Operation) {
    this.operation = operation
  }
}
