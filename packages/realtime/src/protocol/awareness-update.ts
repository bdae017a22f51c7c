import { RealtimeError } from '../errors.ts'
import { uintSize, writeUint } from '../updates/byte-writer.ts'
import { checkNesting } from '../updates/check-json.ts'
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
  const entries = readAwarenessUpdate(update)
  checkStates(entries)
  return entries
}

/**
 * Reads an awareness update, but does not look into the states: see `checkStates`.
 *
 * @param most clients that it may speak of
 * @throws RealtimeError `AWARENESS_MALFORMED`, `AWARENESS_LIMIT`
 */
export function readAwarenessUpdate(update: Uint8Array, most = Infinity): AwarenessEntry[] {
  const entries: AwarenessEntry[] = []
  try {
    const reader = new FrameReader(update)
    let clients = reader.count(3)
    if (clients > most) throw new RealtimeError('AWARENESS_LIMIT', { what: 'clients at once', limit: most })
    for (; clients > 0; clients--) {
      entries.push({ client: reader.uint(), clock: reader.uint(), state: reader.text() })
    }
    reader.end()
  } catch (error) {
    if (error instanceof RealtimeError) throw error
    throw malformed(error)
  }
  return entries
}

/** @throws RealtimeError `AWARENESS_MALFORMED` when a state is not the JSON of an object or null, or is nested too deep */
export function checkStates(entries: readonly AwarenessEntry[]): void {
  try {
    for (const { state } of entries) {
      if (typeof JSON.parse(state) !== 'object') throw new RangeError('a state is neither an object nor null')
      checkNesting(state)
    }
  } catch (error) {
    throw malformed(error)
  }
}

const malformed = (error: unknown): RealtimeError =>
  new RealtimeError('AWARENESS_MALFORMED', { problem: describe(error) }, error)

export function encodeAwarenessUpdate(entries: readonly AwarenessEntry[]): Uint8Array {
  const sizes = entries.map(({ state }) => Buffer.byteLength(state))
  let size = uintSize(entries.length)
  for (const [index, { client, clock }] of entries.entries()) {
    const bytes = Number(sizes[index])
    size += uintSize(client) + uintSize(clock) + uintSize(bytes) + bytes
  }
  const update = Buffer.from(new ArrayBuffer(size))
  let at = writeUint(update, 0, entries.length)
  for (const [index, { client, clock, state }] of entries.entries()) {
    at = writeUint(update, at, client)
    at = writeUint(update, at, clock)
    at = writeUint(update, at, Number(sizes[index]))
    at += update.write(state, at)
  }
  return new Uint8Array(update.buffer)
}
