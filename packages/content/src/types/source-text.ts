/** Pieces of TypeScript source. What goes into them was checked with the configuration, and is quoted all the same. */

const identifier = /^[A-Za-z_$][\w$]*$/

export const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

export const keyOf = (name: string): string => (identifier.test(name) ? name : quoted(name))

/** `A | B`, each once; what holds a function or a union of its own is not for here. */
export const unionOf = (types: readonly string[]): string => [...new Set(types)].join(' | ')

/** `T[]`, with parentheses where the type needs them. */
export const listOf = (type: string): string =>
  /^[\w.]+$/.test(type) || isOneObject(type) ? `${type}[]` : `(${type})[]`

/** An object type from its members, a line each. */
export function objectOf(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{\n${members.map(indented).join('\n')}\n}`
}

export const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

/** Whether a type is a single `{ … }`: its first brace closes with its last. */
function isOneObject(type: string): boolean {
  if (!type.startsWith('{')) return false
  let depth = 0
  for (const [at, character] of [...type].entries()) {
    if (character === '{') depth++
    if (character === '}' && --depth === 0) return at === [...type].length - 1
  }
  return false
}
