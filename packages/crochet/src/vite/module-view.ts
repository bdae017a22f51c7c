import { resolveNames, type Binding, type Names } from './names.ts'
import { child, children, nameOf, type Node } from './syntax.ts'

/** A module as the plugin reads it. */
export interface ModuleView {
  /** Path of the file. */
  readonly file: string
  readonly code: string
  readonly statements: readonly Node[]
  readonly program: Node
  readonly names: Names
}

export function viewModule(file: string, code: string, program: Node): ModuleView {
  return { file, code, program, statements: children(program, 'body'), names: resolveNames(program) }
}

/** A name of another module: `*` is all of it. */
export interface Imported {
  readonly source: string
  readonly name: string
  /** Only what stands at this key of it. */
  readonly property?: string
}

/** What is known of a name of another module. */
export type ExportInfo =
  /** Configuration, which is taken apart there. */
  | { readonly kind: 'config' }
  /** Literals: their text, and the keys of objects in it. */
  | { readonly kind: 'literal'; readonly text: string; readonly keys: readonly string[] }
  | { readonly kind: 'other' }

/** @returns `undefined` for what has not been looked at yet; it is, before the next try */
export type Lookup = (from: Imported) => ExportInfo | undefined

/** What an import stands for. */
export function importedBy(view: ModuleView, { node, kind }: Binding): Imported | undefined {
  if (kind !== 'import') return undefined
  const declaration = view.statements.find(({ start, end }) => start <= node.start && node.end <= end)
  const source = declaration === undefined ? undefined : child(declaration, 'source')
  if (source === undefined) return undefined
  const name =
    node.type === 'ImportDefaultSpecifier'
      ? 'default'
      : node.type === 'ImportNamespaceSpecifier'
        ? '*'
        : nameOf(child(node, 'imported'))
  return { source: nameOf(source), name }
}

/** `file:line:column` of a place, counted from 1. */
export function placeOf({ file, code }: ModuleView, at: number): string {
  const before = code.slice(0, at)
  const line = before.split('\n').length
  return `${file}:${line}:${at - (before.lastIndexOf('\n') + 1) + 1}`
}
