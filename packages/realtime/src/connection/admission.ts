import { acquireDocument } from '../document/acquire-document.ts'
import type { DocumentRegistry, Lease } from '../document/document-registry.ts'
import { RealtimeError } from '../errors.ts'
import { Behalf } from '../failure.ts'
import { documentPayload } from '../hooks/document-payload.ts'
import type { ConnectionConfig, Context, OnConnectPayload } from '../hooks/payloads.ts'
import { encodeServerMessage } from '../protocol/encode.ts'
import type { DocumentMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import type { Carrier } from './carrier.ts'
import { Connection } from './connection.ts'
import { Inbox } from './inbox.ts'
import { noteRefusal, refusalReason } from './refusal.ts'

type TokenMessage = Extract<DocumentMessage, { type: 'token' }>

type State =
  /** No token yet. */
  | 'waiting'
  /** The hooks decide, or the document loads. */
  | 'opening'
  /** Told so; a new token asks again. */
  | 'refused'
  /** Let in, or left. */
  | 'over'

export interface AdmissionOptions {
  readonly address: string
  readonly documentName: string
  readonly sessionId: string | null
  readonly context: Context
  readonly carrier: Carrier
  readonly services: Services
  readonly documents: DocumentRegistry
  /** Called with the connection when the client has been let in. */
  readonly opened: (connection: Connection) => void
}

/**
 * A client that asks for a document: from its first message until its connection is open, or it is refused. What it sends
 * meanwhile waits.
 */
export class Admission {
  readonly config: ConnectionConfig = { readOnly: false, isAuthenticated: false }
  readonly #options: AdmissionOptions
  readonly #inbox: Inbox
  #state: State = 'waiting'

  constructor(options: AdmissionOptions) {
    this.#options = options
    this.#inbox = new Inbox(options.carrier.backlog)
  }

  /** Whether it waits for a token or for the hooks. */
  get unauthenticated(): boolean {
    return (this.#state === 'waiting' || this.#state === 'opening') && !this.config.isAuthenticated
  }

  get refused(): boolean {
    return this.#state === 'refused'
  }

  /**
   * Takes a message of the client.
   *
   * @param frame its bytes
   * @throws RealtimeError `SOCKET_BACKLOG`
   */
  receive(message: DocumentMessage, frame: Uint8Array): void {
    switch (this.#state) {
      case 'waiting':
        if (message.type !== 'token') return this.#inbox.put({ message, frame })
        this.#inbox.putToken(frame.length)
        return void this.#open(message)
      case 'opening':
        return this.#inbox.put({ message, frame })
      case 'refused':
      case 'over':
        return
    }
  }

  /** The client, or its socket, has gone. */
  leave(): void {
    this.#state = 'over'
    this.#inbox.take()
  }

  /** Never rejects. */
  async #open(token: TokenMessage): Promise<void> {
    this.#state = 'opening'
    const { services, documentName, context, carrier } = this.#options
    const origin = new Behalf(documentName, { context, handshake: carrier.handshake })
    try {
      const lease = await services.detached(() =>
        services.hooks.operation({ name: 'connect', subject: documentName, origin }, () => this.#admit(token)),
      )
      if (lease === undefined) return
      if (this.#state === 'opening') this.#enter(lease, token)
      else void lease.release()
    } catch (error) {
      this.#refuse(error)
    }
  }

  /** Asks the hooks, and gets the document. @returns nothing when the client has left meanwhile */
  async #admit({ token, providerVersion }: TokenMessage): Promise<Lease | undefined> {
    const { services, documents, documentName, carrier, context } = this.#options
    const { points } = services
    const about = { context, handshake: carrier.handshake, socketId: carrier.id }
    const payload = (): OnConnectPayload => ({
      ...documentPayload(services.instance, documentName, about),
      request: carrier.handshake.request,
      connectionConfig: this.config,
      connection: this.config,
      providerVersion,
    })
    await services.configured()
    if (points.onConnect.used) await points.onConnect.call(payload())
    if (this.#state !== 'opening') return undefined
    if (points.onAuthenticate.used) await points.onAuthenticate.call({ ...payload(), token })
    if (this.#state !== 'opening') return undefined
    this.config.isAuthenticated = true
    this.#inbox.admit()
    carrier.authenticated(providerVersion)
    return acquireDocument(services, documents, { documentName, ...about, connectionConfig: this.config })
  }

  #enter(lease: Lease, { providerVersion }: TokenMessage): void {
    const { address, sessionId, context, carrier, services, opened } = this.#options
    const limit = services.limits.clients
    if (lease.live.document.connections.size >= limit) {
      void lease.release()
      return this.#refuse(new RealtimeError('DOCUMENT_CLIENTS', { limit }))
    }
    this.#state = 'over'
    const { config } = this
    const connection = new Connection({
      address,
      sessionId,
      context,
      config,
      carrier,
      services,
      lease,
      providerVersion,
    })
    opened(connection)
    connection.begin(this.#inbox.take())
  }

  #refuse(error: unknown): void {
    if (this.#state !== 'opening') return
    this.#state = 'refused'
    this.#inbox.take()
    const { services, documentName, address, carrier, context } = this.#options
    noteRefusal(services, error, { documentName, context, headers: carrier.handshake.headers })
    carrier.send(encodeServerMessage(address, { type: 'permissionDenied', reason: refusalReason(error) }))
    if (!this.config.isAuthenticated) carrier.refused()
  }
}
