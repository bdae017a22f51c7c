import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import type { Hooks, HookMap } from '@crochet/hooks'
import { systemClock } from '@crochet/storage'
import { defaultConfiguration, toSettings, type ServerConfiguration, type Settings } from './configuration.ts'
import { WaitingRoom } from './connection/backlog.ts'
import { ClientSocket } from './connection/client-socket.ts'
import { Handshake, noHandshake } from './connection/handshake.ts'
import { listenTo, turnDown, type ClientConnection } from './connection/listen-to.ts'
import type { WebSocketLike } from './connection/web-socket-like.ts'
import { DirectConnection } from './document/direct-connection.ts'
import { DocumentRegistry, type Lease } from './document/document-registry.ts'
import type { Document } from './document/document.ts'
import { loadDocument } from './document/load-document.ts'
import { unloading } from './document/unloading.ts'
import { RealtimeError } from './errors.ts'
import { attachHandlers } from './hooks/attach-handlers.ts'
import { documentPayload } from './hooks/document-payload.ts'
import { defineHookPoints, type HookName, type HookPoints } from './hooks/hook-points.ts'
import { ownEngine, stillClock } from './hooks/own-engine.ts'
import type { Context } from './hooks/payloads.ts'
import type { Limits } from './limits.ts'
import { streamLog, type Log } from './log.ts'
import { Metrics, type MetricsSnapshot } from './metrics.ts'
import { Compaction } from './persistence/compaction.ts'
import { JournalSource } from './persistence/journal-source.ts'
import { PendingStores } from './persistence/pending-stores.ts'
import type { Server } from './server.ts'
import type { Services } from './services.ts'
import { shutDown } from './shut-down.ts'
import { Upkeep } from './upkeep.ts'
import { version } from './version.ts'

/** The collaboration server without its listener: sockets come in through `handleConnection`. `instance` in payloads of hooks. */
export class Hocuspocus {
  readonly engine: Hooks
  readonly log: Log
  /** The server that listens for it, if there is one. */
  server: Server | undefined
  #configuration: ServerConfiguration = {}
  readonly #settings: Settings
  readonly #points: HookPoints
  readonly #services: Services
  readonly #documents: DocumentRegistry
  readonly #sockets = new Set<ClientSocket>()
  readonly #unauthenticated = new Set<ClientSocket>()
  readonly #journal: JournalSource
  readonly #upkeep: Upkeep
  #detachHandlers: () => void = () => {}
  /** `onConfigure`, if anybody listens to it. */
  #configured: Promise<void> | undefined
  #pendingStores: PendingStores | undefined
  #destroyed: Promise<void> | undefined

  /** @throws RealtimeError `CONFIG_VALUE`, `CONFIG_HOOK` */
  constructor(configuration: ServerConfiguration = {}) {
    const settings = toSettings(configuration)
    const log = configuration.log ?? streamLog(settings.quiet)
    const detached = AsyncLocalStorage.snapshot() as Services['detached']
    const clock = stillClock(configuration.clock ?? systemClock, detached)
    this.#settings = settings
    this.log = log
    this.engine = configuration.engine ?? ownEngine(log)
    this.#points = defineHookPoints(this.engine)
    this.#journal = new JournalSource(configuration.journal)
    this.#services = {
      ...settings,
      instance: this,
      hooks: this.engine,
      points: this.#points,
      clock,
      log,
      metrics: new Metrics(),
      waitingRoom: new WaitingRoom(settings.limits.waitingBytesInAll),
      compaction: new Compaction({ clock, log }),
      journal: () => this.#journal.get(),
      journalMode: this.#journal.durable ? this.#journal.mode : 'ahead',
      configured: async () => this.#configured,
      detached,
      guarded: (run) => {
        void (async () => run())().catch((error: unknown) =>
          log.error({ error }, 'a callback of the application failed'),
        )
      },
    }
    this.#documents = new DocumentRegistry(unloading(this.#services))
    this.#upkeep = new Upkeep(clock, { timeout: settings.timeout, sockets: this.#sockets, documents: this.#documents })
    this.configure(configuration)
    if (!this.#journal.durable) log.warn({}, 'no journal is configured: acknowledged edits are in memory only')
  }

  /** What it was configured with, defaults filled in. */
  get configuration(): ServerConfiguration & typeof defaultConfiguration {
    return { ...defaultConfiguration, ...this.#configuration } as never
  }

  /** Documents in memory, by name. */
  get documents(): Map<string, Document> {
    return this.#documents.documents
  }

  /** Documents that are being loaded, by name. */
  get loadingDocuments(): Map<string, Promise<Document>> {
    return this.#documents.loading()
  }

  /** Documents that are about to leave memory, by name. */
  get unloadingDocuments(): Map<string, Promise<void>> {
    return this.#documents.draining()
  }

  /**
   * Replaces hooks and extensions, on a server that runs, too. What is not mentioned stays.
   *
   * @throws RealtimeError `CONFIG_VALUE`, `CONFIG_HOOK`; nothing is changed
   */
  configure(configuration: ServerConfiguration): this {
    const merged = { ...this.#configuration, ...configuration }
    toSettings(merged)
    const detach = this.#detachHandlers
    this.#detachHandlers = attachHandlers(this.engine, merged.extensions ?? [], { own: merged, detach })
    this.#configuration = merged
    const { onConfigure } = this.#points
    if (onConfigure.used) {
      this.#configured = (async () => onConfigure.call({ instance: this, configuration: merged, version }))()
      this.#configured.catch((error: unknown) =>
        this.log.error({ error }, 'onConfigure failed: no document can be opened'),
      )
    }
    return this
  }

  /** Sockets that have a document open, and direct connections. */
  getConnectionsCount(): number {
    let count = 0
    for (const socket of this.#sockets) if (socket.isConnected) count++
    for (const { directConnectionsCount } of this.documents.values()) count += directConnectionsCount
    return count
  }

  /** Documents in memory. */
  getDocumentsCount(): number {
    return this.#documents.size
  }

  get limits(): Limits {
    return this.#settings.limits
  }

  /** Counts and logs what has been refused before it came here. */
  refused(error: RealtimeError): void {
    this.#services.metrics.refused(error)
    this.log.info({ code: error.code }, error.message)
  }

  /** What it has counted since it started, and what there is. */
  metrics(): MetricsSnapshot {
    const { metrics, waitingRoom } = this.#services
    const sockets = [...this.#sockets]
    const live = this.#documents.all()
    return metrics.snapshot({
      sockets: sockets.length,
      unauthenticatedSockets: this.#unauthenticated.size,
      pausedSockets: sockets.filter(({ backlog }) => backlog.isPaused).length,
      connections: this.getConnectionsCount(),
      documents: this.getDocumentsCount(),
      failedStores: live.filter(({ store }) => store.failing).length,
      waitingBytes: waitingRoom.bytes,
      unsavedBytes: live.reduce((bytes, { log }) => bytes + log.unsavedBytes, 0),
    })
  }

  /**
   * Opens the journal, and stores what the last process could not.
   *
   * @returns nothing when there is nothing to wait for
   * @throws StorageError; HookError of `onConfigure`
   */
  prepare(): Promise<void> | undefined {
    return this.#journal.durable || this.#configured !== undefined ? this.#prepare() : undefined
  }

  async #prepare(): Promise<void> {
    const journal = await this.#journal.get()
    await this.#configured
    if (!this.#journal.durable || this.#pendingStores !== undefined) return
    if (!this.#points.onStoreDocument.used) return
    const { clock, log } = this.#services
    this.#pendingStores = PendingStores.start({ journal, clock, log, store: (name) => this.#storeAgain(name) })
  }

  /**
   * Takes over an open WebSocket.
   *
   * @param request what it began with, of Node or of the web
   * @param context what the context of each connection it carries begins with
   * @returns what has to be told of messages and of the closing, for a WebSocket without `on`
   */
  handleConnection(
    webSocket: WebSocketLike,
    request: IncomingMessage | Request,
    context: Context = {},
  ): ClientConnection {
    const { limits, metrics } = this.#services
    const refuse = (error: RealtimeError): ClientConnection => {
      metrics.refused(error)
      return turnDown(webSocket, error)
    }
    if (this.#destroyed !== undefined) return refuse(new RealtimeError('SERVER_CLOSING'))
    const limit = limits.waitingSockets
    if (this.#unauthenticated.size >= limit) return refuse(new RealtimeError('SERVER_CROWDED', { limit }))
    const socket = new ClientSocket({
      webSocket,
      handshake: new Handshake(request),
      context,
      services: this.#services,
      documents: this.#documents,
      authenticated: (authenticated) => this.#unauthenticated.delete(authenticated),
      ended: (ended) => {
        this.#sockets.delete(ended)
        this.#unauthenticated.delete(ended)
      },
    })
    this.#sockets.add(socket)
    this.#unauthenticated.add(socket)
    this.#upkeep.begin()
    return listenTo(webSocket, socket)
  }

  /** Loads a document for code in this process, which then edits and stores it. @throws what loading fails with */
  async openDirectConnection(documentName: string, context: Context = {}): Promise<DirectConnection> {
    return new DirectConnection(this.#services, await this.#open(documentName, context), context)
  }

  /** Ends all connections of clients to a document, or to all documents; they may connect again. */
  closeConnections(documentName?: string): void {
    for (const [name, document] of this.documents) {
      if (documentName !== undefined && name !== documentName) continue
      for (const connection of document.getConnections()) connection.close()
    }
  }

  /** Stores now what waits to be stored. */
  flushPendingStores(): void {
    for (const live of this.#documents.all()) live.store.flush()
  }

  /** Whether anybody listens to a hook point. */
  listensTo(name: HookName): boolean {
    return this.#points[name].used
  }

  /** Runs a hook, as the server itself does. */
  async hooks<Name extends HookName>(name: Name, payload: HookMap[Name]['payload']): Promise<unknown> {
    const point = this.#points[name] as { readonly used: boolean; call(payload: unknown): unknown }
    return point.used ? point.call(payload) : undefined
  }

  /** Acknowledges and stores what is under way, tells the clients, and ends, within ten seconds. Again: the same promise. */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#destroy()
    return this.#destroyed
  }

  async #destroy(): Promise<void> {
    this.#pendingStores?.cancel()
    await shutDown(this.#services, this.#documents, this.#sockets)
    this.#upkeep.end()
    await this.#services.compaction.close()
    if (this.#points.onDestroy.used) await this.#points.onDestroy.call({ instance: this })
    this.#detachHandlers()
    await this.#journal.close()
  }

  #open(documentName: string, context: Context): Promise<Lease> {
    const about = { context, handshake: noHandshake, socketId: 'server' }
    const connectionConfig = { readOnly: false, isAuthenticated: true }
    return this.#documents.acquire(documentName, async () => {
      await this.#configured
      return loadDocument(this.#services, documentName, {
        ...documentPayload(this, documentName, about),
        connectionConfig,
      })
    })
  }

  /** Loading a document that is not stored schedules a store; letting go of it brings it about. */
  async #storeAgain(documentName: string): Promise<void> {
    const lease = await this.#open(documentName, {})
    await lease.live.store.runNow()
    void lease.release()
  }
}
