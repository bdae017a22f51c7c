import { clientShapes, serverKeys, type ClientRule, type ShapeName } from '../client-config/client-shapes.ts'
import { keepOf, type Cut } from './cuts.ts'
import { isDefineConfig, looksLikeField } from './evidence.ts'
import { importedBy, type Imported, type Lookup, type ModuleView } from './module-view.ts'
import { initialValue } from './names.ts'
import type { Problem, ProblemCode } from './problems.ts'
import { isParameterPath, readValue } from './static-value.ts'
import { child, children, isFunction, keyOf, nameOf, returned, textOf, unwrap, type Node } from './syntax.ts'

interface Target {
  readonly shape: ShapeName
  readonly list: boolean
  /** The list may hold texts. */
  readonly values?: boolean
}

/** Reduces objects of configuration to what a browser may know, and follows names to where they are written out. */
export class Reducer {
  readonly cuts: Cut[] = []
  readonly problems: Problem[] = []
  /** Objects that have been reduced. */
  readonly known = new Set<Node>()
  /** Keys that nobody knows, removed from objects. */
  readonly unknownKeys: { readonly key: string; readonly at: number }[] = []
  readonly #view: ModuleView
  readonly #lookup: Lookup
  readonly #following = new Set<Node>()

  constructor(view: ModuleView, lookup: Lookup) {
    this.#view = view
    this.#lookup = lookup
  }

  reduce(given: Node, target: Target): void {
    const node = unwrap(given)
    if (this.known.has(node) || this.#following.has(node)) return
    this.#following.add(node)
    this.#reduce(node, target)
    this.#following.delete(node)
  }

  #reduce(node: Node, target: Target): void {
    if (isParameterPath(node, this.#view)) return
    if (isFunction(node)) return returned(node).forEach((value) => this.reduce(value, target))
    switch (node.type) {
      case 'ObjectExpression':
        return target.list ? this.#refuse('NOT_LITERAL', node) : this.#object(node, target.shape)
      case 'ArrayExpression':
        return target.list ? this.#list(node, target) : this.#refuse('NOT_LITERAL', node)
      case 'Identifier':
        return this.#name(node, target)
      case 'CallExpression':
        return this.#call(node, target)
      case 'ConditionalExpression':
        if (!this.#isPlain(child(node, 'test') ?? node)) this.#refuse('VALUE', node)
        for (const key of ['consequent', 'alternate']) this.reduce(child(node, key) ?? node, target)
        return
      default:
        if (node.type !== 'Literal' || node['value'] !== null) this.#refuse('NOT_LITERAL', node)
    }
  }

  #name(node: Node, target: Target): void {
    const binding = this.#view.names.bindingOf(node)
    if (binding === undefined && nameOf(node) === 'undefined') return
    const from = binding === undefined ? undefined : importedBy(this.#view, binding)
    if (from !== undefined) return this.#foreign(node, from, target)
    const value = binding === undefined ? undefined : initialValue(binding)
    if (value === undefined || isFunction(value)) return this.#refuse('NOT_LITERAL', node)
    this.reduce(value, target)
  }

  #foreign(node: Node, from: Imported, target: Target): void {
    const info = this.#lookup(from)
    if (info === undefined || info.kind === 'config') return
    // A list of choices is data, and stands where it is used from now on.
    const shape = clientShapes[target.shape]
    const isData = target.values === true && info.kind === 'literal' && info.keys.every((key) => shape.has(key))
    if (isData) this.cuts.push({ start: node.start, end: node.end, text: `(${info.text})` })
    else this.#refuse(target.values === true ? 'FOREIGN_VALUE' : 'FOREIGN', node)
  }

  #call(node: Node, target: Target): void {
    const callee = unwrap(child(node, 'callee') ?? node)
    const binding = callee.type === 'Identifier' ? this.#view.names.bindingOf(callee) : undefined
    const from = binding === undefined ? undefined : importedBy(this.#view, binding)
    const value = binding === undefined ? undefined : initialValue(binding)
    if (isDefineConfig(node, this.#view)) {
      return children(node, 'arguments').forEach((argument) => this.reduce(argument, { shape: 'config', list: false }))
    }
    if (from !== undefined) this.#foreign(callee, from, { shape: target.shape, list: target.list })
    else if (value !== undefined && isFunction(value)) this.reduce(value, target)
    else return this.#refuse('CALL', node)
    this.call(node)
  }

  /** What is passed to a function that makes configuration. */
  call(node: Node): void {
    this.known.add(node)
    for (const argument of children(node, 'arguments')) this.#argument(argument)
  }

  #list(node: Node, target: Target): void {
    const elements = children(node, 'elements')
    const shown = elements.filter((element) => !isHidden(element))
    for (const element of shown) {
      if (element.type === 'SpreadElement') this.reduce(child(element, 'argument') ?? element, target)
      else if (target.values !== true || !this.#isPlain(element))
        this.reduce(element, { shape: target.shape, list: false })
    }
    this.#keep(elements, shown, node)
  }

  #object(node: Node, shape: ShapeName): void {
    this.known.add(node)
    const properties = children(node, 'properties')
    this.#keep(
      properties,
      properties.filter((property) => this.#property(property, clientShapes[shape])),
      node,
    )
  }

  /** @returns whether the property stays */
  #property(property: Node, rules: ReadonlyMap<string, ClientRule>): boolean {
    const key = this.#key(property)
    if (key === undefined) return true
    const rule = rules.get(key)
    if (rule === undefined && !serverKeys.has(key)) this.unknownKeys.push({ key, at: property.start })
    const value = child(property, 'value')
    if (rule === undefined || value === undefined) return false
    switch (rule.holds) {
      case 'value':
        return this.#value(property, value, rule.loose === true)
      case 'flag':
        this.#flag(property, value)
        return true
      case 'object':
      case 'list':
        if (isFunction(unwrap(value))) return false
        this.#nested(property, value, rule)
        return true
    }
  }

  #nested(property: Node, value: Node, rule: ClientRule & { holds: 'object' | 'list' }): void {
    const before = this.cuts.length
    const list = rule.holds === 'list'
    this.reduce(value, { shape: rule.shape, list, values: list && rule.values === true })
    if (property['shorthand'] === true) this.#spellOut(property, before)
  }

  /** `{ options }` whose value is put in its place becomes `{ options: … }`. */
  #spellOut(property: Node, before: number): void {
    for (const [index, cut] of this.cuts.entries()) {
      if (index >= before && cut.start === property.start)
        this.cuts[index] = { ...cut, text: `${keyOf(property)}: ${cut.text}` }
    }
  }

  /** @returns its name; `undefined` after a problem, which is noted */
  #key(property: Node): string | undefined {
    if (property.type !== 'Property') return this.#refuse('SPREAD', property)
    const key = keyOf(property)
    if (key === undefined) return this.#refuse('COMPUTED_KEY', property)
    return property['kind'] === 'init' ? key : this.#refuse('ACCESSOR', property)
  }

  #flag(property: Node, value: Node): void {
    if (value.type === 'Literal' && typeof value['value'] === 'boolean') return
    this.cuts.push({ start: property.start, end: property.end, text: `${keyOf(property)}: true` })
  }

  /** @returns whether the value stays */
  #value(property: Node, value: Node, loose: boolean): boolean {
    const { kind, imports } = readValue(value, this.#view)
    if (kind === 'object' || kind === 'code' || (kind === 'unknown' && loose)) return false
    if (kind === 'unknown') this.#refuse('VALUE', value)
    const before = this.cuts.length
    for (const { node, from } of imports) {
      const info = this.#lookup(from)
      if (info === undefined) continue
      if (info.kind !== 'literal' || info.keys.length > 0) {
        if (loose) return this.#forget(before)
        this.#refuse('FOREIGN_VALUE', node)
      } else this.cuts.push({ start: node.start, end: node.end, text: `(${info.text})` })
    }
    if (property['shorthand'] === true) this.#spellOut(property, before)
    return true
  }

  #forget(before: number): false {
    this.cuts.length = before
    return false
  }

  /** It may end up in what the function makes. */
  #argument(given: Node): void {
    const node = unwrap(given)
    if (this.known.has(node) || isParameterPath(node, this.#view)) return
    if (node.type === 'ArrayExpression') return children(node, 'elements').forEach((element) => this.#argument(element))
    if (node.type === 'ObjectExpression') return this.#options(node)
    const { kind, imports } = readValue(node, this.#view)
    if (kind === 'plain') {
      const isKnown = imports.every(({ from }) => (this.#lookup(from)?.kind ?? 'config') === 'config')
      if (isKnown) return
      return void this.#value(node, node, false)
    }
    const binding = node.type === 'Identifier' ? this.#view.names.bindingOf(node) : undefined
    const value = binding === undefined ? undefined : initialValue(binding)
    if (kind !== 'object' || value === undefined) return this.#refuse('ARGUMENT', node)
    this.#argument(value)
  }

  #options(node: Node): void {
    if (looksLikeField(node)) return this.#object(node, 'field')
    this.known.add(node)
    const properties = children(node, 'properties')
    const kept = properties.filter((property) => {
      const key = this.#key(property)
      if (key === undefined) return true
      if (serverKeys.has(key)) return false
      const rule = clientShapes.collection.get(key) ?? clientShapes.field.get(key)
      const value = child(property, 'value') ?? property
      if (rule?.holds === 'object' || rule?.holds === 'list') this.#nested(property, value, rule)
      else if (rule?.holds === 'value') return this.#value(property, value, rule.loose === true)
      else this.#argument(value)
      return true
    })
    this.#keep(properties, kept, node)
  }

  #isPlain(node: Node): boolean {
    const { kind, imports } = readValue(node, this.#view)
    return kind === 'plain' && imports.length === 0
  }

  #keep(all: readonly Node[], kept: readonly Node[], { start, end }: Node): void {
    this.cuts.push(...keepOf(all, new Set(kept), { start: start + 1, end: end - 1 }))
  }

  #refuse(code: ProblemCode, { start }: Node): undefined {
    this.problems.push({ code, at: start })
  }
}

/** A field that is in no answer is nothing for a form. */
function isHidden(element: Node): boolean {
  const properties = children(unwrap(element), 'properties')
  const hidden = properties.find((property) => keyOf(property) === 'hidden')
  const value = hidden === undefined ? undefined : child(hidden, 'value')
  return value?.type === 'Literal' && value['value'] === true && textOf(value) === undefined
}
