import * as Y from 'yjs'
import { isWatched } from './tree-watchers.ts'

/** What makes a `Y.Doc` a tree: the structs, and the types at its roots. */
interface Contents {
  readonly store: Y.Doc['store']
  readonly share: Y.Doc['share']
}

type State =
  /** Not built. */
  | { readonly is: 'absent' }
  /** Kept in memory. `used`: since the last `rest`. */
  | { readonly is: 'held'; readonly contents: Contents; used: boolean }
  /** Alive only as long as somebody holds a part of it. */
  | { readonly is: 'loose'; readonly contents: WeakRef<Contents> }

/** Keeps the contents alive for whoever holds one of their parts: an entry lives as long as its key. */
const contentsOf = new WeakMap<object, Contents>()

/**
 * The tree of a document, which is built from the document's bytes when something first looks at it, and forgotten again when
 * nothing does. It stands behind the properties `store` and `share` of a `Y.Doc`, through which Yjs reaches everything, so
 * whoever uses the document notices nothing. (Specification: realtime.md, "Speed".)
 */
export class LazyTree {
  readonly #document: Y.Doc
  readonly #encode: () => Uint8Array
  #state: State

  /**
   * @param document a new, empty document
   * @param encode gives all of its content as one update
   */
  constructor(document: Y.Doc, encode: () => Uint8Array) {
    this.#document = document
    this.#encode = encode
    this.#state = { is: 'held', contents: { store: document.store, share: document.share }, used: true }
    const property = (key: keyof Contents): PropertyDescriptor => ({ get: () => this.#use()[key], enumerable: true })
    Object.defineProperties(document, { store: property('store'), share: property('share') })
  }

  /** Whether there is a tree, which then has to be told of every change. */
  get alive(): boolean {
    return this.#alive() !== undefined
  }

  /** Builds the tree now, if there is none. */
  build(): void {
    this.#use()
  }

  /** Forgets the tree at once, also one that somebody holds: for one that is broken. It is built again when it is needed. */
  discard(): void {
    this.#state = { is: 'absent' }
  }

  /** Lets go of the tree if nothing has used it since the last time this was called, and nothing watches it. */
  rest(): void {
    const state = this.#state
    if (state.is !== 'held') return
    const { contents } = state
    if (state.used || isPending(contents) || isWatched(this.#document, contents.share, contents.store)) {
      state.used = false
      return
    }
    contentsOf.set(contents.store, contents)
    contentsOf.set(contents.share, contents)
    for (const type of contents.share.values()) contentsOf.set(type, contents)
    this.#state = { is: 'loose', contents: new WeakRef(contents) }
  }

  /** Runs something that keeps the tree up to date, and counts as no use of it. */
  update(run: () => void): void {
    const state = this.#state
    const used = state.is === 'held' && state.used
    try {
      run()
    } finally {
      if (state === this.#state && state.is === 'held') state.used = used
    }
  }

  #alive(): Contents | undefined {
    const state = this.#state
    return state.is === 'held' ? state.contents : state.is === 'loose' ? state.contents.deref() : undefined
  }

  #use(): Contents {
    const state = this.#state
    if (state.is === 'held') {
      state.used = true
      return state.contents
    }
    const contents = this.#alive()
    if (contents === undefined) return this.#build()
    this.#state = { is: 'held', contents, used: true }
    return contents
  }

  #build(): Contents {
    const document = this.#document
    const contents: Contents = { store: new Y.Doc().store, share: new Map() }
    this.#state = { is: 'held', contents, used: true }
    document.subdocs.clear()
    // Yjs takes another client id when it sees its own in what it applies, and is in the middle of opening a transaction
    // when it is this that first looks at the document. That the tree is built is news to nobody.
    const { clientID, _transactionCleanups: cleanups, _observers: observers } = document
    document._transactionCleanups = []
    document._observers = new Map()
    document.clientID = 0
    try {
      Y.applyUpdate(document, this.#encode())
    } catch (error) {
      this.discard()
      throw error
    } finally {
      document.clientID = clientID
      document._observers = observers
      document._transactionCleanups = cleanups
    }
    return contents
  }
}

const isPending = ({ store }: Contents): boolean => store.pendingStructs !== null || store.pendingDs !== null
