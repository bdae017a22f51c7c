import { noHandshake, type Handshake } from '../connection/handshake.ts'
import type { Context, DocumentPayload, Instance } from './payloads.ts'

interface About {
  readonly context: Context
  readonly handshake: Handshake
  readonly socketId: string
}

/**
 * What every payload about a document says.
 *
 * @param about the connection concerned; none for what the server or code in this process does
 */
export function documentPayload(instance: Instance, documentName: string, about?: About): DocumentPayload {
  const { handshake, socketId, context } = about ?? { handshake: noHandshake, socketId: 'server', context: {} }
  return {
    instance,
    documentName,
    context,
    requestHeaders: handshake.headers,
    requestParameters: handshake.parameters,
    socketId,
  }
}
