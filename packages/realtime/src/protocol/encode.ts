import * as encoding from 'lib0/encoding'
import { authType, messageType, syncType, type ServerMessage } from './message.ts'

/** The bare byte that a provider from 4.0 on answers with a pong. Older ones fail on it. */
export const pingFrame: Uint8Array = Uint8Array.of(messageType.ping)

/** Makes the frame of a message for the connection with this address. */
export function encodeServerMessage(address: string, message: ServerMessage): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, address)
  writeMessage(encoder, message)
  return encoding.toUint8Array(encoder)
}

function writeMessage(encoder: encoding.Encoder, message: ServerMessage): void {
  switch (message.type) {
    case 'step1':
      return writeBytes(encoder, [messageType.sync, syncType.step1], message.stateVector)
    case 'step2':
      return writeBytes(encoder, [messageType.sync, syncType.step2], message.update)
    case 'update':
      return writeBytes(encoder, [messageType.sync, syncType.update], message.update)
    case 'awareness':
      return writeBytes(encoder, [messageType.awareness], message.update)
    case 'permissionDenied':
      return writeText(encoder, [messageType.auth, authType.permissionDenied], message.reason)
    case 'authenticated':
      return writeText(encoder, [messageType.auth, authType.authenticated], message.scope)
    case 'close':
      return writeText(encoder, [messageType.close], message.reason)
    case 'syncStatus':
      return writeNumbers(encoder, [messageType.syncStatus, message.applied ? 1 : 0])
    default:
      return message satisfies never
  }
}

function writeNumbers(encoder: encoding.Encoder, numbers: readonly number[]): void {
  for (const number of numbers) encoding.writeVarUint(encoder, number)
}

function writeBytes(encoder: encoding.Encoder, numbers: readonly number[], bytes: Uint8Array): void {
  writeNumbers(encoder, numbers)
  encoding.writeVarUint8Array(encoder, bytes)
}

function writeText(encoder: encoding.Encoder, numbers: readonly number[], text: string): void {
  writeNumbers(encoder, numbers)
  encoding.writeVarString(encoder, text)
}
