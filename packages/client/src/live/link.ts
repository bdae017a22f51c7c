import { HocuspocusProvider, HocuspocusProviderWebsocket, WebSocketStatus } from '@hocuspocus/provider'
import * as Y from 'yjs'
import { isObject } from '../answer.ts'
import { ClientError } from '../errors.ts'
import { problemsIn, type LiveProblem } from './live-problem.ts'

/** How a document and the server stand to each other. */
export type LinkState =
  /** Not connected, or not up to date with the server yet. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** The connection is lost; it is made again as soon as that is possible. */
  | { readonly kind: 'offline' }
  /** For good: the server has refused the document, or closed it, or `close` was called. */
  | { readonly kind: 'closed'; readonly error: ClientError }

export interface LinkOptions {
  /** Of the collaboration server: `wss://…/collab`. */
  readonly address: string
  readonly name: string
  readonly token: string | (() => Promise<string>)
  /** Called after each change of `state`, and when something was acknowledged or refused. */
  readonly onChange: () => void
}

/** With this reason a server asks its clients to connect anew, as when it stops or moves a document (`ResetConnection` of the protocol). */
const reset = 'Reset Connection'

/** More in a row, with nothing acknowledged in between, are no accident. */
const mostResets = 3

/** The longest pause between two attempts to connect, in milliseconds. */
const longestPause = 5000

/** The published provider on a socket of its own, and one state made of its many events. */
export class Link {
  readonly provider: HocuspocusProvider
  readonly #name: string
  readonly #socket: HocuspocusProviderWebsocket
  readonly #onChange: () => void
  #state: LinkState = { kind: 'connecting' }
  #wasEdited = false
  #resets = 0
  #refused: readonly LiveProblem[] = []

  constructor({ address, name, token, onChange }: LinkOptions) {
    this.#name = name
    this.#onChange = onChange
    this.#socket = new HocuspocusProviderWebsocket({ url: address, maxDelay: longestPause })
    const document = new Y.Doc()
    this.provider = new HocuspocusProvider({ websocketProvider: this.#socket, name, token, document })
    this.provider.on('synced', () => this.#become({ kind: 'online' }))
    this.provider.on('unsyncedChanges', () => {
      if (this.isAcknowledged) {
        this.#wasEdited = false
        this.#resets = 0
      }
      onChange()
    })
    this.provider.on('stateless', ({ payload }: { payload: string }) => this.#hear(payload))
    document.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === this.provider) return
      this.#wasEdited = true
      onChange()
    })
    this.provider.on('authenticationFailed', ({ reason }: { reason: string }) => {
      const said = reason === '' || reason === 'permission-denied' ? 'the server does not say why' : reason
      this.#end(new ClientError('CLIENT_REFUSED', `"${name}" is refused: ${said}.`, { status: 403 }))
    })
    this.provider.on('close', ({ event: { reason } }: { event: { reason: string } }) => {
      // With the socket still up, the server has closed this document only.
      if (this.#socket.status !== WebSocketStatus.Connected) return this.#become({ kind: 'offline' })
      if (reason === reset && ++this.#resets <= mostResets) this.#reconnect()
      else this.#closed(reason)
    })
    this.provider.attach()
  }

  get state(): LinkState {
    return this.#state
  }

  /** What the server has refused and taken back, the last time that it did. */
  get refused(): readonly LiveProblem[] {
    return this.#refused
  }

  /** Whether something was edited here that the server does not have on its disk. */
  get hasUnsent(): boolean {
    return this.#wasEdited
  }

  /** Whether everything that was sent to the server, edits and questions, has been answered. */
  get isAcknowledged(): boolean {
    return this.#state.kind === 'online' && !this.provider.hasUnsyncedChanges
  }

  close(): void {
    this.#end(new ClientError('CLIENT_CLOSED', `"${this.#name}" was closed here.`))
  }

  #hear(payload: string): void {
    const refused = refusedIn(payload)
    if (refused === undefined) return
    this.#refused = refused
    // What was refused is not acknowledged, ever: the count of what is to be begins anew.
    this.provider.forceSync()
    this.#onChange()
  }

  #reconnect(): void {
    this.#become({ kind: 'offline' })
    const connect = (): void => {
      this.#socket.off('disconnect', connect)
      if (this.#state.kind !== 'closed') void this.#socket.connect()
    }
    this.#socket.on('disconnect', connect)
    this.#socket.disconnect()
  }

  #closed(reason: string): void {
    const said = reason === '' ? 'it does not say why' : reason
    this.#end(new ClientError('CLIENT_CLOSED', `The server has closed "${this.#name}": ${said}.`))
  }

  #end(error: ClientError): void {
    if (this.#state.kind === 'closed') return
    this.#become({ kind: 'closed', error })
    this.provider.destroy()
    this.#socket.destroy()
  }

  #become(state: LinkState): void {
    if (this.#state.kind === 'closed') return
    this.#state = state
    this.#onChange()
  }
}

/** Anybody may send stateless messages: those of the application are none of ours. */
function refusedIn(payload: string): LiveProblem[] | undefined {
  try {
    const message: unknown = JSON.parse(payload)
    return isObject(message) && Array.isArray(message['refused']) ? problemsIn(message['refused']) : undefined
  } catch {
    return undefined
  }
}
