import type { Delivery } from '../document/receiver.ts'
import type { Frame, LargeFrame } from '../protocol/frame.ts'
import type { Backlog } from './backlog.ts'
import type { Connection } from './connection.ts'
import type { Handshake } from './handshake.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** What a connection to a document needs of the socket that carries it. */
export interface Carrier {
  readonly id: string
  readonly webSocket: WebSocketLike
  readonly handshake: Handshake
  readonly backlog: Backlog
  /** When something was heard of the client last, in milliseconds of the clock. */
  readonly heardAt: number
  /** @param delivery by default what is needed, with what the turn still brings */
  send(frame: Frame, delivery?: Delivery): void
  /** Sends a frame of any size. @param sent called once it has left the process, or cannot any more */
  sendLarge(frame: LargeFrame, sent: () => void): void
  /** Asks the client for a sign of life. */
  probe(): void
  /** A client has been authenticated. @param providerVersion of its provider, if known */
  authenticated(providerVersion: string | null): void
  /** A client could not be authenticated, and has been told. */
  refused(): void
  /** Ends the socket for what a client did, or because it is dead. */
  fail(error: unknown): void
  /** A connection has ended by itself. */
  left(address: string): void
  /** A connection has ended, and `onDisconnect` has run. */
  disconnected(connection: Connection): void
}
