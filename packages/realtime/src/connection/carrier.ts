import type { Backlog } from './backlog.ts'
import type { Handshake } from './handshake.ts'

/** What a connection to a document needs of the socket that carries it. */
export interface Carrier {
  readonly id: string
  readonly handshake: Handshake
  readonly backlog: Backlog
  send(frame: Uint8Array, urgency?: 'needed' | 'droppable'): void
  /** Sends a frame of any size. @param sent called once it has left the process, or cannot any more */
  sendLarge(frame: Uint8Array, sent: () => void): void
  /** A client has been authenticated. @param providerVersion of its provider, if known */
  authenticated(providerVersion: string | null): void
  refused(): void
  /** Ends the socket for what a client did. */
  fail(error: unknown): void
}
