import { serverKeys } from '../client-config/client-shapes.ts'
import { keepOf, outermost, type Cut } from './cuts.ts'
import { isDefineConfig } from './evidence.ts'
import { importedBy, type Imported, type Lookup, type ModuleView } from './module-view.ts'
import { initialValue, type Binding } from './names.ts'
import type { Problem, ProblemCode } from './problems.ts'
import type { Reducer } from './reduce.ts'
import { isParameterPath, readValue } from './static-value.ts'
import { child, children, isFunction, keyOf, nameOf, returned, unwrap, walk, type Node } from './syntax.ts'

/** What goes away with the properties that were removed, and what may not stay. */
export interface Pruned {
  /** All of them, none inside of another. */
  readonly cuts: readonly Cut[]
  readonly problems: readonly Problem[]
  /** Exports that are configuration. */
  readonly claimed: ReadonlySet<string>
}

/**
 * Drops imports and declarations that nothing of what is left uses, until there are none; and exports that only removed code
 * uses. What a module does besides declaring is the server's: side-effect imports and statements go.
 */
export function prune(view: ModuleView, reduced: Reducer, lookup: Lookup): Pruned {
  return new Pruner(view, reduced, lookup).prune()
}

class Pruner {
  readonly #view: ModuleView
  readonly #reduced: Reducer
  readonly #lookup: Lookup
  readonly #cuts: Cut[]
  readonly #problems: Problem[]

  constructor(view: ModuleView, reduced: Reducer, lookup: Lookup) {
    this.#view = view
    this.#reduced = reduced
    this.#lookup = lookup
    this.#cuts = [...reduced.cuts]
    this.#problems = [...reduced.problems]
  }

  prune(): Pruned {
    const exported = this.#exports()
    const claimed = exported.filter(({ node }) => this.#isClaimed(node))
    const removedUses = this.#view.names.uses.filter(({ node }) => this.#isCut(node)).map(({ binding }) => binding)
    const ofServer = this.#closure(removedUses)
    const ofConfig = this.#closure(claimed.flatMap(({ node }) => this.#usesIn(node)))
    const kept = exported.filter(
      (one) =>
        claimed.includes(one) || one.binding === undefined || !ofServer.has(one.binding) || ofConfig.has(one.binding),
    )
    const live = this.#closure(
      kept.flatMap(({ node, binding }) => [...(binding ? [binding] : []), ...this.#usesIn(node)]),
    )
    for (const one of kept) if (!claimed.includes(one)) this.#checkExport(one.node)
    const names = new Set(kept.map(({ name }) => name))
    for (const statement of this.#view.statements) this.#statement(statement, { live, names })
    const cuts = outermost(this.#cuts)
    this.#checkRest(cuts)
    return {
      cuts,
      problems: this.#problems.filter(({ at }) => !cuts.some(({ start, end }) => start <= at && at < end)),
      claimed: new Set(claimed.map(({ name }) => name)),
    }
  }

  #exports(): Exported[] {
    return this.#view.statements.flatMap((statement): Exported[] => {
      const declaration = child(statement, 'declaration')
      if (statement.type === 'ExportDefaultDeclaration' && declaration !== undefined) {
        const inner = unwrap(declaration)
        const binding = inner.type === 'Identifier' ? this.#view.names.bindingOf(inner) : undefined
        return [{ name: 'default', node: declaration, binding }]
      }
      if (statement.type !== 'ExportNamedDeclaration' || child(statement, 'source') !== undefined) return []
      const top = this.#view.names.top
      const declared = [...top.values()].filter(
        ({ node, kind }) => declaration !== undefined && kind !== 'import' && isInside(node, declaration),
      )
      const listed = children(statement, 'specifiers').flatMap((specifier) => {
        const binding = top.get(nameOf(child(specifier, 'local')))
        return binding === undefined ? [] : [{ name: nameOf(child(specifier, 'exported')), binding }]
      })
      return [...declared.map((binding) => ({ name: binding.name, binding })), ...listed].map((one) => ({
        ...one,
        node: one.binding.node,
      }))
    })
  }

  /** Whether all of a value is configuration that has been reduced, here or where it comes from. */
  #isClaimed(given: Node, seen: ReadonlySet<Node> = new Set()): boolean {
    const node = unwrap(given)
    if (seen.has(node)) return true
    const inside = new Set(seen).add(node)
    const all = (nodes: readonly Node[]): boolean =>
      nodes.length > 0 && nodes.every((one) => this.#isClaimed(one, inside))
    if (this.#reduced.known.has(node)) return true
    if (isFunction(node)) return all(returned(node))
    switch (node.type) {
      case 'VariableDeclarator':
        return all(
          [child(node, 'id')?.type === 'Identifier' ? (child(node, 'init') ?? node) : node].filter(
            (one) => one !== node,
          ),
        )
      case 'ArrayExpression':
        return all(children(node, 'elements'))
      case 'SpreadElement':
        return all(children({ ...node, parts: [node['argument']] }, 'parts'))
      case 'ConditionalExpression':
        return all(children({ ...node, parts: [node['consequent'], node['alternate']] }, 'parts'))
      case 'CallExpression':
        if (isDefineConfig(node, this.#view)) return all(children(node, 'arguments'))
        return all(children({ ...node, parts: [node['callee']] }, 'parts'))
      case 'Identifier': {
        const binding = this.#view.names.bindingOf(node)
        return binding !== undefined && this.#isClaimedName(binding, inside)
      }
      default:
        return false
    }
  }

  #isClaimedName(binding: Binding, seen: ReadonlySet<Node>): boolean {
    const from = importedBy(this.#view, binding)
    if (from !== undefined) return this.#isConfig(from)
    const value = initialValue(binding)
    return value !== undefined && this.#isClaimed(value, seen)
  }

  #isConfig(from: Imported): boolean {
    return (this.#lookup(from)?.kind ?? 'config') === 'config'
  }

  /** Functions, classes, enums and data may stay; what would run code may not. */
  #checkExport(node: Node): void {
    const value = node.type === 'VariableDeclarator' ? child(node, 'init') : node
    if (value === undefined || !this.#isHarmless(value)) this.#refuse('EXPORT', node)
  }

  #isHarmless(given: Node): boolean {
    const node = unwrap(given)
    if (isFunction(node) || node.type.startsWith('Class') || node.type === 'TSEnumDeclaration') return true
    if (node.type.startsWith('Import') || node.type.startsWith('TS')) return true
    if (node.type === 'ArrayExpression') return children(node, 'elements').every((one) => this.#isHarmless(one))
    if (this.#isClaimed(node) || readValue(node, this.#view).kind === 'plain') return true
    if (node.type === 'Identifier') return initialValue(this.#view.names.bindingOf(node) ?? nobody) !== undefined
    if (node.type !== 'ObjectExpression') return isParameterPath(node, this.#view)
    return children(node, 'properties').every(
      (one) => one.type === 'Property' && keyOf(one) !== undefined && this.#isHarmless(child(one, 'value') ?? one),
    )
  }

  #statement(statement: Node, { live, names }: Kept): void {
    const isLive = (specifier: Node): boolean =>
      live.has(this.#view.names.top.get(nameOf(child(specifier, 'local'))) ?? nobody)
    switch (statement.type) {
      case 'ImportDeclaration':
        return this.#import(statement, isLive)
      case 'ExportAllDeclaration':
        if (statement['exportKind'] === 'type') return
        return this.#checkReexport(statement, '*')
      case 'ExportDefaultDeclaration':
        return names.has('default') ? undefined : this.#drop(statement)
      case 'ExportNamedDeclaration':
        return this.#exportNamed(statement, { live, names })
      case 'VariableDeclaration':
        return this.#declarations(statement, statement, live)
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'TSEnumDeclaration':
        return live.has(this.#view.names.top.get(nameOf(child(statement, 'id'))) ?? nobody)
          ? undefined
          : this.#drop(statement)
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
      case 'TSDeclareFunction':
      case 'EmptyStatement':
        return
      case 'TSModuleDeclaration':
        return statement['declare'] === true ? undefined : this.#refuse('STATEMENT', statement)
      case 'TSExportAssignment':
      case 'TSImportEqualsDeclaration':
      case 'TSNamespaceExportDeclaration':
        return this.#refuse('STATEMENT', statement)
      default:
        // What a module does besides declaring is for the server; but it must not change what stays.
        if (this.#usesIn(statement).some((binding) => live.has(binding))) this.#refuse('CHANGE', statement)
        else if (typeof statement['directive'] !== 'string') this.#drop(statement)
    }
  }

  #import(statement: Node, isLive: (specifier: Node) => boolean): void {
    if (statement['importKind'] === 'type') return
    const specifiers = children(statement, 'specifiers')
    const kept = specifiers.filter((one) => one['importKind'] !== 'type' && isLive(one))
    if (kept.length === 0) return this.#drop(statement)
    if (kept.length === specifiers.length) return
    const text = (node: Node | undefined): string =>
      node === undefined ? '' : this.#view.code.slice(node.start, node.end)
    const named = kept.filter(({ type }) => type === 'ImportSpecifier').map(text)
    const others = kept.filter(({ type }) => type !== 'ImportSpecifier').map(text)
    const clause = [...others, ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : [])].join(', ')
    const source = this.#view.code.slice(child(statement, 'source')?.start, statement.end)
    this.#cuts.push({ start: statement.start, end: statement.end, text: `import ${clause} from ${source}` })
  }

  #exportNamed(statement: Node, { live, names }: Kept): void {
    if (statement['exportKind'] === 'type') return
    const declaration = child(statement, 'declaration')
    const specifiers = children(statement, 'specifiers').filter((one) => one['exportKind'] !== 'type')
    if (child(statement, 'source') !== undefined) {
      for (const specifier of specifiers) this.#checkReexport(statement, nameOf(child(specifier, 'local')))
    } else if (declaration?.type === 'VariableDeclaration') this.#declarations(statement, declaration, live)
    else if (declaration !== undefined) this.#statementOf(declaration, statement, live)
    else {
      const kept = new Set(specifiers.filter((one) => names.has(nameOf(child(one, 'exported')))))
      if (kept.size === 0) return this.#drop(statement)
      const open = this.#view.code.indexOf('{', statement.start)
      const close = this.#view.code.indexOf('}', specifiers.at(-1)?.end)
      this.#cuts.push(...keepOf(specifiers, kept, { start: open + 1, end: close }))
    }
  }

  #statementOf(declaration: Node, statement: Node, live: ReadonlySet<Binding>): void {
    const binding = this.#view.names.top.get(nameOf(child(declaration, 'id')))
    const isCode = isFunction(declaration) || ['ClassDeclaration', 'TSEnumDeclaration'].includes(declaration.type)
    if (isCode && !live.has(binding ?? nobody)) this.#drop(statement)
    if (declaration.type === 'TSModuleDeclaration' && declaration['declare'] !== true)
      this.#refuse('STATEMENT', statement)
  }

  #declarations(statement: Node, declaration: Node, live: ReadonlySet<Binding>): void {
    const declarators = children(declaration, 'declarations')
    const kept = new Set(declarators.filter((one) => [...live].some(({ node }) => node === one)))
    if (kept.size === 0) return this.#drop(statement)
    const [first, last] = [declarators[0], declarators.at(-1)]
    // After `const`, one space is left for the first that stays.
    if (first !== undefined && last !== undefined)
      this.#cuts.push(...keepOf(declarators, kept, { start: first.start, end: last.end }))
  }

  #checkReexport(statement: Node, name: string): void {
    if (!this.#isConfig({ source: nameOf(child(statement, 'source')), name })) this.#refuse('REEXPORT', statement)
  }

  /** In what stays: objects with keys of the server that nobody has recognised, and changes of objects. */
  #checkRest(cuts: readonly Cut[]): void {
    const visit = (node: Node): void => {
      if (cuts.some(({ start, end }) => start <= node.start && node.end <= end)) return
      if (node.type === 'ObjectExpression' && !this.#reduced.known.has(node)) {
        const isOfServer = children(node, 'properties').some((one) => isTelling(keyOf(one)))
        if (isOfServer) this.#refuse('UNKNOWN_OBJECT', node)
      }
      if (node.type === 'AssignmentExpression' || node.type === 'CallExpression') {
        const target = child(node, node.type === 'CallExpression' ? 'callee' : 'left')
        if (target?.type === 'MemberExpression' && isChange(node, target)) this.#refuse('CHANGE', node)
      }
    }
    walk(this.#view.program, visit)
  }

  /** With the comment before it, which may speak of what goes. */
  #drop(statement: Node): void {
    const index = this.#view.statements.indexOf(statement)
    const start = this.#view.statements[index - 1]?.end ?? 0
    this.#cuts.push({ start, end: statement.end, text: '' })
  }

  #closure(first: Iterable<Binding>): Set<Binding> {
    const found = new Set<Binding>()
    const todo = [...first]
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (!next.top || found.has(next)) continue
      found.add(next)
      todo.push(...this.#usesIn(next.node, this.#isCut(next.node)))
    }
    return found
  }

  #usesIn({ start, end }: Node, isRemoved = false): Binding[] {
    return this.#view.names.uses
      .filter(
        ({ node, binding }) =>
          binding.top && start <= node.start && node.end <= end && (isRemoved || !this.#isCut(node)),
      )
      .map(({ binding }) => binding)
  }

  #isCut(node: Node): boolean {
    return this.#reduced.cuts.some(({ start, end }) => start <= node.start && node.end <= end)
  }

  #refuse(code: ProblemCode, { start }: Node): void {
    this.#problems.push({ code, at: start })
  }
}

interface Exported {
  readonly name: string
  readonly node: Node
  readonly binding: Binding | undefined
}

interface Kept {
  readonly live: ReadonlySet<Binding>
  readonly names: ReadonlySet<string>
}

/** Stands for no name at all. */
const nobody: Binding = { name: '', kind: 'variable', node: { type: '', start: 0, end: 0 }, top: false }

const isInside = (node: Node, outer: Node): boolean => outer.start <= node.start && node.end <= outer.end
/** `validate` alone has many meanings. */
const isTelling = (key: string | undefined): boolean => key !== undefined && key !== 'validate' && serverKeys.has(key)

function isChange(node: Node, target: Node): boolean {
  const property = nameOf(child(target, 'property'))
  if (node.type === 'AssignmentExpression') return isTelling(property)
  const object = nameOf(child(target, 'object'))
  return ['Object', 'Reflect'].includes(object) && /^(assign|define|setPrototypeOf)/.test(property)
}
