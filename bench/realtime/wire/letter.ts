import { Writer } from './writer.ts'

/** Name of the shared text that everybody writes in. */
export const textName = 'text'

const string = 4
const hasOrigin = 0x80
const writer = new Writer()

/**
 * The update that Yjs (V1) makes when a client types one more letter at the end of what it has typed.
 *
 * @param client who types
 * @param clock letters that it has typed before
 * @returns bytes that the next call overwrites
 */
export function letterUpdate(client: number, clock: number): Uint8Array {
  writer.uint(1).uint(1).uint(client).uint(clock)
  if (clock === 0) writer.byte(string).uint(1).text(textName)
  else
    writer
      .byte(string | hasOrigin)
      .uint(client)
      .uint(clock - 1)
  return writer.text(letterAt(clock)).uint(0).take()
}

const letterAt = (clock: number): string => (clock % 6 === 5 ? ' ' : String.fromCharCode(97 + (clock % 26)))
