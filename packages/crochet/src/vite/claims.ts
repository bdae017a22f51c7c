import { isDefineConfig } from './evidence.ts'
import { importedBy, type Imported, type Lookup, type ModuleView } from './module-view.ts'
import { initialValue, type Binding } from './names.ts'
import { child, children, childrenAt, isFunction, nameOf, returned, unwrap, type Node } from './syntax.ts'

/** Knows which values are configuration that has been taken apart, here or where they come from. */
export class Claims {
  readonly #view: ModuleView
  readonly #known: ReadonlySet<Node>
  readonly #lookup: Lookup

  constructor(view: ModuleView, known: ReadonlySet<Node>, lookup: Lookup) {
    this.#view = view
    this.#known = known
    this.#lookup = lookup
  }

  /** Whether all of a value is configuration that has been reduced, here or where it comes from. */
  has(given: Node, seen: ReadonlySet<Node> = new Set()): boolean {
    const node = unwrap(given)
    if (seen.has(node)) return true
    const inside = new Set(seen).add(node)
    const all = (nodes: readonly Node[]): boolean => nodes.length > 0 && nodes.every((one) => this.has(one, inside))
    if (this.#known.has(node)) return true
    if (isFunction(node)) return all(returned(node))
    switch (node.type) {
      case 'VariableDeclarator':
        return child(node, 'id')?.type === 'Identifier' && all(childrenAt(node, 'init'))
      case 'ArrayExpression':
        return all(children(node, 'elements'))
      case 'SpreadElement':
        return all(childrenAt(node, 'argument'))
      case 'ConditionalExpression':
        return all(childrenAt(node, 'consequent', 'alternate'))
      case 'CallExpression':
        return isDefineConfig(node, this.#view) && all(children(node, 'arguments'))
      case 'ImportSpecifier':
      case 'ImportDefaultSpecifier':
      case 'ImportNamespaceSpecifier': {
        const binding = this.#view.names.top.get(nameOf(child(node, 'local')))
        return binding !== undefined && this.#hasName(binding, inside)
      }
      case 'Identifier': {
        const binding = this.#view.names.bindingOf(node)
        return binding !== undefined && this.#hasName(binding, inside)
      }
      default:
        return false
    }
  }

  #hasName(binding: Binding, seen: ReadonlySet<Node>): boolean {
    const from = importedBy(this.#view, binding)
    if (from !== undefined) return this.isConfig(from)
    const value = initialValue(binding)
    return value !== undefined && this.has(value, seen)
  }

  isConfig(from: Imported): boolean {
    return (this.#lookup(from)?.kind ?? 'config') === 'config'
  }
}
