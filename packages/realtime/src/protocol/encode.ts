import { Frame, largeFrame, type LargeFrame } from './frame.ts'
import { authType, messageType, syncType, type ServerMessage } from './message.ts'

/** The bare byte that a provider from 4.0 on answers with a pong. Older ones fail on it. */
export const pingFrame: Frame = Frame.wrap(Uint8Array.of(messageType.ping))

const utf8 = new TextEncoder()

/** Makes the frame of a message for the connection with this address. */
export function encodeServerMessage(address: string, message: ServerMessage): Frame {
  switch (message.type) {
    case 'step1':
      return Frame.of(address, [messageType.sync, syncType.step1], message.stateVector)
    case 'update':
      return Frame.of(address, [messageType.sync, syncType.update], message.update)
    case 'awareness':
      return Frame.of(address, [messageType.awareness], message.update)
    case 'tokenRequest':
      return Frame.of(address, [messageType.auth, authType.token])
    case 'permissionDenied':
      return Frame.of(address, [messageType.auth, authType.permissionDenied], utf8.encode(message.reason))
    case 'authenticated':
      return Frame.of(address, [messageType.auth, authType.authenticated], utf8.encode(message.scope))
    case 'stateless':
      return Frame.of(address, [messageType.stateless], utf8.encode(message.payload))
    case 'close':
      return Frame.of(address, [messageType.close], utf8.encode(message.reason))
    case 'syncStatus':
      return Frame.of(address, [messageType.syncStatus, message.applied ? 1 : 0])
    default:
      return message satisfies never
  }
}

/** Makes the frame of step 2: what somebody lacks, which may be a whole document. */
export const encodeStep2 = (address: string, update: Uint8Array): LargeFrame =>
  largeFrame(address, [messageType.sync, syncType.step2], update)
