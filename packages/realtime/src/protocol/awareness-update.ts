import * as encoding from 'lib0/encoding'
import { RealtimeError } from '../errors.ts'
import { describe } from './decode.ts'
import { FrameReader } from './frame-reader.ts'

/** What one client says of itself. */
export interface AwarenessEntry {
  readonly client: number
  /** Grows with each change; an older statement does not replace a newer one. */
  readonly clock: number
  /** The state as JSON text; `null` when the client has left. */
  readonly state: string
}

/** The state of a client that has left. */
export const absent = 'null'

/**
 * Reads an awareness update of y-protocols.
 *
 * @throws RealtimeError `AWARENESS_MALFORMED`
 */
export function decodeAwarenessUpdate(update: Uint8Array): AwarenessEntry[] {
  try {
    const reader = new FrameReader(update)
    const entries: AwarenessEntry[] = []
    for (let clients = reader.count(3); clients > 0; clients--) {
      const entry = { client: reader.uint(), clock: reader.uint(), state: reader.text() }
      checkState(entry.state)
      entries.push(entry)
    }
    reader.end()
    return entries
  } catch (error) {
    throw new RealtimeError('AWARENESS_MALFORMED', { problem: describe(error) }, error)
  }
}

export function encodeAwarenessUpdate(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return encoding.toUint8Array(encoder)
}

function checkState(state: string): void {
  const value: unknown = JSON.parse(state)
  if (typeof value !== 'object') throw new RangeError('a state is neither an object nor null')
}
