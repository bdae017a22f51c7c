import { randomUUID } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import type { DocumentRegistry } from '../document/document-registry.ts'
import { RealtimeError } from '../errors.ts'
import type { Context } from '../hooks/payloads.ts'
import { documentNameOf } from '../protocol/address.ts'
import { decodeClientMessage } from '../protocol/decode.ts'
import { encodeServerMessage, pingFrame } from '../protocol/encode.ts'
import type { DocumentMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import { Backlog } from './backlog.ts'
import type { Carrier } from './carrier.ts'
import { Connection } from './connection.ts'
import type { Handshake } from './handshake.ts'
import { Outlet } from './outlet.ts'
import { refusalReason } from './refusal.ts'

export interface ClientSocketOptions {
  readonly webSocket: WebSocket
  readonly handshake: Handshake
  /** What the context of each of its connections begins with. */
  readonly context: Context
  readonly services: Services
  readonly documents: DocumentRegistry
  /** Called when it has ended. */
  readonly ended: (socket: ClientSocket) => void
}

/** Milliseconds for the client to answer the closing of its socket. */
const closingTime = 2_000
/** First version of the provider that answers a bare ping. */
const pingSince = 4

/** The socket of a client, with its connections to documents. */
export class ClientSocket implements Carrier {
  readonly id: string = randomUUID()
  readonly handshake: Handshake
  readonly backlog: Backlog
  readonly #options: ClientSocketOptions
  readonly #connections = new Map<string, Connection>()
  readonly #outlet: Outlet
  readonly #cancelDeadline: () => void
  #state: 'running' | 'muted' | 'ended' = 'running'
  #authenticated = false
  #answersPing = false
  #refusals = 0
  #heardAt: number

  constructor(options: ClientSocketOptions) {
    const { webSocket, handshake, services } = options
    this.#options = options
    this.handshake = handshake
    this.backlog = new Backlog(services.limits, webSocket)
    this.#outlet = new Outlet(webSocket, services.limits.outbound, (error) => this.fail(error))
    this.#heardAt = services.clock.now()
    const { authenticationTime } = services.limits
    this.#cancelDeadline = services.clock.after(authenticationTime, () =>
      this.fail(new RealtimeError('SOCKET_DEADLINE', { limit: authenticationTime })),
    )
    webSocket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    webSocket.on('pong', () => this.#heard())
    webSocket.on('close', () => this.#end())
    // ws closes the socket after an error of the transport or a frame it refuses; there is nothing left to do here.
    webSocket.on('error', (error) => services.log.info({ socket: this.id, error: error.message }, 'a socket failed'))
  }

  send(frame: Uint8Array, urgency: 'needed' | 'droppable' = 'needed'): void {
    if (this.#state !== 'ended') this.#outlet.send(frame, urgency)
  }

  sendLarge(frame: Uint8Array, sent: () => void): void {
    if (this.#state !== 'ended') this.#outlet.sendLarge(frame, sent)
  }

  authenticated(providerVersion: string | null): void {
    this.#authenticated = true
    this.#cancelDeadline()
    if (Number.parseInt(providerVersion ?? '', 10) >= pingSince) this.#answersPing = true
  }

  refused(): void {
    const limit = this.#options.services.limits.refusals
    if (++this.#refusals >= limit && !this.#authenticated) this.fail(new RealtimeError('SOCKET_REFUSALS', { limit }))
  }

  /** Asks for a sign of life, or ends the socket if there was none for `timeout` milliseconds. */
  heartbeat(timeout: number): void {
    if (this.#options.services.clock.now() - this.#heardAt > timeout) {
      return this.fail(new RealtimeError('SOCKET_SILENT', { limit: timeout }))
    }
    this.#outlet.ping()
    if (this.#answersPing) this.send(pingFrame, 'droppable')
  }

  /** Handles nothing any more that arrives; what has been handled is still answered. */
  mute(): void {
    if (this.#state === 'running') this.#state = 'muted'
  }

  fail(error: unknown): void {
    if (this.#state === 'ended') return
    const known = error instanceof RealtimeError && error.closeCode !== undefined
    const fault = known ? error : new RealtimeError('SOCKET_FAULT', {}, error)
    const { log } = this.#options.services
    if (known) log.info({ socket: this.id, code: error.code }, error.message)
    else log.error({ socket: this.id, error }, fault.message)
    this.#outlet.close(fault)
    const { webSocket, services } = this.#options
    const cancel = services.clock.after(closingTime, () => webSocket.terminate())
    webSocket.once('close', cancel)
    this.#end()
  }

  #heard(): void {
    this.#heardAt = this.#options.services.clock.now()
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state !== 'running') return
    this.#heard()
    try {
      const frame = toBytes(data)
      if (!isBinary) throw new RealtimeError('FRAME_TEXT')
      this.#checkSize(frame.length)
      const message = decodeClientMessage(frame)
      if (message.type !== 'pong') this.#route(message, frame.length)
    } catch (error) {
      this.fail(error)
    }
  }

  #checkSize(bytes: number): void {
    const { frame, frameBeforeAuthentication } = this.#options.services.limits
    const limit = this.#authenticated ? frame : frameBeforeAuthentication
    if (bytes > limit) throw new RealtimeError('FRAME_TOO_LARGE', { bytes, limit })
  }

  #route(message: DocumentMessage, bytes: number): void {
    if (message.type === 'close') return this.#closeDocument(message.address)
    const known = this.#connections.get(message.address)
    if (known !== undefined && !(known.refused && message.type === 'token')) return known.receive(message, bytes)
    const connection = this.#connect(message.address)
    connection?.receive(message, bytes)
  }

  /** @returns nothing when there can be no such document, which the client is told */
  #connect(address: string): Connection | undefined {
    const { services, documents, context } = this.#options
    this.#connections.delete(address)
    this.#checkDocuments()
    let documentName: string
    try {
      documentName = documentNameOf(address)
    } catch (error) {
      this.send(encodeServerMessage(address, { type: 'permissionDenied', reason: refusalReason(error) }))
      this.refused()
      return undefined
    }
    const options = { address, documentName, context: { ...context }, carrier: this, services, documents }
    const connection = new Connection(options)
    this.#connections.set(address, connection)
    return connection
  }

  #checkDocuments(): void {
    const { documents, waitingDocuments } = this.#options.services.limits
    if (this.#connections.size >= documents) throw new RealtimeError('SOCKET_DOCUMENTS', { limit: documents })
    let waiting = 0
    for (const { waits, config } of this.#connections.values()) if (waits && !config.isAuthenticated) waiting++
    if (waiting < waitingDocuments) return
    throw new RealtimeError('SOCKET_BACKLOG', { what: 'documents', limit: waitingDocuments })
  }

  #closeDocument(address: string): void {
    this.#connections.get(address)?.leave()
    this.#connections.delete(address)
    this.send(encodeServerMessage(address, { type: 'close', reason: 'provider_initiated' }))
  }

  #end(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#cancelDeadline()
    for (const connection of this.#connections.values()) connection.leave()
    this.#connections.clear()
    this.#options.ended(this)
  }
}

/** ws delivers one buffer, but may be set to deliver others. */
function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
