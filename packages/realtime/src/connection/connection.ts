import * as Y from 'yjs'
import type { DocumentRegistry, Lease } from '../document/document-registry.ts'
import type { Member } from '../document/member.ts'
import { documentPayload } from '../hooks/document-payload.ts'
import type { ConnectionConfig, Context } from '../hooks/payloads.ts'
import { checkStateVector } from '../protocol/check-update.ts'
import { encodeServerMessage } from '../protocol/encode.ts'
import type { DocumentMessage, ServerMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import { admit } from './admit.ts'
import type { Carrier } from './carrier.ts'
import type { Handshake } from './handshake.ts'
import { handleMessage } from './handle-message.ts'
import { Inbox } from './inbox.ts'
import { isFault, refusalReason } from './refusal.ts'

type TokenMessage = Extract<DocumentMessage, { type: 'token' }>

type State =
  /** No token yet. */
  | { readonly is: 'waiting' }
  /** The hooks decide, or the document loads. */
  | { readonly is: 'opening' }
  | { readonly is: 'open'; readonly lease: Lease }
  /** Told so; a new token asks again, on a new connection. */
  | { readonly is: 'refused' }
  | { readonly is: 'closed' }

export interface ConnectionOptions {
  readonly address: string
  readonly documentName: string
  readonly context: Context
  readonly carrier: Carrier
  readonly services: Services
  readonly documents: DocumentRegistry
}

/** One client's connection to one document; a socket carries several. */
export class Connection implements Member {
  readonly address: string
  readonly documentName: string
  readonly context: Context
  readonly config: ConnectionConfig = { readOnly: false, isAuthenticated: false }
  readonly origin: { readonly source: 'connection'; readonly connection: Connection } = {
    source: 'connection',
    connection: this,
  }
  readonly #carrier: Carrier
  readonly #services: Services
  readonly #documents: DocumentRegistry
  readonly #inbox: Inbox
  #state: State = { is: 'waiting' }
  /** A full synchronisation under way, and the state vector to answer after it. */
  #syncing = false
  #nextStateVector: Uint8Array | undefined

  constructor({ address, documentName, context, carrier, services, documents }: ConnectionOptions) {
    this.address = address
    this.documentName = documentName
    this.context = context
    this.#carrier = carrier
    this.#services = services
    this.#documents = documents
    this.#inbox = new Inbox(carrier.backlog)
  }

  get socketId(): string {
    return this.#carrier.id
  }

  get handshake(): Handshake {
    return this.#carrier.handshake
  }

  get readOnly(): boolean {
    return this.config.readOnly
  }

  /** Whether it waits for a token, for hooks, or for its document. */
  get waits(): boolean {
    return this.#state.is === 'waiting' || this.#state.is === 'opening'
  }

  get refused(): boolean {
    return this.#state.is === 'refused'
  }

  /**
   * Takes a message of the client.
   *
   * @param bytes size of its frame
   * @throws RealtimeError with a close code when the message is malformed or too much
   */
  receive(message: DocumentMessage, bytes: number): void {
    switch (this.#state.is) {
      case 'waiting':
        if (message.type === 'token') return void this.#open(message)
        return this.#inbox.put(message, bytes)
      case 'opening':
        return this.#inbox.put(message, bytes)
      case 'open':
        return handleMessage(message, this, this.#state.lease.document)
      case 'refused':
      case 'closed':
        return
    }
  }

  send(frame: Uint8Array, urgency?: 'needed' | 'droppable'): void {
    this.#carrier.send(frame, urgency)
  }

  /** Answers a state vector with what the client lacks; one answer at a time is under way. */
  sync(stateVector: Uint8Array): void {
    checkStateVector(stateVector)
    if (this.#state.is !== 'open') return
    if (this.#syncing) {
      this.#nextStateVector = stateVector
      return
    }
    this.#syncing = true
    const { document, log } = this.#state.lease.document
    const frame = this.#frame({ type: 'step2', update: Y.encodeStateAsUpdate(document, stateVector) })
    log.whenSaved(() => this.#carrier.sendLarge(frame, () => this.#synced()))
  }

  /** Tells the client what became of an update. */
  acknowledge(applied: boolean): void {
    if (this.#state.is === 'open') this.#send({ type: 'syncStatus', applied })
  }

  /** The client, or its socket, has gone. Ends without a word to it. */
  leave(): void {
    const state = this.#state
    this.#state = { is: 'closed' }
    this.#inbox.take()
    if (state.is === 'open') void this.#disconnect(state.lease)
  }

  async #open(token: TokenMessage): Promise<void> {
    this.#state = { is: 'opening' }
    const { hooks, detached } = this.#services
    try {
      const lease = await detached(() =>
        hooks.operation({ name: 'connect', subject: this.documentName }, () =>
          admit(this.#services, this.#documents, this.#applicant(token)),
        ),
      )
      if (lease === undefined) return
      if (this.waits) this.#enter(lease)
      else lease.release()
    } catch (error) {
      this.#refuse(error)
    }
  }

  #applicant({ token, providerVersion }: TokenMessage): Parameters<typeof admit>[2] {
    const { documentName, socketId, handshake, context, config } = this
    const waits = (): boolean => this.waits
    const admitted = (): void => {
      this.#inbox.admit()
      this.#carrier.authenticated(providerVersion)
    }
    return {
      documentName,
      socketId,
      handshake,
      context,
      config,
      token,
      providerVersion,
      admitted,
      get waits() {
        return waits()
      },
    }
  }

  /** Greets the client, asks for what it has, and handles what has waited. (Research of the protocol: "Session of one document".) */
  #enter(lease: Lease): void {
    this.#state = { is: 'open', lease }
    const { document: live } = lease
    live.join(this)
    this.#send({ type: 'authenticated', scope: this.readOnly ? 'readonly' : 'read-write' })
    const step1 = this.#frame({ type: 'step1', stateVector: Y.encodeStateVector(live.document) })
    live.log.whenSaved(() => this.send(step1))
    const presence = live.presence()
    if (presence !== undefined) this.#send({ type: 'awareness', update: presence })
    try {
      for (const message of this.#inbox.take()) this.receive(message, 0)
    } catch (error) {
      this.#carrier.fail(error)
    }
  }

  #refuse(error: unknown): void {
    if (!this.waits) return
    this.#state = { is: 'refused' }
    this.#inbox.take()
    if (isFault(error)) {
      this.#services.log.error({ document: this.documentName, error }, 'a connection was refused because of a fault')
    }
    this.#send({ type: 'permissionDenied', reason: refusalReason(error) })
    this.#carrier.refused()
  }

  /** Nothing of it fails: `onDisconnect` isolates its handlers. */
  async #disconnect(lease: Lease): Promise<void> {
    const { hooks, points, detached, instance, log } = this.#services
    const { document } = lease
    document.leave(this)
    try {
      if (!points.onDisconnect.used) return
      const about = { name: 'disconnect', subject: this.documentName }
      await detached(() =>
        hooks.operation(about, async () => {
          const common = documentPayload(instance, this.documentName, this)
          await points.onDisconnect.call({
            ...common,
            document: document.document,
            clientsCount: document.members.size,
          })
        }),
      )
    } catch (error) {
      log.error({ document: this.documentName, error }, 'onDisconnect failed')
    } finally {
      lease.release()
    }
  }

  #synced(): void {
    this.#syncing = false
    const next = this.#nextStateVector
    this.#nextStateVector = undefined
    if (next !== undefined) this.sync(next)
  }

  #frame(message: ServerMessage): Uint8Array {
    return encodeServerMessage(this.address, message)
  }

  #send(message: ServerMessage): void {
    this.#carrier.send(this.#frame(message))
  }
}
