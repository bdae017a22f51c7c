/** Names, and for each the names it depends on. Every name that is depended on is a key as well. */
export type DependencyGraph = ReadonlyMap<string, readonly string[]>

export type DependencyOrder =
  | { readonly kind: 'ordered'; readonly names: readonly string[] }
  /** The first name is repeated at the end: `a`, `b`, `a`. */
  | { readonly kind: 'circle'; readonly path: readonly string[] }

/**
 * Sorts names so that each comes after everything it depends on. The same graph always gives the same order, in whatever
 * sequence its names were added: what is free is in the order of the alphabet.
 */
export function dependencyOrder(graph: DependencyGraph): DependencyOrder {
  const done = new Set<string>()
  const path: string[] = []
  const visit = (name: string): readonly string[] | undefined => {
    if (done.has(name)) return undefined
    const start = path.indexOf(name)
    if (start >= 0) return [...path.slice(start), name]
    path.push(name)
    for (const dependency of (graph.get(name) ?? []).toSorted()) {
      const circle = visit(dependency)
      if (circle !== undefined) return circle
    }
    path.pop()
    done.add(name)
    return undefined
  }
  for (const name of [...graph.keys()].toSorted()) {
    const circle = visit(name)
    if (circle !== undefined) return { kind: 'circle', path: circle }
  }
  return { kind: 'ordered', names: [...done] }
}

/** The names that depend on `name` directly, in the order of the alphabet. */
export function dependents(graph: DependencyGraph, name: string): string[] {
  const names = [...graph].filter(([, dependencies]) => dependencies.includes(name)).map(([dependent]) => dependent)
  return names.toSorted()
}

/** The names from one that nobody depends on down to `name`: who needs it, as messages print it. */
export function pathTo(graph: DependencyGraph, name: string): string[] {
  const path = [name]
  for (;;) {
    const next = dependents(graph, path[0] ?? name).find((dependent) => !path.includes(dependent))
    if (next === undefined) return path
    path.unshift(next)
  }
}
