import * as Y from 'yjs'
import type { Awareness } from 'y-protocols/awareness'
import { Presence, type PresenceChange } from '../awareness/presence.ts'
import { SharedAwareness } from '../awareness/shared-awareness.ts'
import type { Connection } from '../connection/connection.ts'
import type { AwarenessState } from '../hooks/payloads.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { decodeAwarenessUpdate, encodeAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'
import { collectAll } from '../persistence/make-snapshot.ts'
import { encodeServerMessage, encodeStep2 } from '../protocol/encode.ts'
import type { Frame, LargeFrame } from '../protocol/frame.ts'
import { atEndOfTurn, type TaskList } from '../task-list.ts'
import { parseUpdate, type ParsedUpdate } from '../updates/parse-update.ts'
import { Broadcaster, type FlushOptions } from './broadcaster.ts'
import { DocumentContent, type Applied } from './document-content.ts'
import type { DocumentListener } from './document-listener.ts'
import { deliver, needed } from './receiver.ts'
import { SaveMutex } from './save-mutex.ts'
import { Speaker } from './speaker.ts'
import { connectionOf } from './transaction-origin.ts'

export interface DocumentOptions extends Partial<FlushOptions> {
  readonly listener?: DocumentListener | undefined
  readonly limits?: Limits | undefined
  readonly turnEnd?: TaskList | undefined
  /** Milliseconds from a fixed point. */
  readonly now?: (() => number) | undefined
}

/** Functions that code may put in place to hear of a document. (API of Hocuspocus 4) */
export interface DocumentCallbacks {
  onUpdate: (document: Document, origin: unknown, update: Uint8Array) => void
  beforeBroadcastStateless: (document: Document, payload: string) => void
  beforeHandleAwareness: (document: Document, states: Map<number, AwarenessState>, origin: unknown) => unknown
}

/**
 * A document that is open: a `Y.Doc` whose tree is built when something looks at it, with the connections to it and their
 * presence. Code on the server edits it as any `Y.Doc`; what it changes is journalled and sent to the connections.
 */
export class Document extends Y.Doc {
  readonly name: string
  /** Connections, with the clients that each speaks for. */
  readonly connections: Map<Connection, { readonly clients: Set<number> }> = new Map()
  readonly callbacks: DocumentCallbacks = {
    onUpdate: () => {},
    beforeBroadcastStateless: () => {},
    beforeHandleAwareness: () => {},
  }
  readonly flushDelay: FlushOptions['flushDelay']
  readonly flushMaxBytes: number
  /** Held while the document is stored. */
  readonly saveMutex: SaveMutex = new SaveMutex()
  directConnectionsCount = 0
  isLoading = true
  /** When its connections are told of a change: once it is saved, nobody has what the server could lose. */
  tells: 'at once' | 'once saved' = 'at once'
  /** When it changed last, in milliseconds since 1970. */
  lastChangeTime = 0
  readonly #content: DocumentContent
  readonly #presence: Presence<Connection>
  readonly #broadcaster: Broadcaster
  readonly #listener: DocumentListener | undefined
  readonly #now: () => number
  #awareness: SharedAwareness | undefined

  constructor(name: string, yDocOptions: object = {}, options: DocumentOptions = {}) {
    super({ gcFilter: collectAll, ...yDocOptions })
    const {
      flushDelay = 0,
      flushMaxBytes = 1024 * 1024,
      limits = defaultLimits,
      listener,
      turnEnd = atEndOfTurn(),
    } = options
    this.name = name
    this.flushDelay = flushDelay
    this.flushMaxBytes = flushMaxBytes
    this.#listener = listener
    this.#now = options.now ?? Date.now
    this.#presence = new Presence(limits)
    this.#content = new DocumentContent(this, {
      changed: (update, origin) => this.#changed(update, origin),
      failed: (error) => listener?.failed(error),
    })
    this.#broadcaster = new Broadcaster({
      flushDelay,
      flushMaxBytes,
      turnEnd,
      receivers: () => this.connections.keys(),
      presence: (clients) => this.#presence.entries(clients),
    })
  }

  /** The content as bytes, without the tree. */
  get content(): DocumentContent {
    return this.#content
  }

  /** Who is present, as `Awareness` of y-protocols. */
  get awareness(): Awareness {
    return (this.#awareness ??= new SharedAwareness(this, this.#presence.entries(), (entries, origin) => {
      this.#announceAwareness(this.#presence.apply(entries, { now: this.#now() }), origin)
    }))
  }

  get presence(): Presence<Connection> {
    return this.#presence
  }

  /** Whether nothing is in the root type of this name. */
  isEmpty(field: string): boolean {
    return this.get(field)._start === null && this.get(field)._map.size === 0
  }

  /** Merges other documents into this one. */
  merge(documents: Y.Doc | readonly Y.Doc[]): this {
    for (const document of [documents].flat() as Y.Doc[]) Y.applyUpdate(this, Y.encodeStateAsUpdate(document))
    return this
  }

  /** Applies an update without building the tree, if that can be. @throws RealtimeError `UPDATE_MALFORMED` */
  apply(update: Uint8Array | ParsedUpdate, origin?: unknown): Applied {
    return this.#content.apply(update instanceof Uint8Array ? parseUpdate(update) : update, origin)
  }

  onUpdate(callback: DocumentCallbacks['onUpdate']): this {
    this.callbacks.onUpdate = callback
    return this
  }

  beforeBroadcastStateless(callback: DocumentCallbacks['beforeBroadcastStateless']): this {
    this.callbacks.beforeBroadcastStateless = callback
    return this
  }

  beforeHandleAwareness(callback: DocumentCallbacks['beforeHandleAwareness']): this {
    this.callbacks.beforeHandleAwareness = callback
    return this
  }

  addConnection(connection: Connection): this {
    this.connections.set(connection, new Speaker(this.#presence, connection))
    return this
  }

  hasConnection(connection: Connection): boolean {
    return this.connections.has(connection)
  }

  /** Removes a connection, and the clients that it spoke for. */
  removeConnection(connection: Connection): this {
    const change = this.#presence.leave(connection, this.#now())
    this.connections.delete(connection)
    this.#announceAwareness(change, { source: 'connection', connection })
    return this
  }

  addDirectConnection(): this {
    this.directConnectionsCount++
    return this
  }

  removeDirectConnection(): this {
    if (this.directConnectionsCount > 0) this.directConnectionsCount--
    return this
  }

  /** Connections of clients and of code in this process. */
  getConnectionsCount(): number {
    return this.connections.size + this.directConnectionsCount
  }

  getConnections(): Connection[] {
    return [...this.connections.keys()]
  }

  /** Ids of the clients that a connection speaks for. */
  getClients(connection: Connection): Set<number> {
    return this.#presence.clientsOf(connection)
  }

  hasAwarenessStates(): boolean {
    return !this.#presence.isEmpty
  }

  /** @throws RealtimeError `AWARENESS_MALFORMED`, `AWARENESS_LIMIT` */
  applyAwarenessUpdate(connection: Connection, update: Uint8Array): this {
    this.applyAwareness(decodeAwarenessUpdate(update), { source: 'connection', connection })
    return this
  }

  /**
   * Takes in what is news of the presence of clients.
   *
   * @param origin that of a connection gives the connection, whose clients leave with it
   * @throws RealtimeError `AWARENESS_LIMIT`
   */
  applyAwareness(entries: readonly AwarenessEntry[], origin: unknown): void {
    const owner = connectionOf(origin)
    const change = this.#presence.apply(entries, { owner, now: this.#now() })
    this.#announceAwareness(change, origin)
  }

  /** The presence of all, to greet a new connection with; `undefined` when nobody is there. */
  encodePresence(): Uint8Array | undefined {
    return this.#presence.isEmpty ? undefined : encodeAwarenessUpdate(this.#presence.entries())
  }

  /** What a connection with a state vector is sent: the document's own state vector, and what the connection lacks. */
  syncFrames(address: string, stateVector: Uint8Array): { step1: Frame; step2: LargeFrame } {
    return {
      step1: encodeServerMessage(address, { type: 'step1', stateVector: this.#content.stateVector() }),
      step2: encodeStep2(address, this.#content.encode(stateVector)),
    }
  }

  /** Removes the presence of clients that have no connection here and are silent; lets the tree go if nothing uses it. */
  rest(): void {
    this.#announceAwareness(this.#presence.expire(this.#now()), 'timeout')
    this.#content.rest()
  }

  /** Resolves once everything that is in the document now is on disk. */
  saved(): Promise<void> {
    return new Promise((resolve) => (this.#listener === undefined ? resolve() : this.#listener.whenSaved(resolve)))
  }

  /** Tells the connections of a change, all but the one that it came from. */
  tell(update: ParsedUpdate, origin: unknown): void {
    this.#broadcaster.update(update, connectionOf(origin))
  }

  /** Runs `run` once the connections have been told of what they are to be told of now. */
  whenTold(run: () => void): void {
    this.#broadcaster.afterwards(run)
  }

  /** Sends what waits to be sent. */
  flush(): this {
    this.#broadcaster.flush()
    return this
  }

  /**
   * Sends a stateless message to the connections, once `beforeBroadcastStateless` has let it pass.
   *
   * @param filter which connections
   */
  broadcastStateless(payload: string, filter?: (connection: Connection) => boolean): void {
    this.callbacks.beforeBroadcastStateless(this, payload)
    if (this.#listener === undefined) this.relayStateless(payload, filter)
    else this.#listener.broadcastsStateless(payload, () => this.relayStateless(payload, filter))
  }

  /** Sends a stateless message to the connections without asking anybody: for one that another server has broadcast. */
  relayStateless(payload: string, filter?: (connection: Connection) => boolean): void {
    const receivers = filter === undefined ? this.connections.keys() : this.getConnections().filter(filter)
    const encode = (address: string): Frame => encodeServerMessage(address, { type: 'stateless', payload })
    deliver({ receivers, encode, delivery: needed })
  }

  /** Sends what waits, and ends: nothing that is done to it from now on concerns anybody. */
  override destroy(): void {
    if (this.isDestroyed) return
    this.#content.close()
    super.destroy()
    this.#broadcaster.flush()
    this.isDestroyed = true
  }

  #changed(update: ParsedUpdate, origin: unknown): void {
    this.lastChangeTime = Date.now()
    this.#listener?.changed(update, origin)
    if (this.tells === 'at once' || this.#listener === undefined) this.tell(update, origin)
    try {
      this.callbacks.onUpdate(this, origin, update.bytes)
    } catch (error) {
      this.#listener?.failed(error)
    }
  }

  #announceAwareness(change: PresenceChange, origin: unknown): void {
    const { added, updated, removed } = change
    const clients = [...added, ...updated, ...removed]
    if (clients.length === 0) return
    this.#awareness?.mirror(this.#presence.entries(clients), origin)
    this.#broadcaster.awareness(clients, connectionOf(origin))
    this.#listener?.awarenessChanged(change, origin)
  }
}
