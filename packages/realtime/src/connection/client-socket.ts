import type { DocumentRegistry } from '../document/document-registry.ts'
import { RealtimeError } from '../errors.ts'
import { reportFailure } from '../failure.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { Document } from '../document/document.ts'
import { needed, type Delivery } from '../document/receiver.ts'
import type { Context, OnDisconnectPayload } from '../hooks/payloads.ts'
import { parseAddress } from '../protocol/address.ts'
import { decodeClientMessage } from '../protocol/decode.ts'
import { encodeServerMessage, pingFrame } from '../protocol/encode.ts'
import type { Frame, LargeFrame } from '../protocol/frame.ts'
import type { DocumentMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import { Admission } from './admission.ts'
import { Backlog } from './backlog.ts'
import type { Carrier } from './carrier.ts'
import { resetConnection, type ClosingEvent } from './closing-event.ts'
import { Connection } from './connection.ts'
import type { Handshake } from './handshake.ts'
import { limitMessages, refusalOf } from './limited-web-socket.ts'
import { Outlet } from './outlet.ts'
import { refusalReason } from './refusal.ts'
import { socketId } from './socket-id.ts'
import { WebSocketTap } from './tap.ts'
import type { WebSocketLike } from './web-socket-like.ts'

export type DisconnectCallback = (document: Document, payload: OnDisconnectPayload) => unknown

/** What a socket begins with. */
export interface Offer {
  readonly webSocket: WebSocketLike
  readonly handshake: Handshake
  /** What the context of each of its connections begins with. */
  readonly context?: Context | undefined
}

/** What all sockets have in common, and who is told of them. */
export interface Keeper {
  readonly services: Services
  readonly documents: DocumentRegistry
  /** Something on a socket has been authenticated. */
  authenticated(socket: ClientSocket): void
  ended(socket: ClientSocket): void
}

/** Milliseconds for the client to answer the closing of its socket. */
const closingTime = 2_000
/** First version of the provider that answers a bare ping. */
const pingSince = 4

/** The socket of a client, with its connections to documents, or what asks for some. */
export class ClientSocket implements Carrier {
  readonly id: string = socketId()
  readonly webSocket: WebSocketLike
  readonly handshake: Handshake
  readonly backlog: Backlog
  readonly #context: Context | undefined
  readonly #keeper: Keeper
  readonly #places = new Map<string, Admission | Connection>()
  readonly #outlet: Outlet
  #disconnectCallbacks: DisconnectCallback[] | undefined
  /** Calls off the deadline for authentication. */
  #cancelDeadline: (() => void) | undefined
  #cancelTermination: (() => void) | undefined
  #state: 'running' | 'muted' | 'ended' = 'running'
  #authenticated = false
  #answersPing = false
  #refusals = 0
  #heardAt: number

  constructor({ webSocket, handshake, context }: Offer, keeper: Keeper) {
    const { services } = keeper
    const { limits, clock, metrics } = services
    this.#keeper = keeper
    this.#context = context
    this.webSocket = webSocket
    this.handshake = handshake
    this.backlog = new Backlog(limits, services.waitingRoom, new WebSocketTap(webSocket, metrics))
    this.#outlet = new Outlet(webSocket, this, services)
    limitMessages(webSocket, limits.frameBeforeAuthentication)
    this.#heardAt = clock.now()
    const time = Math.min(limits.authenticationTime, services.timeout)
    this.#cancelDeadline = clock.after(time, () => this.fail(new RealtimeError('SOCKET_DEADLINE', { limit: time })))
  }

  get heardAt(): number {
    // Of a socket that is not read nothing can be heard.
    return this.backlog.isPaused ? this.#keeper.services.clock.now() : this.#heardAt
  }

  /** Whether it has a connection to a document. */
  get isConnected(): boolean {
    for (const place of this.#places.values()) if (place instanceof Connection) return true
    return false
  }

  send(frame: Frame, delivery: Delivery = needed): void {
    if (this.#state !== 'ended') this.#outlet.send(frame, delivery)
  }

  sendLarge(frame: LargeFrame, sent: () => void): void {
    if (this.#state !== 'ended') this.#outlet.sendLarge(frame, sent)
  }

  authenticated(providerVersion: string | null): void {
    this.#endDeadline()
    if (Number.parseInt(providerVersion ?? '', 10) >= pingSince) this.#answersPing = true
    if (this.#authenticated) return
    this.#authenticated = true
    limitMessages(this.webSocket, this.#keeper.services.limits.frame)
    this.#keeper.authenticated(this)
  }

  refused(): void {
    const limit = this.#keeper.services.limits.refusals
    if (++this.#refusals >= limit) this.fail(new RealtimeError('SOCKET_REFUSALS', { limit }))
  }

  left(address: string): void {
    this.#places.delete(address)
  }

  probe(): void {
    this.#outlet.ping()
    if (this.#answersPing) this.send(pingFrame, { urgency: 'droppable', last: true })
  }

  /** Ends the socket if nothing was heard for `timeout` milliseconds. @returns whether it has */
  expire(timeout: number): boolean {
    if (this.#keeper.services.clock.now() - this.heardAt <= timeout) return false
    this.fail(new RealtimeError('SOCKET_SILENT', { limit: timeout }))
    return true
  }

  /** Handles nothing any more that arrives; what has been handled is still answered. */
  mute(): void {
    if (this.#state === 'running') this.#state = 'muted'
  }

  /** Ends all connections to documents and tells the client so. */
  closeConnections(): void {
    for (const place of this.#places.values()) if (place instanceof Connection) place.close(resetConnection)
  }

  fail(error: unknown): void {
    if (this.#state === 'ended') return
    const known = error instanceof RealtimeError && error.closeCode !== undefined
    const fault = known ? error : new RealtimeError('SOCKET_FAULT', {}, error)
    const { services } = this.#keeper
    services.metrics.refused(fault)
    services.metrics.counters.resets++
    if (known) services.log.info({ socket: this.id, code: error.code }, error.message)
    else {
      services.log.error({ socket: this.id, error }, fault.message)
      reportFailure(services, fault, { headers: this.handshake.headers })
    }
    this.#outlet.close(fault)
    this.#cancelTermination = services.clock.after(closingTime, () => this.#outlet.terminate())
    this.#end({ code: fault.closeCode ?? resetConnection.code, reason: fault.message })
  }

  /** Something below the protocol tells that the client is there. */
  heard(): void {
    this.#heardAt = this.#keeper.services.clock.now()
  }

  /** The WebSocket has failed, or has refused something by itself; it closes. */
  broken(error: Error): void {
    const refusal = refusalOf(this.webSocket, error)
    if (refusal !== undefined) return this.fail(refusal)
    this.#keeper.services.log.info({ socket: this.id, error: error.message }, 'a socket failed')
  }

  /** Takes a message of the WebSocket. @param text whether it is a text, which the protocol has no use for */
  receive(frame: Uint8Array, text: boolean): void {
    if (this.#state !== 'running') return
    this.#keeper.services.metrics.counters.messages++
    this.heard()
    try {
      if (text) throw new RealtimeError('FRAME_TEXT')
      this.#checkSize(frame.length)
      const message = decodeClientMessage(frame)
      if (message.type !== 'pong') this.#route(message, frame)
    } catch (error) {
      this.fail(error)
    }
  }

  /** The WebSocket has closed. */
  closed(event?: ClosingEvent): void {
    this.#cancelTermination?.()
    this.#end(event)
  }

  /** Calls `callback` whenever one of its connections has ended. */
  onDisconnect(callback: DisconnectCallback): void {
    this.#disconnectCallbacks ??= []
    this.#disconnectCallbacks.push(callback)
  }

  disconnected(connection: Connection): void {
    const { instance, guarded } = this.#keeper.services
    const { document } = connection
    for (const callback of this.#disconnectCallbacks ?? []) {
      guarded(() => callback(document, openDocumentPayload(instance, document, { connection })))
    }
  }

  #endDeadline(): void {
    this.#cancelDeadline?.()
    this.#cancelDeadline = undefined
  }

  #checkSize(bytes: number): void {
    const { frame, frameBeforeAuthentication } = this.#keeper.services.limits
    const limit = this.#authenticated ? frame : frameBeforeAuthentication
    if (bytes > limit) throw new RealtimeError('FRAME_TOO_LARGE', { limit })
  }

  #route(message: DocumentMessage, frame: Uint8Array): void {
    if (message.type === 'close') return this.#closeDocument(message.address)
    const place = this.#places.get(message.address)
    if (place instanceof Connection) return place.receive({ message, frame })
    const admission =
      place !== undefined && !(place.refused && message.type === 'token') ? place : this.#ask(message.address)
    admission?.receive(message, frame)
  }

  /** @returns nothing when there can be no such document, which the client is told */
  #ask(address: string): Admission | undefined {
    const { services, documents } = this.#keeper
    this.#places.delete(address)
    this.#checkDocuments()
    try {
      const admission = new Admission({
        address,
        ...parseAddress(address),
        context: { ...this.#context },
        carrier: this,
        services,
        documents,
        opened: (connection) => this.#places.set(address, connection),
      })
      this.#places.set(address, admission)
      return admission
    } catch (error) {
      services.metrics.refused(error)
      this.send(encodeServerMessage(address, { type: 'permissionDenied', reason: refusalReason(error) }))
      this.refused()
      return undefined
    }
  }

  #checkDocuments(): void {
    const { documents, waitingDocuments } = this.#keeper.services.limits
    if (this.#places.size >= documents) throw new RealtimeError('SOCKET_DOCUMENTS', { limit: documents })
    let waiting = 0
    for (const place of this.#places.values()) if (place instanceof Admission && place.unauthenticated) waiting++
    if (waiting < waitingDocuments) return
    throw new RealtimeError('SOCKET_BACKLOG', { what: 'documents', limit: waitingDocuments })
  }

  #closeDocument(address: string): void {
    this.#places.get(address)?.leave()
    this.#places.delete(address)
    this.send(encodeServerMessage(address, { type: 'close', reason: 'provider_initiated' }))
  }

  #end(event?: ClosingEvent): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#endDeadline()
    for (const place of this.#places.values()) place.leave(event)
    this.#places.clear()
    this.#keeper.ended(this)
  }
}
