import type { Encoded } from '../rows/encode.ts'

/** Order of two texts by their UTF-8 bytes, as SQLite has it; JavaScript's own order differs beyond U+D7FF. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Order of two values of one column: no value first, then numbers by size, then text. */
export function compareEncoded(a: Encoded, b: Encoded): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1
  return typeof b === 'number' ? 1 : compareText(a, b)
}
