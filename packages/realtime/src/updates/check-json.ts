import type { FrameReader } from '../protocol/frame-reader.ts'

/** Yjs writes JSON recursively: a bound keeps the stack from running out when the document is encoded. */
const deepest = 64
/** Parsing takes time by the values that a text has, not by its length. */
const most = 100_000
/** A shorter text cannot be nested deeper. */
const longestUnchecked = 2 * deepest

const literals = new Set(['null', 'true', 'false', '""', '{}', '[]'])

/**
 * Walks a JSON text.
 *
 * @param besides a text that is accepted although it is no JSON
 * @throws RangeError or SyntaxError when it does not parse, is nested more than 64 deep, or has more than 100,000 values
 */
export function checkJson(reader: FrameReader, besides?: string): void {
  const text = reader.text()
  if (text === besides || literals.has(text)) return
  checkNesting(text)
  JSON.parse(text)
}

/** @throws RangeError when a JSON text is nested more than 64 deep, or has more than 100,000 values */
export function checkNesting(json: string): void {
  if (json.length <= longestUnchecked) return
  let depth = 0
  let values = 0
  for (let index = 0; index < json.length; index++) {
    switch (json[index]) {
      case '"':
        index = endOfString(json, index)
        break
      case '[':
      case '{':
        if (++depth > deepest) throw new RangeError('a value is nested too deep')
        if (++values > most) throw new RangeError('it has too many values')
        break
      case ']':
      case '}':
        depth--
        break
      case ',':
        if (++values > most) throw new RangeError('it has too many values')
        break
      default:
    }
  }
}

/** @param start where a string begins @returns where its closing quote stands, or the end of the text */
function endOfString(json: string, start: number): number {
  let from = start + 1
  for (;;) {
    const quote = json.indexOf('"', from)
    if (quote === -1) return json.length
    let escapes = quote
    while (json[escapes - 1] === '\\' && escapes > from) escapes--
    if ((quote - escapes) % 2 === 0) return quote
    from = quote + 1
  }
}
