import * as Y from 'yjs'
import { RealtimeError } from '../errors.ts'
import { collectAll, type Collecting } from '../persistence/make-snapshot.ts'
import { parseIncoming, parseUpdate, type ParsedUpdate, type PartLimits } from '../updates/parse-update.ts'
import { UpdateState } from '../updates/update-state.ts'
import { LazyTree } from './lazy-tree.ts'
import { isListenedTo } from './tree-watchers.ts'

/** What became of an update. */
export type Applied =
  /** It had nothing new. */
  | 'known'
  /** What was new in it is part of the document. */
  | 'applied'
  /** Something of it is kept aside until what it builds on comes. */
  | 'pending'

/** Told what has become part of the document. */
export interface ContentListener {
  changed(news: ParsedUpdate, origin: unknown): void
  /** Something that observes the tree, or Yjs itself, failed on a change that is made. */
  failed(error: unknown): void
}

/**
 * The content of a document, twice: as bytes, which are enough to synchronise clients, and as a tree, which is there while
 * something looks at it. The bytes decide; what they cannot decide (an update that builds on something missing) Yjs does.
 */
export class DocumentContent {
  readonly #document: Y.Doc & { readonly name: string }
  #state = new UpdateState()
  readonly #tree: LazyTree
  readonly #listener: ContentListener
  /** Origin of what is being told to the tree, until Yjs reports it. */
  #mirrored: { readonly origin: unknown } | undefined
  /** How many changes have been told. */
  #changes = 0
  #closed = false
  /** How many parts have been kept aside since nothing was. */
  #pendingParts = 0

  /** @param document a new, empty one */
  constructor(document: Y.Doc & { readonly name: string }, listener: ContentListener) {
    this.#document = document
    this.#listener = listener
    this.#tree = new LazyTree(document, () => this.#state.encode())
    document.on('update', this.#onUpdate)
  }

  /**
   * Fills the empty document with what is stored of it. Nobody is told.
   *
   * @param updates in Yjs' V1 encoding
   * @throws RealtimeError `UPDATE_MALFORMED`, whose details name the `row` by its index
   */
  load(updates: readonly Uint8Array[]): void {
    const { state, undecided } = UpdateState.from(updates)
    this.#state = state
    this.#tree.discard()
    for (const update of undecided) this.#applyWithTree(update, 'load')
    this.#state.rest()
  }

  /** Whether there is a tree in memory now. */
  get hasTree(): boolean {
    return this.#tree.alive
  }

  /** Bytes of the document. */
  get size(): number {
    return this.#state.bytes
  }

  /** Bytes of what is kept aside because something before it is missing. */
  get pending(): number {
    return this.#tree.alive ? pendingBytes(this.#document) : 0
  }

  /** How many changes of a client are known. */
  clockOf(client: number): number {
    return this.#state.clockOf(client)
  }

  stateVector(): Uint8Array {
    return this.#state.stateVector()
  }

  /** The whole document as one update; or what somebody with a state vector lacks. */
  encode(stateVector?: Uint8Array): Uint8Array {
    const update = stateVector === undefined ? this.#state.encode() : this.#state.encodeSince(stateVector)
    return this.pending === 0 ? update : Y.encodeStateAsUpdate(this.#document, stateVector)
  }

  /** Whether an update has nothing new. */
  contains(update: ParsedUpdate): boolean {
    return this.#state.contains(update)
  }

  /**
   * Whether more could be kept aside than may be if this update were applied. How much it would be only Yjs could tell, after
   * it had built what might be a large document.
   *
   * @param most bytes and parts (structs and deleted ranges: Yjs looks at all of them again with each update)
   */
  wouldPend(update: ParsedUpdate, most: { readonly bytes: number; readonly parts: number }): boolean {
    const { pending } = this
    if (pending === 0) this.#pendingParts = 0
    if (pending + update.bytes.length <= most.bytes && this.#pendingParts + partsOf(update) <= most.parts) return false
    return !this.#state.decides(update)
  }

  /** Whether an update has parts of so many new clients, or deletes so many ranges, that there would be more than may be. */
  wouldBranch(update: ParsedUpdate, limits: PartLimits): boolean {
    return this.#state.wouldBranch(update, limits)
  }

  /** Takes in an update. @throws RealtimeError `DOCUMENT_APPLY` when Yjs fails on it */
  apply(update: ParsedUpdate, origin: unknown): Applied {
    if (!this.#tree.alive && isListenedTo(this.#document)) this.#tree.build()
    if (this.pending > 0) return this.#applyWithTree(update, origin)
    const taken = this.#state.take(update)
    switch (taken.is) {
      case 'known':
        return 'known'
      case 'undecided':
        return this.#applyWithTree(update, origin)
      case 'taken':
        this.#tell(taken.news, origin)
        this.#mirror(taken.news.bytes, origin)
        return 'applied'
    }
  }

  /**
   * Replaces the bytes by fewer that say the same: what has been deleted is left out, what belongs together is joined.
   *
   * @param make makes a snapshot of the whole document (`makeSnapshot`)
   * @returns the snapshot of the document as it is now, whatever has become of it meanwhile
   */
  async compact(make: (update: Uint8Array, collecting: Collecting) => Promise<Uint8Array>): Promise<Uint8Array> {
    const { gc, gcFilter } = this.#document
    // With what is kept aside: it is journalled, and the snapshot takes the place of its rows.
    const snapshot = await make(this.encode(), { gc, gcFilter: gcFilter === collectAll ? undefined : gcFilter })
    this.#state.reset(await parseIncoming(snapshot))
    return snapshot
  }

  /** Keeps only what is needed while nothing happens: lets the tree go if nothing uses it. */
  rest(): void {
    this.#tree.rest()
    this.#state.rest()
  }

  /** What the tree reports from now on concerns nobody. */
  close(): void {
    this.#closed = true
    this.#document.off('update', this.#onUpdate)
  }

  /** Yjs decides. What it finds new is reported by its event, and becomes part of the bytes there. */
  #applyWithTree(update: ParsedUpdate, origin: unknown): Applied {
    this.#tree.build()
    const before = this.#changes
    const kept = this.#pendingUpdates()
    try {
      Y.applyUpdate(this.#document, update.bytes, origin)
    } catch (error) {
      if (!this.#state.contains(update))
        throw new RealtimeError('DOCUMENT_APPLY', { document: this.#document.name }, error)
      this.#listener.failed(error)
    }
    const now = this.#pendingUpdates()
    if (now.structs !== kept.structs || now.deletions !== kept.deletions) {
      this.#pendingParts += partsOf(update)
      return 'pending'
    }
    return this.#changes === before ? 'known' : 'applied'
  }

  #pendingUpdates(): { structs: Uint8Array | undefined; deletions: Uint8Array | null } {
    const { pendingStructs, pendingDs } = this.#document.store
    return { structs: pendingStructs?.update, deletions: pendingDs }
  }

  /** Tells the tree, if there is one. */
  #mirror(update: Uint8Array, origin: unknown): void {
    if (!this.#tree.alive) return
    this.#tree.update(() => {
      this.#mirrored = { origin }
      try {
        Y.applyUpdate(this.#document, update, origin)
      } catch (error) {
        this.#listener.failed(error)
      } finally {
        this.#mirrored = undefined
      }
    })
  }

  #tell(news: ParsedUpdate, origin: unknown): void {
    this.#changes++
    this.#listener.changed(news, origin)
  }

  readonly #onUpdate = (bytes: Uint8Array, origin: unknown, ...[, transaction]: [Y.Doc, Y.Transaction]): void => {
    if (this.#closed) return
    if (this.#mirrored !== undefined && this.#mirrored.origin === origin && !transaction.local) {
      this.#mirrored = undefined
      return
    }
    const update = this.#parse(bytes)
    const taken = this.#state.take(update)
    if (taken.is === 'taken') this.#tell(taken.news, origin)
    else if (taken.is === 'undecided') this.#resynchronise(update, origin)
  }

  /** Code in this process made a change that no client could be told of: it is taken back, and the code hears of it. */
  #parse(bytes: Uint8Array): ParsedUpdate {
    try {
      return parseUpdate(bytes)
    } catch (error) {
      this.#tree.discard()
      throw error
    }
  }

  /** Yjs reports a change that cannot be joined to the bytes: the tree is then the truth. */
  #resynchronise(update: ParsedUpdate, origin: unknown): void {
    this.#state = UpdateState.from([Y.encodeStateAsUpdate(this.#document)]).state
    this.#tell(update, origin)
  }
}

function partsOf({ structs, deletions }: ParsedUpdate): number {
  let parts = 0
  for (const { count } of structs) parts += count
  for (const { ranges } of deletions) parts += ranges.length / 2
  return parts
}

function pendingBytes({ store }: Y.Doc): number {
  return (store.pendingStructs?.update.length ?? 0) + (store.pendingDs?.length ?? 0)
}
