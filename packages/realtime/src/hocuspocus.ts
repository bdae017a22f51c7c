import type { IncomingMessage } from 'node:http'
import type { Hooks, HookMap } from '@crochet/hooks'
import type { Debouncer } from './debounce.ts'
import { defaultConfiguration, toSettings, type ServerConfiguration } from './configuration.ts'
import { resetConnection } from './connection/closing-event.ts'
import { Handshake } from './connection/handshake.ts'
import type { ClientConnection } from './connection/listen-to.ts'
import { Sockets } from './connection/sockets.ts'
import type { WebSocketLike } from './connection/web-socket-like.ts'
import { acquireDocument, serverItself, type DocumentRequest } from './document/acquire-document.ts'
import { DirectConnection } from './document/direct-connection.ts'
import { DocumentRegistry } from './document/document-registry.ts'
import type { Document } from './document/document.ts'
import { resumeStores } from './document/resume-stores.ts'
import { storeDebouncer } from './document/store-debouncer.ts'
import { storeDocument } from './document/store-document.ts'
import { unloading } from './document/unloading.ts'
import type { RealtimeError } from './errors.ts'
import { attachHandlers } from './hooks/attach-handlers.ts'
import type { HookName, HookPoints } from './hooks/hook-points.ts'
import { runPoint } from './hooks/run-point.ts'
import type { Context, OnStoreDocumentPayload } from './hooks/payloads.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'
import { makeServices } from './make-services.ts'
import type { MetricsSnapshot } from './metrics.ts'
import { JournalSource } from './persistence/journal-source.ts'
import type { PendingStores } from './persistence/pending-stores.ts'
import type { Server } from './server.ts'
import type { Services } from './services.ts'
import { farewell, longestShutdown, shutDown } from './shut-down.ts'
import { takeStock } from './take-stock.ts'
import { Upkeep } from './upkeep.ts'
import { version } from './version.ts'

/** Of whom the last change was. */
type Stored = Partial<Pick<OnStoreDocumentPayload, 'lastContext' | 'lastTransactionOrigin'>>

/** The collaboration server without its listener: sockets come in through `handleConnection`. `instance` in payloads of hooks. */
export class Hocuspocus<Own = Context> {
  readonly engine: Hooks
  readonly log: Log
  /** `onStoreDocument-NAME` stands for the store of a document. */
  readonly debouncer: Debouncer
  /** The server that listens for it, if there is one. */
  server: Server | undefined
  #configuration: ServerConfiguration = {}
  readonly #points: HookPoints
  readonly #services: Services
  readonly #documents: DocumentRegistry
  readonly #sockets: Sockets
  readonly #journal: JournalSource
  readonly #upkeep: Upkeep
  #detachHandlers: () => void = () => {}
  /** `onConfigure`, if anybody listens to it. */
  #configured: Promise<void> | undefined
  #pendingStores: PendingStores | undefined
  #prepared: Promise<void> | undefined
  #destroyed: Promise<void> | undefined

  /** @throws RealtimeError `CONFIG_VALUE`, `CONFIG_HOOK` */
  constructor(given: ServerConfiguration<Own> = {}) {
    const configuration = given as ServerConfiguration
    const settings = toSettings(configuration)
    this.#journal = new JournalSource(configuration.journal)
    this.#services = makeServices(configuration, {
      instance: this,
      settings,
      journal: this.#journal,
      configured: async () => this.#configured,
    })
    const { hooks, points, log, clock } = this.#services
    this.engine = hooks
    this.log = log
    this.#points = points
    this.#documents = new DocumentRegistry(unloading(this.#services))
    this.debouncer = storeDebouncer((name) => this.#documents.get(name)?.store)
    this.#sockets = new Sockets(this.#services, this.#documents)
    const { all: sockets } = this.#sockets
    this.#upkeep = new Upkeep(clock, { timeout: settings.timeout, sockets, documents: this.#documents })
    this.configure(configuration)
    if (!this.#journal.durable) log.warn({}, 'no journal is configured: acknowledged edits are in memory only')
  }

  /** What it was configured with, defaults filled in. */
  get configuration(): ServerConfiguration & typeof defaultConfiguration {
    return { ...defaultConfiguration, extensions: [], ...this.#configuration } as never
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
    this.#configured = undefined
    if (this.#points.onConfigure.used) {
      const payload = { instance: this, configuration: this.configuration, version }
      this.#configured = (async () => void (await runPoint(this.#services, 'onConfigure', payload)))()
      this.#configured.catch((error: unknown) =>
        this.log.error({ error }, 'onConfigure failed: no document can be opened'),
      )
    }
    return this
  }

  /** Sockets that have a document open, and direct connections. */
  getConnectionsCount(): number {
    let count = this.#sockets.connected
    for (const { directConnectionsCount } of this.documents.values()) count += directConnectionsCount
    return count
  }

  /** Documents in memory. */
  getDocumentsCount(): number {
    return this.#documents.size
  }

  get limits(): Limits {
    return this.#services.limits
  }

  /** Counts and logs what has been refused before it came here. */
  refused(error: RealtimeError): void {
    this.#services.metrics.refused(error)
    this.log.info({ code: error.code }, error.message)
  }

  /** What it has counted, and what there is. */
  metrics(): MetricsSnapshot {
    return takeStock(this.#services, this.#sockets, this.#documents)
  }

  /**
   * Opens the journal, and stores what the last process could not.
   *
   * @returns nothing when there is nothing to wait for
   * @throws StorageError; HookError of `onConfigure`
   */
  prepare(): Promise<void> | undefined {
    if (!this.#journal.durable && this.#configured === undefined) return undefined
    return (this.#prepared ??= this.#prepare())
  }

  async #prepare(): Promise<void> {
    try {
      await this.#journal.get()
      await this.#configured
      if (!this.#journal.durable || !this.#points.onStoreDocument.used) return
      this.#pendingStores = await resumeStores(this.#services, this.#documents)
    } catch (error) {
      this.#prepared = undefined
      throw error
    }
  }

  /**
   * Takes over an open WebSocket.
   *
   * @param request what it began with, of Node or of the web
   * @param context what the context of each connection it carries begins with
   * @returns what has to be told of messages and of the closing, for a WebSocket without `on`
   */
  handleConnection(webSocket: WebSocketLike, request: IncomingMessage | Request, context?: Context): ClientConnection {
    this.#upkeep.begin()
    // Nobody may have called `listen`. What fails here fails again, and is told, when a document is opened.
    this.prepare()?.catch(() => {})
    return this.#sockets.accept({ webSocket, handshake: new Handshake(request), context })
  }

  /**
   * Loads a document for code in this process, which then edits and stores it.
   *
   * @throws RealtimeError `DOCUMENT_NAME`; what loading fails with
   */
  async openDirectConnection(documentName: string, context: Context = {}): Promise<DirectConnection> {
    const lease = await acquireDocument(this.#services, this.#documents, { documentName, ...serverItself(context) })
    return new DirectConnection(this.#services, lease, context)
  }

  /**
   * Gets a document, loaded if it is not in memory. It stays there until `unloadDocument`, or until its last connection ends.
   *
   * @throws RealtimeError `DOCUMENT_NAME`; what loading fails with
   */
  async createDocument(documentName: string, ...asked: DocumentRequest): Promise<Document> {
    const [request, socketId, connectionConfig, context = {}] = asked
    const applicant = { context, handshake: new Handshake(request), socketId, connectionConfig }
    const lease = await acquireDocument(this.#services, this.#documents, { documentName, ...applicant })
    void lease.release({ stay: true })
    return lease.live.document
  }

  /** The same: there is never a second copy of a document in memory. */
  readonly loadDocument: Hocuspocus['createDocument'] = (...asked) => this.createDocument(...asked)

  /** Whether nobody has a document open, and nothing of it waits to be stored. */
  shouldUnloadDocument(document: Document): boolean {
    if (document.getConnectionsCount() > 0 || document.saveMutex.isLocked()) return false
    return this.#documents.find(document)?.settled ?? true
  }

  /** Lets a document go that nobody has open. @returns when it has left memory, or cannot yet: it leaves when it can */
  unloadDocument(document: Document): Promise<void> {
    return this.#documents.find(document) === undefined ? Promise.resolve() : this.#documents.unload(document.name)
  }

  /**
   * Has a document stored, whether it has changed or not.
   *
   * @param payload says of whom the last change was, if the server does not know of one
   * @param immediately not when its time has come, but now
   * @returns when it has been stored if that is done now; else at once
   * @throws HookError for a document that is not in memory: others are tried again
   */
  async storeDocumentHooks(document: Document, payload: Stored, immediately = false): Promise<void> {
    const origin = payload.lastTransactionOrigin ?? { source: 'local', context: payload.lastContext }
    const live = this.#documents.find(document)
    if (live === undefined) return void (await storeDocument(this.#services, document, origin))
    live.storeAnyway(origin)
    if (immediately) await live.store.runNow()
  }

  /** Ends all connections of clients to a document, or to all documents; they may connect again. */
  closeConnections(documentName?: string): void {
    for (const [name, document] of this.documents) {
      if (documentName !== undefined && name !== documentName) continue
      for (const connection of document.getConnections()) connection.close(resetConnection)
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

  /**
   * Runs a hook, as the server itself does.
   *
   * @param callback given what the handlers returned, put together as the hook point says, when all of them have run
   * @returns the same
   */
  async hooks<Name extends HookName>(
    name: Name,
    payload: HookMap[Name]['payload'],
    callback?: ((result: unknown) => unknown) | null,
  ): Promise<unknown> {
    if (!this.#points[name].used) return undefined
    const result = await runPoint(this.#services, name, payload)
    await callback?.(result)
    return result
  }

  /** Acknowledges and stores what is under way, tells the clients, and ends, within ten seconds. Again: the same promise. */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#destroy()
    return this.#destroyed
  }

  async #destroy(): Promise<void> {
    const end = this.#services.clock.now() + longestShutdown
    this.#pendingStores?.cancel()
    this.#sockets.close()
    await shutDown(this.#services, this.#documents, this.#sockets.all)
    this.#upkeep.end()
    const compacted = this.#services.compaction.close()
    await this.#services.snapshots.close()
    await compacted
    await farewell(this.#services, end)
    this.#detachHandlers()
    await this.#journal.close()
  }
}
