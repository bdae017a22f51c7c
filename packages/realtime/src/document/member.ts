import type { Handshake } from '../connection/handshake.ts'
import type { Context } from '../hooks/payloads.ts'

/** What a document knows of a connection to it. */
export interface Member {
  /** What frames for this connection begin with. */
  readonly address: string
  readonly socketId: string
  readonly context: Context
  readonly handshake: Handshake
  /** Origin of the Yjs transactions that apply its updates. */
  readonly origin: { readonly source: 'connection'; readonly connection: object }
  /** @param urgency what may be left out when the client reads too slowly */
  send(frame: Uint8Array, urgency?: 'needed' | 'droppable'): void
}
