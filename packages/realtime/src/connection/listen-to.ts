import type { Log } from '../log.ts'
import type { ClientSocket } from './client-socket.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** What somebody who owns a WebSocket tells the server of it. (API of Hocuspocus 4) */
export interface ClientConnection {
  /** Takes a message that has arrived. */
  handleMessage(data: Uint8Array): void
  /** The WebSocket has closed. */
  handleClose(event?: { readonly code: number; readonly reason: string }): void
}

type Data = Buffer | ArrayBuffer | Buffer[]

/** A WebSocket of `ws`. */
interface Emitter {
  on(event: 'message', listener: (data: Data, isBinary: boolean) => void): void
  on(event: 'pong' | 'close', listener: () => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

type Driver =
  /** Not known before the first message has been told to all who listen. */
  'undecided' | 'events' | 'owner'

/**
 * Connects a WebSocket with what handles it. One that emits events is listened to; but an owner may pass its messages on by
 * `handleMessage`, and then they are not taken a second time.
 */
export function listenTo(webSocket: WebSocketLike, socket: ClientSocket, log: Log): ClientConnection {
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
    webSocket.on('close', () => socket.closed())
    // ws closes the socket after an error of the transport or a frame it refuses; there is nothing left to do here.
    webSocket.on('error', (error) => log.info({ socket: socket.id, error: error.message }, 'a socket failed'))
  }
  return {
    handleMessage: (data) => {
      if (driver === 'undecided') driver = 'owner'
      if (driver === 'owner') socket.receive(data, false)
    },
    handleClose: () => socket.closed(),
  }
}

const isEmitter = (webSocket: object): webSocket is Emitter => 'on' in webSocket && typeof webSocket.on === 'function'

/** ws delivers one buffer, but may be set to deliver others. */
function toBytes(data: Data): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
