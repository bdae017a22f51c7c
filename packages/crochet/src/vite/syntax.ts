/** A node of the syntax tree (ESTree with the nodes of TypeScript); `start` and `end` count UTF-16 units. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** The node at a key, if there is one. */
export function child(node: Node, key: string): Node | undefined {
  const found = node[key]
  return isNode(found) ? found : undefined
}

/** The nodes of the list at a key; holes of arrays are left out. */
export function children(node: Node, key: string): Node[] {
  const found = node[key]
  return Array.isArray(found) ? found.filter(isNode) : []
}

/** The nodes at several keys. */
export const childrenAt = (node: Node, ...keys: readonly string[]): Node[] =>
  keys.map((key) => child(node, key)).filter((found) => found !== undefined)

/** Every node directly below. */
export function everyChild(node: Node): Node[] {
  return Object.values(node).flatMap((value): Node[] =>
    isNode(value) ? [value] : Array.isArray(value) ? value.filter(isNode) : [],
  )
}

const wrappers = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'ParenthesizedExpression',
])

export const isWrapper = (node: Node): boolean => wrappers.has(node.type)

/** What is left without `as const`, `satisfies X`, `!` and parentheses. */
export function unwrap(node: Node): Node {
  let inner = node
  while (isWrapper(inner)) inner = child(inner, 'expression') ?? inner
  return inner
}

/** The name of a property, when it can be read: `a`, `'a'`, `['a']` and `` [`a`] ``. */
export function keyOf(property: Node): string | undefined {
  const key = child(property, 'key')
  if (key === undefined) return undefined
  if (key.type === 'Identifier' && property['computed'] !== true) return String(key['name'])
  return textOf(key)
}

/** A text or number that is written out. */
export function textOf(given: Node): string | undefined {
  const node = unwrap(given)
  if (node.type === 'Literal' && ['string', 'number'].includes(typeof node['value'])) return String(node['value'])
  if (node.type !== 'TemplateLiteral' || children(node, 'expressions').length > 0) return undefined
  const [quasi] = children(node, 'quasis')
  const cooked = (quasi?.['value'] as { cooked?: unknown } | undefined)?.cooked
  return typeof cooked === 'string' ? cooked : undefined
}

export const isFunction = ({ type }: Node): boolean =>
  type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'FunctionDeclaration'

export const nameOf = (identifier: Node | undefined): string => {
  const name = identifier?.['name'] ?? identifier?.['value']
  return typeof name === 'string' ? name : ''
}

/** Calls `visit` for every node, outer ones first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const inner of everyChild(node)) walk(inner, visit)
}

/** What a function may return, without what functions inside of it return. */
export function returned(fn: Node): Node[] {
  const body = child(fn, 'body')
  if (body === undefined) return []
  if (body.type !== 'BlockStatement') return [body]
  const found: Node[] = []
  const visit = (node: Node): void => {
    if (isFunction(node)) return
    const argument = node.type === 'ReturnStatement' ? child(node, 'argument') : undefined
    if (argument !== undefined) found.push(argument)
    for (const inner of everyChild(node)) visit(inner)
  }
  visit(body)
  return found
}
