import { importedBy, type Imported, type ModuleView } from './module-view.ts'
import { initialValue } from './names.ts'
import { child, children, childrenAt, isFunction, keyOf, nameOf, unwrap, type Node } from './syntax.ts'

/** What can be said about a value without running anything. */
export type ValueKind =
  /** Scalars, and lists of them. */
  | 'plain'
  | 'object'
  /** A function or class. */
  | 'code'
  | 'unknown'

export interface ReadValue {
  readonly kind: ValueKind
  /** Names of other modules that it is made of. */
  readonly imports: readonly { readonly node: Node; readonly from: Imported }[]
}

const only = (kind: ValueKind): ReadValue => ({ kind, imports: [] })

/** Reads a value: literals, what is computed from literals, names of constants, parameters (whoever calls is looked at). */
export function readValue(given: Node, view: ModuleView, seen: ReadonlySet<Node> = new Set()): ReadValue {
  const node = unwrap(given)
  if (seen.has(node)) return only('unknown')
  const inside = new Set(seen).add(node)
  const all = (parts: readonly Node[]): ReadValue => {
    const read = parts.map((part) => readValue(part, view, inside))
    const kind = read.every((part) => part.kind === 'plain') ? 'plain' : 'unknown'
    return { kind, imports: read.flatMap(({ imports }) => imports) }
  }
  if (isFunction(node) || node.type === 'ClassExpression') return only('code')
  switch (node.type) {
    case 'Literal':
      return only(node['regex'] === undefined && node['bigint'] === undefined ? 'plain' : 'unknown')
    case 'TemplateLiteral':
      return all(children(node, 'expressions'))
    case 'ArrayExpression':
      return all(children(node, 'elements'))
    case 'UnaryExpression':
      return all(childrenAt(node, 'argument'))
    case 'BinaryExpression':
      return all(childrenAt(node, 'left', 'right'))
    case 'ConditionalExpression':
      return all(childrenAt(node, 'test', 'consequent', 'alternate'))
    case 'ObjectExpression':
      return only('object')
    case 'Identifier':
      return readName(node, view, inside)
    case 'MemberExpression':
      return readMember(node, view, inside)
    default:
      return only('unknown')
  }
}

function readName(node: Node, view: ModuleView, seen: ReadonlySet<Node>): ReadValue {
  const binding = view.names.bindingOf(node)
  if (binding === undefined) return only(nameOf(node) === 'undefined' ? 'plain' : 'unknown')
  if (binding.kind === 'parameter') return only('plain')
  if (binding.kind === 'class') return only('code')
  const from = importedBy(view, binding)
  if (from !== undefined) return { kind: 'plain', imports: [{ node, from }] }
  const value = initialValue(binding)
  return value === undefined ? only('unknown') : readValue(value, view, seen)
}

/** `LIMITS.title`, of a constant object, an enum, a parameter or another module. */
function readMember(node: Node, view: ModuleView, seen: ReadonlySet<Node>): ReadValue {
  const object = unwrap(child(node, 'object') ?? node)
  if (isParameterPath(node, view)) return only('plain')
  const binding = object.type === 'Identifier' ? view.names.bindingOf(object) : undefined
  if (binding === undefined || node['computed'] === true) return only('unknown')
  if (binding.kind === 'enum') return only('plain')
  const from = importedBy(view, binding)
  if (from !== undefined)
    return { kind: 'plain', imports: [{ node, from: memberOf(from, nameOf(child(node, 'property'))) }] }
  const value = initialValue(binding)
  // All of the object stays with the value, so all of it has to be data.
  if (value?.type !== 'ObjectExpression' || !isLiteral(value)) return only('unknown')
  const property = children(value, 'properties').findLast((one) => keyOf(one) === nameOf(child(node, 'property')))
  const found = property?.['kind'] === 'init' ? child(property, 'value') : undefined
  return found === undefined ? only('unknown') : readValue(found, view, seen)
}

const memberOf = (from: Imported, property: string): Imported =>
  from.name === '*' ? { source: from.source, name: property } : { ...from, property }

/** A parameter, or something in one: `options.fields`. */
export function isParameterPath(given: Node, view: ModuleView): boolean {
  const node = unwrap(given)
  if (node.type === 'Identifier') return view.names.bindingOf(node)?.kind === 'parameter'
  const object = child(node, 'object')
  return (
    node.type === 'MemberExpression' &&
    node['computed'] !== true &&
    object !== undefined &&
    isParameterPath(object, view)
  )
}

/** Made of literals alone, objects included: its text means the same anywhere. */
export function isLiteral(given: Node): boolean {
  const node = unwrap(given)
  switch (node.type) {
    case 'Literal':
      return node['regex'] === undefined
    case 'TemplateLiteral':
      return children(node, 'expressions').length === 0
    case 'UnaryExpression':
      return isLiteral(child(node, 'argument') ?? node)
    case 'ArrayExpression':
      return children(node, 'elements').every(isLiteral)
    case 'ObjectExpression':
      return children(node, 'properties').every(
        (one) =>
          one.type === 'Property' &&
          one['kind'] === 'init' &&
          keyOf(one) !== undefined &&
          isLiteral(child(one, 'value') ?? one),
      )
    default:
      return false
  }
}
