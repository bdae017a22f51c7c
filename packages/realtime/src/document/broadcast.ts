import { encodeServerMessage } from '../protocol/encode.ts'
import type { ServerMessage } from '../protocol/message.ts'
import type { Member } from './member.ts'

/**
 * Sends a message to all members of a document. It is framed once for all who use the plain document name as their address,
 * and once for each address with a session.
 */
export function broadcast(
  { name, members }: { readonly name: string; readonly members: Iterable<Member> },
  message: ServerMessage,
  urgency: 'needed' | 'droppable' = 'needed',
): void {
  let plain: Uint8Array | undefined
  for (const member of members) {
    const frame =
      member.address === name
        ? (plain ??= encodeServerMessage(name, message))
        : encodeServerMessage(member.address, message)
    member.send(frame, urgency)
  }
}
