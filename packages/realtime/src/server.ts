import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { checkPort, defaultServerConfiguration, type ServerConfiguration } from './configuration.ts'
import { LimitedWebSocket } from './connection/limited-web-socket.ts'
import type { ClientConnection } from './connection/listen-to.ts'
import type { WebSocketLike } from './connection/web-socket-like.ts'
import type { DirectConnection } from './document/direct-connection.ts'
import type { Document } from './document/document.ts'
import { Doorkeeper } from './doorkeeper.ts'
import { RealtimeError } from './errors.ts'
import { Hocuspocus } from './hocuspocus.ts'
import { answerRequest, interceptRequest } from './answer-request.ts'
import { askUpgrade, turnAway } from './ask-upgrade.ts'
import type { Context, OnListenPayload } from './hooks/payloads.ts'
import { createServer } from './node-http.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { Upgrades } from './upgrades.ts'

type ListenCallback = (payload: OnListenPayload) => unknown
type WebSocketOptions = Readonly<Record<string, unknown>>

/**
 * A collaboration server for Yjs documents, on a port of its own (`listen`) or on the server of an application
 * (`handleUpgrade`). It takes WebSockets on any path.
 */
export class Server<Own = Context> implements AsyncDisposable {
  readonly hocuspocus: Hocuspocus
  readonly httpServer: HttpServer
  readonly #webSockets: WebSocketServer
  readonly #doorkeeper: Doorkeeper
  readonly #upgrades: Upgrades
  #port: number
  #state: 'made' | 'listening' | 'destroyed' = 'made'
  #forgetSignals: () => void = () => {}
  #destroyed: Promise<void> | undefined

  /** The same as `new Server(configuration)`. */
  static configure<Own = Context>(configuration: ServerConfiguration<Own>): Server<Own> {
    return new Server(configuration)
  }

  /**
   * @param websocketOptions the same as in the configuration, as older applications pass them
   * @throws RealtimeError `CONFIG_VALUE`, `CONFIG_HOOK`
   */
  constructor(given: ServerConfiguration<Own> = {}, websocketOptions: WebSocketOptions = {}) {
    const options = { ...given.websocketOptions, ...websocketOptions }
    const configuration = { ...given, websocketOptions: options } as ServerConfiguration
    this.#port = checkPort(configuration.port ?? defaultServerConfiguration.port)
    this.hocuspocus = new Hocuspocus(configuration)
    this.hocuspocus.server = this
    const { limits } = this.hocuspocus
    this.#doorkeeper = new Doorkeeper({ ...configuration, perAddress: limits.socketsPerAddress })
    this.#upgrades = new Upgrades((from) => this.#doorkeeper.leave(from))
    this.#webSockets = makeWebSockets(options)
    this.httpServer = createServer((request, response) => void this.requestHandler(request, response))
    this.httpServer.on('upgrade', (request, socket, head) => this.handleUpgrade(request, socket, head))
  }

  get configuration(): Hocuspocus['configuration'] & { port: number; address: string; stopOnSignals: boolean } {
    return { ...defaultServerConfiguration, ...this.hocuspocus.configuration } as never
  }

  /** Documents in memory, by name. */
  get documents(): Map<string, Document> {
    return this.hocuspocus.documents
  }

  /** Replaces hooks and extensions: see `Hocuspocus`. */
  configure(configuration: ServerConfiguration): this {
    this.hocuspocus.configure(configuration)
    return this
  }

  /** Answers a plain HTTP request. For another HTTP server in front of this one. Never rejects. */
  readonly requestHandler = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    answerRequest(this.hocuspocus, request, response)

  /** Where it listens, or, before `listen`, where it will. */
  get address(): AddressInfo {
    const address = this.httpServer.address()
    if (typeof address === 'object' && address !== null) return address
    return { port: this.#port, address: this.configuration.address, family: 'IPv4' }
  }

  /** Host and port. */
  get URL(): string {
    return `${this.configuration.address}:${this.address.port}`
  }

  get webSocketURL(): string {
    return `ws://${this.URL}`
  }

  get httpURL(): string {
    return `http://${this.URL}`
  }

  /**
   * Opens the journal, binds the port, and fires `onListen`.
   *
   * @param port default: that of the configuration; 0 for any free one (`address` tells which)
   * @param callback called like `onListen`, after it; may be the only argument
   * @throws RealtimeError `SERVER_PORT`, `SERVER_STARTED`, `SERVER_CLOSING`; StorageError when the journal cannot be opened;
   * HookError of `onConfigure` or `onListen`
   */
  async listen(port?: number | ListenCallback | null, callback?: ListenCallback | null): Promise<Hocuspocus> {
    if (typeof port === 'function') return this.listen(null, port)
    this.#checkAlive()
    if (this.#state === 'listening') throw new RealtimeError('SERVER_STARTED')
    this.#port = checkPort(port ?? this.#port)
    this.#state = 'listening'
    const { address, stopOnSignals: stops } = this.configuration
    try {
      const prepared = this.hocuspocus.prepare()
      // With nothing to prepare the port is taken before this returns, for those who do not wait for it.
      if (prepared !== undefined) await prepared
      this.#checkAlive()
      await bind(this.httpServer, this.#port, address)
      const payload = { instance: this.hocuspocus, configuration: this.configuration, port: this.address.port }
      await this.hocuspocus.hooks('onListen', payload)
      await callback?.(payload)
      this.#checkAlive()
    } catch (error) {
      this.httpServer.close()
      this.httpServer.closeAllConnections()
      this.#upgrades.end()
      if (this.#state === 'listening') this.#state = 'made'
      throw error
    }
    if (stops) this.#forgetSignals = stopOnSignals(() => this.destroy())
    this.hocuspocus.log.info({ address, port: this.address.port }, 'listening')
    return this.hocuspocus
  }

  /** Makes a WebSocket of an HTTP upgrade request and takes it over. For mounting on an application's server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#state === 'destroyed') return turnAway(socket, 503)
    const admitted = this.#doorkeeper.admit(request)
    if ('refused' in admitted) {
      this.hocuspocus.refused(admitted.refused)
      return turnAway(socket, admitted.status, admitted.refused.message)
    }
    this.#upgrades.add(socket, admitted.address)
    void askUpgrade(this.hocuspocus, { request, socket, head }).then((mayUpgrade) => {
      if (!mayUpgrade) return
      this.#upgrades.take(socket)
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.handleConnection(webSocket, request))
    })
  }

  /**
   * Asks `onRequest` about a plain HTTP request of an application's server. Never rejects.
   *
   * @returns whether a hook answers it; nothing, at once, when nobody listens
   */
  handleRequest(request: IncomingMessage, response: ServerResponse): Promise<boolean> | undefined {
    return this.hocuspocus.listensTo('onRequest') ? interceptRequest(this.hocuspocus, request, response) : undefined
  }

  /** The application's server has been bound to a port: fires `onListen`. @throws HookError */
  async announceListening(port: number): Promise<void> {
    await this.hocuspocus.prepare()
    await this.hocuspocus.hooks('onListen', { instance: this.hocuspocus, configuration: this.configuration, port })
  }

  /** Takes over an open WebSocket: see `Hocuspocus`. */
  handleConnection(webSocket: WebSocketLike, request: IncomingMessage | Request, context?: Context): ClientConnection {
    return this.hocuspocus.handleConnection(webSocket, request, context)
  }

  getConnectionsCount(): number {
    return this.hocuspocus.getConnectionsCount()
  }

  getDocumentsCount(): number {
    return this.hocuspocus.getDocumentsCount()
  }

  closeConnections(documentName?: string): void {
    this.hocuspocus.closeConnections(documentName)
  }

  openDirectConnection(documentName: string, context?: Context): Promise<DirectConnection> {
    return this.hocuspocus.openDirectConnection(documentName, context)
  }

  /**
   * Takes nothing new, acknowledges and stores what is under way, tells the clients to connect again, and closes everything
   * it has opened, within ten seconds. Again: the same promise.
   */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#destroy()
    return this.#destroyed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.destroy()
  }

  /** @throws RealtimeError `SERVER_CLOSING` when it has been destroyed meanwhile */
  #checkAlive(): void {
    if (this.#state === 'destroyed') throw new RealtimeError('SERVER_CLOSING')
  }

  async #destroy(): Promise<void> {
    this.#state = 'destroyed'
    const closed = new Promise<void>((resolve) => this.httpServer.close(() => resolve()))
    await this.hocuspocus.destroy()
    this.httpServer.closeAllConnections()
    this.#upgrades.endOthers()
    await closed
    this.#forgetSignals()
  }
}

/** The size of messages is limited by each socket, by what it may do. */
const makeWebSockets = (options: WebSocketOptions): WebSocketServer =>
  new WebSocketServer({
    perMessageDeflate: false,
    WebSocket: LimitedWebSocket,
    ...options,
    noServer: true,
    clientTracking: false,
  })

function bind(http: HttpServer, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new RealtimeError('SERVER_PORT', { address, port }, error))
    http.once('error', fail)
    http.listen(port, address, () => {
      http.off('error', fail)
      resolve()
    })
  })
}
