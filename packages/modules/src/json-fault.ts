/** Where JSON text stops being JSON: 1-based line and column, as editors count. */
export interface JsonPlace {
  readonly line: number
  readonly column: number
}

const blank = /[ \t\r\n]*/y
const scalar =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end' | 'nothing'

/**
 * Finds the first place where a text is not JSON (RFC 8259). `JSON.parse` knows it too, but does not always tell.
 *
 * @returns the end of the text when it is cut short; `undefined` when all of it is JSON
 */
export function findJsonFault(text: string): JsonPlace | undefined {
  const open: ('{' | '[')[] = []
  let expected: Expected = 'value'
  let at = 0
  const skip = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  for (;;) {
    skip(blank)
    const next = text[at]
    if (expected === 'nothing') return next === undefined ? undefined : placeOf(text, at)
    const after: Expected = open.length === 0 ? 'nothing' : 'comma or end'
    if ((next === '{' || next === '[') && expected.startsWith('value')) {
      open.push(next)
      expected = next === '{' ? 'key or }' : 'value or ]'
      at++
    } else if (next === '}' && open.at(-1) === '{' && (expected === 'key or }' || expected === 'comma or end')) {
      expected = close(open)
      at++
    } else if (next === ']' && open.at(-1) === '[' && (expected === 'value or ]' || expected === 'comma or end')) {
      expected = close(open)
      at++
    } else if (next === ',' && expected === 'comma or end') {
      expected = open.at(-1) === '{' ? 'key' : 'value'
      at++
    } else if (next === ':' && expected === 'colon') {
      expected = 'value'
      at++
    } else if (expected.startsWith('key') && next === '"' && skip(scalar) !== '') expected = 'colon'
    else if (expected.startsWith('value') && skip(scalar) !== '') expected = after
    else return placeOf(text, at)
  }
}

function close(open: ('{' | '[')[]): Expected {
  open.pop()
  return open.length === 0 ? 'nothing' : 'comma or end'
}

function placeOf(text: string, at: number): JsonPlace {
  const before = text.slice(0, at).split(/\r\n|\r|\n/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
