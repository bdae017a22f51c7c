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
 * @param most clients that it may name
 * @throws RealtimeError `STATE_VECTOR_MALFORMED`
 */
export function checkStateVector(stateVector: Uint8Array, most = Infinity): void {
  parseStateVector(stateVector, most)
}

/**
 * Reads a state vector in Yjs' V1 encoding.
 *
 * @param most clients that it may name
 * @returns the clock of each client: what it has of it ends there
 * @throws RealtimeError `STATE_VECTOR_MALFORMED`
 */
export function parseStateVector(stateVector: Uint8Array, most = Infinity): Map<number, number> {
  try {
    const reader = new FrameReader(stateVector)
    const clocks = new Map<number, number>()
    const count = reader.count(2)
    if (count > most) throw new RangeError(`it names more than ${most} clients`)
    for (let left = count; left > 0; left--) clocks.set(reader.uint(), reader.uint())
    reader.end()
    return clocks
  } catch (error) {
    throw new RealtimeError('STATE_VECTOR_MALFORMED', { problem: describe(error) }, error)
  }
}
