import { Claims } from './claims.ts'
import { keepOf, outermost, type Cut } from './cuts.ts'
import { exportsOf, type Exported } from './exports.ts'
import { Leftovers } from './leftovers.ts'
import { importedBy, type Lookup, type ModuleView } from './module-view.ts'
import type { Binding } from './names.ts'
import type { Problem, ProblemCode } from './problems.ts'
import type { Reducer } from './reduce.ts'
import { child, children, isFunction, nameOf, type Node } from './syntax.ts'

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
export function prune(view: ModuleView, reduced: Reducer, options: PruneOptions): Pruned {
  return new Pruner(view, reduced, options).prune()
}

export interface PruneOptions {
  readonly lookup: Lookup
  /** Nobody has said that the module holds configuration: what it runs may be what the page is about. */
  readonly guessed: boolean
}

class Pruner {
  readonly #view: ModuleView
  readonly #reduced: Reducer
  readonly #claims: Claims
  readonly #guessed: boolean
  readonly #cuts: Cut[]
  readonly #problems: Problem[]

  constructor(view: ModuleView, reduced: Reducer, { lookup, guessed }: PruneOptions) {
    this.#guessed = guessed
    this.#view = view
    this.#reduced = reduced
    this.#claims = new Claims(view, reduced.known, lookup)
    this.#cuts = [...reduced.cuts]
    this.#problems = [...reduced.problems]
  }

  prune(): Pruned {
    const exported = exportsOf(this.#view)
    const claimed = exported.filter(({ node }) => this.#claims.has(node))
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
    const leftovers = new Leftovers(this.#view, this.#claims)
    for (const one of kept) if (!claimed.includes(one)) this.#checkExport(one, leftovers)
    this.#checkImports(live)
    const names = new Set(kept.map(({ name }) => name))
    for (const statement of this.#view.statements) this.#statement(statement, { live, names })
    const cuts = outermost(this.#cuts)
    this.#problems.push(...leftovers.problems(cuts, this.#reduced.known))
    return {
      cuts,
      problems: this.#problems.filter(({ at }) => !cuts.some(({ start, end }) => start <= at && at < end)),
      claimed: new Set(claimed.map(({ name }) => name)),
    }
  }

  #checkExport({ node, binding }: Exported, leftovers: Leftovers): void {
    if (binding?.kind === 'import') return this.#refuse('REEXPORT', node)
    const value = node.type === 'VariableDeclarator' ? child(node, 'init') : node
    if (value === undefined || !leftovers.isHarmless(value)) this.#refuse('EXPORT', node)
  }

  /** On the client, configuration imports configuration and nothing else. */
  #checkImports(live: ReadonlySet<Binding>): void {
    for (const binding of live) {
      const from = importedBy(this.#view, binding)
      if (from === undefined || from.source === 'crochet' || this.#claims.isConfig(from)) continue
      const use = this.#view.names.uses.find((one) => one.binding === binding && !this.#isCut(one.node))
      this.#refuse('IMPORT', use?.node ?? binding.node)
    }
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
        else if (this.#holdsConfig(statement)) this.#refuse('STATEMENT', statement)
        else if (typeof statement['directive'] === 'string') return
        else if (this.#guessed) this.#refuse('GUESSED', statement)
        else this.#drop(statement)
    }
  }

  /** `module.exports = { … }` and the like. */
  #holdsConfig({ start, end }: Node): boolean {
    return [...this.#reduced.known].some((node) => start <= node.start && node.end <= end)
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
    if (!this.#claims.isConfig({ source: nameOf(child(statement, 'source')), name }))
      this.#refuse('REEXPORT', statement)
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

interface Kept {
  readonly live: ReadonlySet<Binding>
  readonly names: ReadonlySet<string>
}

/** Stands for no name at all. */
const nobody: Binding = { name: '', kind: 'variable', node: { type: '', start: 0, end: 0 }, top: false }
