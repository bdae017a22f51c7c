import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Hooks } from '@crochet/hooks'
import { WebSocketServer, type WebSocket } from 'ws'
import { Collaboration } from './collaboration.ts'
import type { ServerConfiguration } from './configuration.ts'
import { RealtimeError } from './errors.ts'
import type { Context } from './hooks/payloads.ts'

/**
 * A collaboration server for Yjs documents, on a port of its own (`listen`) or on the server of an application
 * (`handleUpgrade`). It takes WebSockets on any path.
 */
export class Server implements AsyncDisposable {
  readonly collaboration: Collaboration
  readonly #webSockets: WebSocketServer
  #http: HttpServer | undefined
  #destroyed: Promise<void> | undefined

  /** The same as `new Server(configuration)`. */
  static configure(configuration: ServerConfiguration): Server {
    return new Server(configuration)
  }

  /** @throws RealtimeError `CONFIG_VALUE`, `CONFIG_HOOK` */
  constructor(configuration: ServerConfiguration = {}) {
    this.collaboration = new Collaboration(configuration)
    const maxPayload = this.collaboration.settings.limits.frame
    this.#webSockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      maxPayload,
    })
  }

  get hooks(): Hooks {
    return this.collaboration.hooks
  }

  get configuration(): ServerConfiguration {
    return this.collaboration.configuration
  }

  /** Where it listens; `undefined` before `listen` and after `destroy`. */
  get address(): AddressInfo | undefined {
    const address = this.#http?.address()
    return typeof address === 'object' && address !== null ? address : undefined
  }

  /** Sockets that are open. */
  getConnectionsCount(): number {
    return this.collaboration.getConnectionsCount()
  }

  /** Documents in memory. */
  getDocumentsCount(): number {
    return this.collaboration.getDocumentsCount()
  }

  /**
   * Opens the journal and binds the port.
   *
   * @param port default: that of the configuration; 0 for any free one (`address` tells which)
   * @throws RealtimeError `SERVER_PORT`, `SERVER_STARTED`, `SERVER_CLOSING`; StorageError when the journal cannot be opened
   */
  async listen(port: number = this.collaboration.settings.port): Promise<this> {
    if (this.#destroyed !== undefined) throw new RealtimeError('SERVER_CLOSING')
    if (this.#http !== undefined) throw new RealtimeError('SERVER_STARTED')
    const http = createServer(answer)
    this.#http = http
    http.on('upgrade', (request, socket, head) => this.handleUpgrade(request, socket, head))
    const { address } = this.collaboration.settings
    try {
      await this.collaboration.prepare()
      await bind(http, port, address)
    } catch (error) {
      this.#http = undefined
      throw error
    }
    this.collaboration.log.info({ address, port: this.address?.port }, 'listening')
    return this
  }

  /** Makes a WebSocket of an HTTP upgrade request and takes it over. For mounting on an application's server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#destroyed !== undefined) {
      socket.on('error', () => socket.destroy())
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.handleConnection(webSocket, request))
  }

  /**
   * Takes over an open WebSocket.
   *
   * @param request the HTTP request it began with, of Node or of the web
   * @param context what the context of each connection it carries begins with
   */
  handleConnection(webSocket: WebSocket, request: IncomingMessage | Request, context?: Context): void {
    this.collaboration.accept(webSocket, request, context)
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

  async #destroy(): Promise<void> {
    const http = this.#http
    const closed = http === undefined ? undefined : new Promise<void>((resolve) => http.close(() => resolve()))
    await this.collaboration.destroy()
    http?.closeAllConnections()
    await closed
    this.#http = undefined
  }
}

function answer(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
  response.end('Crochet collaboration server. Connect with a WebSocket.\n')
}

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
