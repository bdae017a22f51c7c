import type { ModuleView } from './module-view.ts'
import type { Binding } from './names.ts'
import { child, children, nameOf, unwrap, type Node } from './syntax.ts'

/** Something that a module exports itself: what `export … from` passes on is not here. */
export interface Exported {
  readonly name: string
  /** Where it is declared; of a default export the value. */
  readonly node: Node
  readonly binding: Binding | undefined
}

export function exportsOf({ statements, names }: ModuleView): Exported[] {
  return statements.flatMap((statement): Exported[] => {
    const declaration = child(statement, 'declaration')
    if (statement.type === 'ExportDefaultDeclaration' && declaration !== undefined) {
      const inner = unwrap(declaration)
      const binding = inner.type === 'Identifier' ? names.bindingOf(inner) : undefined
      return [{ name: 'default', node: declaration, binding }]
    }
    if (statement.type !== 'ExportNamedDeclaration' || child(statement, 'source') !== undefined) return []
    const { top } = names
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

const isInside = (node: Node, outer: Node): boolean => outer.start <= node.start && node.end <= outer.end
