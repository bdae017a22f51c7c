import { AsyncLocalStorage } from 'node:async_hooks'
import { AwarenessThrottle } from '../awareness/awareness-throttle.ts'
import type { Lease } from '../document/document-registry.ts'
import type { Document } from '../document/document.ts'
import { needed, type Delivery, type Receiver } from '../document/receiver.ts'
import type { TransactionOrigin } from '../document/transaction-origin.ts'
import { RealtimeError } from '../errors.ts'
import type { ConnectionConfig, Context } from '../hooks/payloads.ts'
import { checkStateVector } from '../protocol/check-update.ts'
import { decodeClientMessage } from '../protocol/decode.ts'
import { encodeServerMessage } from '../protocol/encode.ts'
import { Frame } from '../protocol/frame.ts'
import type { ServerMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import { announceConnected, announceDisconnect } from './announce.ts'
import type { Carrier } from './carrier.ts'
import type { ClosingEvent } from './closing-event.ts'
import { Handling } from './handling.ts'
import type { Handshake } from './handshake.ts'
import type { Received } from './inbox.ts'
import { MessageQueue } from './message-queue.ts'
import { Rate } from './rate.ts'
import type { WebSocketLike } from './web-socket-like.ts'
import { WithCallbacks } from './with-callbacks.ts'

export interface ConnectionOptions {
  readonly address: string
  readonly sessionId: string | null
  readonly context: Context
  readonly config: ConnectionConfig
  readonly carrier: Carrier
  readonly services: Services
  readonly lease: Lease
  readonly providerVersion: string | null
}

type CloseCallback = (document: Document, event?: ClosingEvent) => void

/** One client's open connection to one document; a socket carries several. */
export class Connection extends WithCallbacks implements Receiver {
  /** What frames of this connection begin with: the document's name, followed by NUL and the session, if there is one. */
  readonly messageAddress: string
  readonly document: Document
  context: Context
  readonly sessionId: string | null
  readonly providerVersion: string | null
  readonly connectionConfig: ConnectionConfig
  readonly origin: TransactionOrigin = { source: 'connection', connection: this }
  readonly lease: Lease
  readonly #services: Services
  readonly #carrier: Carrier
  readonly #queue: MessageQueue<Received>
  // What many connections never need is made when they do: most of the time most of them are idle.
  #awareness: AwarenessThrottle | undefined
  #stateless: Rate | undefined
  #closed: CloseCallback[] | undefined
  #isOpen = true
  #introduced: number | undefined
  /** A full synchronisation under way, and the state vector to answer after it. */
  #syncing = false
  #nextStateVector: Uint8Array | undefined

  constructor(options: ConnectionOptions) {
    super()
    const { address, context, config, sessionId, providerVersion, lease, services, carrier } = options
    this.#services = services
    this.#carrier = carrier
    this.lease = lease
    this.messageAddress = address
    this.document = lease.live.document
    this.context = context
    this.connectionConfig = config
    this.sessionId = sessionId
    this.providerVersion = providerVersion
    this.#queue = new MessageQueue(new Handling(this, { services, carrier }))
  }

  get webSocket(): WebSocketLike {
    return this.#carrier.webSocket
  }

  get handshake(): Handshake {
    return this.#carrier.handshake
  }

  get request(): Request {
    return this.handshake.request
  }

  get socketId(): string {
    return this.#carrier.id
  }

  get heardAt(): number {
    return this.#carrier.heardAt
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** What its presence may pass through. */
  get awareness(): AwarenessThrottle {
    return (this.#awareness ??= new AwarenessThrottle(this.#services, (update) => {
      const message = { type: 'awareness', address: this.messageAddress, update, delayed: true } as const
      this.#queue.put({ message, frame: update })
    }))
  }

  /** What limits its stateless messages. */
  get stateless(): Rate {
    const { limits, clock } = this.#services
    return (this.#stateless ??= new Rate(limits.statelessRate, clock.now()))
  }

  /** Whether edits of this client are refused. May be changed at any time. */
  get readOnly(): boolean {
    return this.connectionConfig.readOnly
  }

  set readOnly(readOnly: boolean) {
    this.connectionConfig.readOnly = readOnly
  }

  /** Calls `callback` when this connection has ended. */
  onClose(callback: CloseCallback): this {
    this.#closed ??= []
    this.#closed.push(callback)
    return this
  }

  /** Greets the client, and handles what has waited. (Research of the protocol: "Session of one document".) */
  begin(waiting: readonly Received[]): void {
    this.lease.live.join(this)
    this.sendMessage({ type: 'authenticated', scope: this.readOnly ? 'readonly' : 'read-write' })
    this.sendPresence()
    announceConnected(this.#services, this)
    for (const received of waiting) this.#queue.put(received)
  }

  /**
   * Takes a frame as if the client had sent it. One that a handler puts here is part of the operation that the handler runs in.
   *
   * @throws RealtimeError with a close code when it cannot be read
   */
  handleMessage(frame: Uint8Array): void {
    const message = decodeClientMessage(frame)
    if (message.type === 'pong') return
    const isOutside = this.#services.hooks.current() === undefined
    this.receive(isOutside ? { message, frame } : { message, frame, within: AsyncLocalStorage.snapshot() })
  }

  receive(received: Received): void {
    if (this.#isOpen) this.#queue.put(received)
  }

  /** Resolves when everything that has arrived is handled. */
  waitForPendingMessages(): Promise<void> {
    return this.#queue.whenIdle()
  }

  /** Sends a frame, address included. */
  send(message: Uint8Array): void {
    this.deliver(Frame.wrap(message), needed)
  }

  deliver(frame: Frame, delivery: Delivery): void {
    if (this.#isOpen) this.#carrier.send(frame, delivery)
  }

  sendMessage(message: ServerMessage): void {
    this.deliver(encodeServerMessage(this.messageAddress, message), needed)
  }

  /** Sends a message that only this client and the application understand. */
  sendStateless(payload: string): void {
    this.sendMessage({ type: 'stateless', payload })
  }

  /** Asks the client for its token; the answer fires `onTokenSync`. */
  requestToken(): void {
    this.sendMessage({ type: 'tokenRequest' })
  }

  /** Tells the client who is present. */
  sendPresence(): void {
    const update = this.document.encodePresence()
    if (update !== undefined) this.sendMessage({ type: 'awareness', update })
  }

  /** Tells the client what became of an update. */
  acknowledge(applied: boolean): void {
    const { counters } = this.#services.metrics
    if (applied) counters.acknowledged++
    else counters.declined++
    this.sendMessage({ type: 'syncStatus', applied })
  }

  /**
   * Asks the client for what it has, and answers its state vector with what it lacks; one answer at a time is under way.
   * Nothing is told that is not on disk.
   *
   * @throws RealtimeError `STATE_VECTOR_MALFORMED`
   */
  sync(stateVector: Uint8Array): void {
    // Of a client that has been at work without a connection it may name some that the document does not have.
    checkStateVector(stateVector, 2 * this.#services.limits.documentClients)
    if (!this.#isOpen) return
    if (this.#syncing) {
      this.#services.metrics.counters.postponedSyncs++
      this.#nextStateVector = stateVector
      return
    }
    this.#syncing = true
    const { step1, step2 } = this.document.syncFrames(this.messageAddress, stateVector)
    this.lease.live.whenSaved(() => {
      this.deliver(step1, needed)
      if (this.#isOpen) this.#carrier.sendLarge(step2, () => this.#synced())
    })
  }

  /** Whether this is the first client the connection speaks for, which is its own. */
  introduces(client: number): boolean {
    this.#introduced ??= client
    return this.#introduced === client
  }

  /** Asks the client for a sign of life. */
  probe(): void {
    this.#carrier.probe()
  }

  /** What the client sends, to this document or another one, may wait in the network. */
  stopReading(): void {
    this.#carrier.backlog.stop(this)
  }

  goOnReading(): void {
    this.#carrier.backlog.goOn(this)
  }

  /** Ends the socket, which is dead. */
  expire(): void {
    this.#carrier.fail(new RealtimeError('SOCKET_SILENT', { limit: this.#services.limits.contested }))
  }

  /** Ends this connection and tells the client why. Its socket stays open for its other documents. */
  close(event?: ClosingEvent): void {
    if (!this.#isOpen) return
    this.sendMessage({ type: 'close', reason: event?.reason ?? 'Server closed the connection' })
    this.#carrier.left(this.messageAddress)
    this.leave(event)
  }

  /** The client, or its socket, has gone. Ends without a word to it. */
  leave(event?: ClosingEvent): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#queue.clear()
    this.#awareness?.close()
    this.goOnReading()
    this.lease.live.leave(this)
    const services = this.#services
    for (const callback of this.#closed ?? []) services.guarded(() => callback(this.document, event))
    void this.#queue
      .whenIdle()
      .then(() => announceDisconnect(services, this))
      .finally(() => {
        this.#carrier.disconnected(this)
        void this.lease.release()
      })
  }

  #synced(): void {
    this.#syncing = false
    const next = this.#nextStateVector
    this.#nextStateVector = undefined
    if (next !== undefined) this.sync(next)
  }
}
