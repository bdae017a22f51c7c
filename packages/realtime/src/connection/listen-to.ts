import type { RealtimeError } from '../errors.ts'
import type { ClientSocket, DisconnectCallback } from './client-socket.ts'
import type { ClosingEvent } from './connection.ts'
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
  let driver: Driver = 'undecided'
  const receive = (data: Data, text: boolean): void => socket.receive(toBytes(data), text)
  if (isEmitter(webSocket)) {
    webSocket.on('message', (data, isBinary) => {
      if (driver === 'events') return receive(data, !isBinary)
      if (driver === 'owner') return
      // Others who listen hear of the message after this one.
      queueMicrotask(() => {
        if (driver === 'owner') return
        driver = 'events'
        receive(data, !isBinary)
      })
    })
    webSocket.on('pong', () => socket.heard())
    webSocket.on('close', (code, reason) => socket.closed({ code, reason: String(reason) }))
    webSocket.on('error', (error) => socket.broken(error))
  }
  const connection: ClientConnection = {
    handleMessage: (data) => {
      if (driver === 'undecided') driver = 'owner'
      if (driver === 'owner') receive(data, false)
    },
    handleClose: (event) => socket.closed(event),
    onClose: (callback) => {
      socket.onDisconnect(callback)
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
