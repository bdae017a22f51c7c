import type { RealtimeError } from '../errors.ts'
import type { ClientSocket, DisconnectCallback } from './client-socket.ts'
import type { ClosingEvent } from './closing-event.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** What somebody who owns a WebSocket tells the server of it. (API of Hocuspocus 4) */
export interface ClientConnection {
  /** Takes a message that has arrived. */
  handleMessage(data: Uint8Array | ArrayBuffer): void
  /** The WebSocket has closed. */
  handleClose(event?: ClosingEvent): void
  /** Calls `callback` whenever a connection to a document that it carries has ended, after `onDisconnect`. */
  onClose(callback: DisconnectCallback): ClientConnection
}

type Data = Uint8Array | ArrayBuffer | Buffer[]

/** A WebSocket of `ws`. */
interface Emitter {
  on(event: 'message', listener: (data: Data, isBinary: boolean) => void): void
  on(event: 'pong', listener: () => void): void
  on(event: 'close', listener: (code: number, reason: Buffer) => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

type Driver =
  /** Not known before the first message has been told to all who listen. */
  'undecided' | 'events' | 'owner'

/**
 * Connects a WebSocket with what handles it. One that emits events is listened to; but an owner may pass its messages on by
 * `handleMessage`, and then they are not taken a second time.
 */
export function listenTo(webSocket: WebSocketLike, socket: ClientSocket): ClientConnection {
  const messages = new Messages(socket)
  if (isEmitter(webSocket)) listen(webSocket, messages)
  return passOn(messages)
}

/** The messages of a WebSocket, from whoever passes them on. */
class Messages {
  readonly socket: ClientSocket
  #driver: Driver = 'undecided'

  constructor(socket: ClientSocket) {
    this.socket = socket
  }

  /** One comes as an event. */
  emitted(data: Data, text: boolean): void {
    if (this.#driver === 'events') return this.socket.receive(toBytes(data), text)
    if (this.#driver === 'owner') return
    // Others who listen hear of the message after this one.
    queueMicrotask(() => {
      if (this.#driver === 'owner') return
      this.#driver = 'events'
      this.socket.receive(toBytes(data), text)
    })
  }

  /** One comes from the owner of the WebSocket. */
  handedIn(data: Data): void {
    if (this.#driver === 'undecided') this.#driver = 'owner'
    if (this.#driver === 'owner') this.socket.receive(toBytes(data), false)
  }
}

function listen(webSocket: Emitter, messages: Messages): void {
  const { socket } = messages
  webSocket.on('message', (data, isBinary) => messages.emitted(data, !isBinary))
  webSocket.on('pong', () => socket.heard())
  webSocket.on('close', (code, reason) => socket.closed({ code, reason: String(reason) }))
  webSocket.on('error', (error) => socket.broken(error))
}

/** Apart from what listens, so that it is kept only by an owner who wants it. */
function passOn(messages: Messages): ClientConnection {
  const connection: ClientConnection = {
    handleMessage: (data) => messages.handedIn(data),
    handleClose: (event) => messages.socket.closed(event),
    onClose: (callback) => {
      messages.socket.onDisconnect(callback)
      return connection
    },
  }
  return connection
}

/** Closes a WebSocket that is not taken over. What it does until it has closed concerns nobody. */
export function turnDown(webSocket: WebSocketLike, { closeCode, message }: RealtimeError): ClientConnection {
  if (isEmitter(webSocket)) webSocket.on('error', () => {})
  webSocket.close(closeCode, message)
  const connection: ClientConnection = { handleMessage: () => {}, handleClose: () => {}, onClose: () => connection }
  return connection
}

const isEmitter = (webSocket: object): webSocket is Emitter => 'on' in webSocket && typeof webSocket.on === 'function'

/** ws delivers one buffer, but may be set to deliver others. */
function toBytes(data: Data): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
