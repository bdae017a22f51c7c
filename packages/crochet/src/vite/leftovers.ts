import { serverKeys } from '../client-config/client-shapes.ts'
import type { Claims } from './claims.ts'
import type { Cut } from './cuts.ts'
import type { ModuleView } from './module-view.ts'
import { initialValue } from './names.ts'
import type { Problem } from './problems.ts'
import { isParameterPath, readValue } from './static-value.ts'
import { child, children, isFunction, keyOf, nameOf, unwrap, walk, type Node } from './syntax.ts'

/** Judges what is left of a module beside its configuration. */
export class Leftovers {
  readonly #view: ModuleView
  readonly #claims: Claims

  constructor(view: ModuleView, claims: Claims) {
    this.#view = view
    this.#claims = claims
  }

  /** Functions, classes, enums and data may stay; what would run code may not. */
  isHarmless(given: Node): boolean {
    const node = unwrap(given)
    if (isFunction(node) || node.type === 'TSEnumDeclaration' || isPlainClass(node)) return true
    if (node.type === 'ArrayExpression') return children(node, 'elements').every((one) => this.isHarmless(one))
    if (this.#claims.has(node) || readValue(node, this.#view).kind === 'plain') return true
    if (node.type === 'Identifier') return this.#isHarmlessName(node)
    if (node.type !== 'ObjectExpression') return isParameterPath(node, this.#view)
    return children(node, 'properties').every(
      (one) => one.type === 'Property' && keyOf(one) !== undefined && this.isHarmless(child(one, 'value') ?? one),
    )
  }

  #isHarmlessName(node: Node): boolean {
    const binding = this.#view.names.bindingOf(node)
    return binding !== undefined && initialValue(binding) !== undefined
  }

  /** Objects with keys of the server that nobody has recognised, and changes of objects. */
  problems(cuts: readonly Cut[], known: ReadonlySet<Node>): Problem[] {
    const found: Problem[] = []
    walk(this.#view.program, (node) => {
      if (cuts.some(({ start, end }) => start <= node.start && node.end <= end)) return
      if (node.type === 'ObjectExpression' && !known.has(node)) {
        const isOfServer = children(node, 'properties').some((one) => isTelling(keyOf(one)))
        if (isOfServer) found.push({ code: 'UNKNOWN_OBJECT', at: node.start })
      }
      if (isChange(node)) found.push({ code: 'CHANGE', at: node.start })
    })
    return found
  }
}

/** One that runs nothing where it is declared. */
function isPlainClass(node: Node): boolean {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return false
  const parts = [node, ...children(child(node, 'body') ?? node, 'body')]
  const isPassive = parts.every(
    (part) =>
      part.type !== 'StaticBlock' &&
      children(part, 'decorators').length === 0 &&
      (part['static'] !== true ||
        child(part, 'value')?.type === 'FunctionExpression' ||
        child(part, 'value') === undefined),
  )
  return isPassive && ['Identifier', undefined].includes(child(node, 'superClass')?.type)
}

/** `validate` alone has many meanings; `beforeChange` and the like have one. */
const isTelling = (key: string | undefined): boolean =>
  key !== undefined && key !== 'validate' && (serverKeys.has(key) || /^(?:before|after)[A-Z]/.test(key))

function isChange(node: Node): boolean {
  const target = child(node, node.type === 'CallExpression' ? 'callee' : 'left')
  if (target?.type !== 'MemberExpression') return false
  const property = nameOf(child(target, 'property'))
  if (node.type === 'AssignmentExpression') return isTelling(property)
  const object = nameOf(child(target, 'object'))
  return ['Object', 'Reflect'].includes(object) && /^(?:assign|define|setPrototypeOf)/.test(property)
}
