import { analyse, type Analysis, type ModuleRole } from './analysis.ts'
import { importedBy, viewModule, type ExportInfo, type Imported, type ModuleView } from './module-view.ts'
import { isLiteral } from './static-value.ts'
import { child, children, keyOf, nameOf, unwrap, walk, type Node } from './syntax.ts'

/** What the build tool can do. */
export interface Host {
  /** @returns path of the file that a module imports; `undefined` for what is no file */
  resolve(source: string, importer: string): Promise<string | undefined>
  read(file: string): Promise<string>
  parse(code: string, file: string): Node
  /** @returns `undefined` for a module that is left alone */
  roleOf(file: string): ModuleRole | undefined
}

export interface Stripped {
  readonly view: ModuleView
  readonly analysis: Analysis
}

const other: ExportInfo = { kind: 'other' }

/** The modules of a project, as far as configuration leads from one to the other. */
export class Modules {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /**
   * Analyses a module. What it takes from others is looked up there, until nothing new is asked for.
   *
   * @param via files on the way here: what comes back to one of them is not known yet
   * @returns `undefined` for a module without configuration
   */
  async analyse(file: string, via: readonly string[] = []): Promise<Stripped | undefined> {
    const role = this.#host.roleOf(file)
    if (role === undefined) return undefined
    const view = await this.#view(file)
    const known = new Map<string, ExportInfo>()
    for (;;) {
      const wanted = new Map<string, Imported>()
      const analysis = analyse(view, role, (from) => {
        const key = JSON.stringify([from.source, from.name, from.property])
        const info = known.get(key)
        if (info === undefined) wanted.set(key, from)
        return info
      })
      if (analysis === undefined) return undefined
      if (wanted.size === 0) return { view, analysis }
      for (const [key, from] of wanted) known.set(key, await this.#info(from, file, [...via, file]))
    }
  }

  async #view(file: string): Promise<ModuleView> {
    const code = await this.#host.read(file)
    return viewModule(file, code, this.#host.parse(code, file))
  }

  /** What an import of `importer` is. */
  async #info(from: Imported, importer: string, via: readonly string[]): Promise<ExportInfo> {
    const file = await this.#host.resolve(from.source, importer)
    if (file === undefined || via.includes(file)) return other
    const stripped = await this.analyse(file, via)
    if (from.name === '*') return stripped === undefined ? other : { kind: 'config' }
    if (stripped?.analysis.claimed.has(from.name) && from.property === undefined) return { kind: 'config' }
    const view = stripped?.view ?? (await this.#view(file))
    return this.#exported(view, from, [...via, file])
  }

  /** What a module without configuration, or besides it, exports under a name. */
  async #exported(view: ModuleView, from: Imported, via: readonly string[]): Promise<ExportInfo> {
    for (const statement of view.statements) {
      const source = child(statement, 'source')
      if (statement.type === 'ExportDefaultDeclaration' && from.name === 'default') {
        return this.#value(view, child(statement, 'declaration'), { from, via })
      }
      if (statement.type !== 'ExportNamedDeclaration') continue
      const declarators = children(child(statement, 'declaration') ?? statement, 'declarations')
      const declared = declarators.find((one) => nameOf(child(one, 'id')) === from.name)
      if (declared !== undefined) {
        const isConst = child(statement, 'declaration')?.['kind'] === 'const'
        return isConst ? literal(view, child(declared, 'init'), from) : other
      }
      const listed = children(statement, 'specifiers').find((one) => nameOf(child(one, 'exported')) === from.name)
      if (listed === undefined) continue
      const local = child(listed, 'local')
      if (source === undefined) return this.#value(view, local, { from, via })
      return this.#info({ ...from, source: nameOf(source), name: nameOf(local) }, view.file, via)
    }
    return this.#starred(view, from, via)
  }

  /** A value, or the name of one that is declared or imported in the same module. */
  async #value(
    view: ModuleView,
    node: Node | undefined,
    { from, via }: { from: Imported; via: readonly string[] },
  ): Promise<ExportInfo> {
    const binding = node?.type === 'Identifier' ? view.names.top.get(nameOf(node)) : undefined
    if (binding === undefined) return literal(view, node, from)
    const origin = importedBy(view, binding)
    if (origin !== undefined) return this.#info({ ...from, ...origin }, view.file, via)
    return binding.kind === 'const' ? literal(view, child(binding.node, 'init'), from) : other
  }

  async #starred(view: ModuleView, from: Imported, via: readonly string[]): Promise<ExportInfo> {
    for (const statement of view.statements) {
      if (statement.type !== 'ExportAllDeclaration' || child(statement, 'exported') !== undefined) continue
      const info = await this.#info({ ...from, source: nameOf(child(statement, 'source')) }, view.file, via)
      if (info.kind !== 'other') return info
    }
    return other
  }
}

function literal(view: ModuleView, given: Node | undefined, { property }: Imported): ExportInfo {
  let node = given === undefined ? undefined : unwrap(given)
  if (property !== undefined && node !== undefined) {
    const found = children(node, 'properties').findLast((one) => keyOf(one) === property)
    node = found?.['kind'] === 'init' ? unwrap(child(found, 'value') ?? found) : undefined
  }
  if (node === undefined || !isLiteral(node)) return other
  const keys: string[] = []
  walk(node, (inner) => void (inner.type === 'Property' && keys.push(keyOf(inner) ?? '')))
  return { kind: 'literal', text: view.code.slice(node.start, node.end), keys }
}
