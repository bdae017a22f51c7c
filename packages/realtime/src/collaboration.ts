import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { createHooks, type Hooks } from '@crochet/hooks'
import { systemClock, type Clock } from '@crochet/storage'
import type { WebSocket } from 'ws'
import { toSettings, type ServerConfiguration, type Settings } from './configuration.ts'
import { ClientSocket } from './connection/client-socket.ts'
import { Handshake } from './connection/handshake.ts'
import { DocumentRegistry } from './document/document-registry.ts'
import { RealtimeError } from './errors.ts'
import { attachHandlers } from './hooks/attach-handlers.ts'
import { defineHookPoints } from './hooks/hook-points.ts'
import type { Context, Instance } from './hooks/payloads.ts'
import { streamLog, type Log } from './log.ts'
import { JournalSource } from './persistence/journal-source.ts'
import type { Services } from './services.ts'
import { shutDown } from './shut-down.ts'

/** The collaboration server without its listener: sockets come in through `accept`. `instance` in the payloads of hooks. */
export class Collaboration implements Instance {
  readonly hooks: Hooks
  readonly settings: Settings
  readonly configuration: ServerConfiguration
  readonly log: Log
  readonly #services: Services
  readonly #documents = new DocumentRegistry()
  readonly #sockets = new Set<ClientSocket>()
  readonly #journal: JournalSource
  readonly #detachHandlers: () => void
  #cancelHeartbeat: () => void = () => {}
  #destroyed: Promise<void> | undefined

  /** @throws RealtimeError `CONFIG_VALUE`, `CONFIG_HOOK` */
  constructor(configuration: ServerConfiguration) {
    this.configuration = configuration
    this.settings = toSettings(configuration)
    const log = configuration.log ?? streamLog(this.settings.quiet)
    this.log = log
    this.hooks = configuration.hooks ?? ownHooks(log)
    this.#journal = new JournalSource(configuration.journal)
    const detached = AsyncLocalStorage.snapshot() as Services['detached']
    this.#services = {
      instance: this,
      hooks: this.hooks,
      points: defineHookPoints(this.hooks),
      clock: detachedClock(configuration.clock ?? systemClock, detached),
      log,
      ...this.settings,
      journal: () => this.#journal.get(),
      detached,
    }
    this.#detachHandlers = attachHandlers(this.hooks, configuration.extensions ?? [], configuration)
    if (!this.#journal.durable) log.warn({}, 'no journal is configured: acknowledged edits are in memory only')
  }

  /** Sockets that are open. */
  getConnectionsCount(): number {
    return this.#sockets.size
  }

  /** Documents in memory. */
  getDocumentsCount(): number {
    return this.#documents.size
  }

  /** Opens the journal, so that one that cannot be opened shows now. @throws StorageError */
  async prepare(): Promise<void> {
    await this.#journal.get()
  }

  /**
   * Takes over an open WebSocket.
   *
   * @param request what it began with
   * @param context what the context of each connection it carries begins with
   */
  accept(webSocket: WebSocket, request: IncomingMessage | Request, context: Context = {}): void {
    if (this.#destroyed !== undefined) {
      const { closeCode, message } = new RealtimeError('SERVER_CLOSING')
      return webSocket.close(closeCode, message)
    }
    const socket = new ClientSocket({
      webSocket,
      handshake: new Handshake(request),
      context,
      services: this.#services,
      documents: this.#documents,
      ended: (ended) => this.#ended(ended),
    })
    this.#sockets.add(socket)
    if (this.#sockets.size === 1) this.#scheduleHeartbeat()
  }

  /** Acknowledges and stores what is under way, tells the clients, and ends, within ten seconds. Again: the same promise. */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#destroy()
    return this.#destroyed
  }

  async #destroy(): Promise<void> {
    await shutDown(this.#services, this.#documents, this.#sockets)
    this.#cancelHeartbeat()
    this.#detachHandlers()
    await this.#journal.close()
  }

  #ended(socket: ClientSocket): void {
    this.#sockets.delete(socket)
    if (this.#sockets.size === 0) this.#cancelHeartbeat()
  }

  /** Often enough that a provider, which gives up after 30 s without a frame, does not. */
  #scheduleHeartbeat(): void {
    this.#cancelHeartbeat()
    const { timeout } = this.settings
    this.#cancelHeartbeat = this.#services.clock.after(timeout / 3, () => {
      for (const socket of this.#sockets) socket.heartbeat(timeout)
      if (this.#sockets.size > 0) this.#scheduleHeartbeat()
    })
  }
}

const ownHooks = (log: Log): Hooks =>
  createHooks({
    scope: new AsyncLocalStorage(),
    channel: channel('crochet:hook'),
    report: (error) => log.error({ hook: error.hook, handler: error.handler, error }, error.message),
    slow: ({ hook, handler, limit }) => log.warn({ hook, handler, limit }, 'a handler has used half of its time'),
  })

const detachedClock = (clock: Clock, detached: Services['detached']): Clock => ({
  now: () => clock.now(),
  after: (milliseconds, run) => clock.after(milliseconds, () => detached(run)),
})
