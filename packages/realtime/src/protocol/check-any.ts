import type { FrameReader } from './frame-reader.ts'

/** First byte of a value in lib0's `any` encoding. */
const tag = {
  undefined: 127,
  null: 126,
  integer: 125,
  float32: 124,
  float64: 123,
  bigint: 122,
  false: 121,
  true: 120,
  string: 119,
  object: 118,
  array: 117,
  bytes: 116,
}

/** lib0 reads nested values recursively: a bound keeps the stack from running out half way. */
const deepest = 64

/**
 * Walks a value in lib0's `any` encoding.
 *
 * @param expected `object` when nothing else will do
 * @throws RangeError when it does not decode or is nested more than 64 deep
 */
export function checkAny(reader: FrameReader, expected: 'anything' | 'object' = 'anything', depth = 0): void {
  if (depth > deepest) throw new RangeError('a value is nested too deep')
  const type = reader.byte()
  if (expected === 'object' && type !== tag.object) throw new RangeError('a value is not an object')
  switch (type) {
    case tag.undefined:
    case tag.null:
    case tag.false:
    case tag.true:
      return
    case tag.integer:
      return checkInteger(reader)
    case tag.float32:
      return reader.skip(4)
    case tag.float64:
    case tag.bigint:
      return reader.skip(8)
    case tag.string:
      return void reader.skipText()
    case tag.bytes:
      return reader.skipBytes()
    case tag.object:
      for (let keys = reader.count(2); keys > 0; keys--) {
        reader.skipText()
        checkAny(reader, 'anything', depth + 1)
      }
      return
    case tag.array:
      for (let values = reader.count(1); values > 0; values--) checkAny(reader, 'anything', depth + 1)
      return
    default:
      throw new RangeError(`there is no value of type ${type}`)
  }
}

/** A signed number: like an unsigned one, but with the sign in its first byte. lib0 fails on one that is too large. */
function checkInteger(reader: FrameReader): void {
  let bits = 6
  for (let byte = reader.byte(); byte >= 0x80; byte = reader.byte()) {
    bits += 7
    if (bits > 53) throw new RangeError('a number is too large')
  }
}
