import type { FrameReader } from '../protocol/frame-reader.ts'

/** Yjs writes JSON recursively: a bound keeps the stack from running out when the document is encoded. */
const deepest = 64
/** A shorter text cannot be nested deeper. */
const longestUnchecked = 2 * deepest

const literals = new Set(['null', 'true', 'false', '""', '{}', '[]'])

/**
 * Walks a JSON text.
 *
 * @param besides a text that is accepted although it is no JSON
 * @throws RangeError or SyntaxError when it does not parse or is nested more than 64 deep
 */
export function checkJson(reader: FrameReader, besides?: string): void {
  const text = reader.text()
  if (text === besides || literals.has(text)) return
  JSON.parse(text)
  checkDepth(text)
}

/** @throws RangeError when a JSON text is nested more than 64 deep */
export function checkDepth(json: string): void {
  if (json.length <= longestUnchecked) return
  let depth = 0
  let quoted = false
  for (let index = 0; index < json.length; index++) {
    const character = json[index]
    if (quoted) {
      if (character === '\\') index++
      else if (character === '"') quoted = false
    } else if (character === '"') {
      quoted = true
    } else if (character === '[' || character === '{') {
      if (++depth > deepest) throw new RangeError('a value is nested too deep')
    } else if (character === ']' || character === '}') {
      depth--
    }
  }
}
