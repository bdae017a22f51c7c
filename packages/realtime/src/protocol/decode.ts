import { RealtimeError } from '../errors.ts'
import { FrameReader } from './frame-reader.ts'
import { authType, messageType, syncType, type ClientMessage } from './message.ts'

/**
 * Reads a frame of a client.
 *
 * @throws RealtimeError with a close code: `FRAME_ADDRESS`, `FRAME_MALFORMED`, `FRAME_TYPE`, `FRAME_FORBIDDEN`
 */
export function decodeClientMessage(frame: Uint8Array): ClientMessage {
  if (frame.length === 1 && frame[0] === messageType.pong) return { type: 'pong' }
  const reader = new FrameReader(frame)
  const address = readAddress(reader)
  try {
    const message = readMessage(reader, address)
    reader.end()
    return message
  } catch (error) {
    if (error instanceof RealtimeError) throw error
    throw new RealtimeError('FRAME_MALFORMED', { problem: describe(error) }, error)
  }
}

function readAddress(reader: FrameReader): string {
  try {
    return reader.text()
  } catch (error) {
    throw new RealtimeError('FRAME_ADDRESS', {}, error)
  }
}

function readMessage(reader: FrameReader, address: string): ClientMessage {
  const type = reader.uint()
  switch (type) {
    case messageType.sync:
      return readSync(reader, address)
    case messageType.awareness:
      return { type: 'awareness', address, update: reader.bytes() }
    case messageType.auth:
      return readAuth(reader, address)
    case messageType.queryAwareness:
      return { type: 'queryAwareness', address }
    case messageType.stateless:
      return { type: 'stateless', address, payload: reader.text() }
    case messageType.close:
      return { type: 'close', address }
    case messageType.syncReply:
    case messageType.broadcastStateless:
    case messageType.syncStatus:
    case messageType.ping:
    case messageType.pong:
      throw new RealtimeError('FRAME_FORBIDDEN', { type })
    default:
      throw new RealtimeError('FRAME_TYPE', { type })
  }
}

function readSync(reader: FrameReader, address: string): ClientMessage {
  const step = reader.uint()
  switch (step) {
    case syncType.step1:
      return { type: 'step1', address, stateVector: reader.bytes() }
    case syncType.step2:
      return { type: 'step2', address, update: reader.bytes() }
    case syncType.update:
      return { type: 'update', address, update: reader.bytes() }
    default:
      throw new RealtimeError('FRAME_TYPE', { type: `${messageType.sync}/${step}` })
  }
}

function readAuth(reader: FrameReader, address: string): ClientMessage {
  const kind = reader.uint()
  switch (kind) {
    case authType.token: {
      const token = reader.text()
      return { type: 'token', address, token, providerVersion: reader.left > 0 ? reader.text() : null }
    }
    case authType.permissionDenied:
    case authType.authenticated:
      throw new RealtimeError('FRAME_FORBIDDEN', { type: `${messageType.auth}/${kind}` })
    default:
      throw new RealtimeError('FRAME_TYPE', { type: `${messageType.auth}/${kind}` })
  }
}

/** One short line about what a reader threw. */
export const describe = (error: unknown): string => (error instanceof Error ? error.message : 'it cannot be read')
