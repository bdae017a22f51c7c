import { RealtimeError } from '../errors.ts'
import { parseUpdate } from '../updates/parse-update.ts'
import { describe } from './decode.ts'
import { FrameReader } from './frame-reader.ts'

/**
 * Walks an update in Yjs' V1 encoding without building anything, so that what Yjs is given can be applied as a whole.
 *
 * @throws RealtimeError `UPDATE_MALFORMED`
 */
export function checkUpdate(update: Uint8Array): void {
  parseUpdate(update)
}

/**
 * Walks a state vector in Yjs' V1 encoding.
 *
 * @throws RealtimeError `STATE_VECTOR_MALFORMED`
 */
export function checkStateVector(stateVector: Uint8Array): void {
  parseStateVector(stateVector)
}

/**
 * Reads a state vector in Yjs' V1 encoding.
 *
 * @returns the clock of each client: what it has of it ends there
 * @throws RealtimeError `STATE_VECTOR_MALFORMED`
 */
export function parseStateVector(stateVector: Uint8Array): Map<number, number> {
  try {
    const reader = new FrameReader(stateVector)
    const clocks = new Map<number, number>()
    for (let clients = reader.count(2); clients > 0; clients--) clocks.set(reader.uint(), reader.uint())
    reader.end()
    return clocks
  } catch (error) {
    throw new RealtimeError('STATE_VECTOR_MALFORMED', { problem: describe(error) }, error)
  }
}
