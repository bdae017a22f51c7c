import { dependencyOrder, pathTo } from './dependency-order.ts'
import type { DependencyGraph } from './dependency-order.ts'
import { ModuleError } from './errors.ts'
import type { ModuleRecord } from './module-record.ts'
import { didYouMean } from './did-you-mean.ts'
import { moduleTitle } from './run-phase.ts'

/** What depends on what, among the modules that are switched on. */
export function dependencyGraph(records: ReadonlyMap<string, ModuleRecord>): DependencyGraph {
  const active = [...records.values()].filter((record) => record.state.kind !== 'disabled')
  return new Map(active.map((record) => [record.name, record.dependencies]))
}

/**
 * Checks the dependencies of all modules and puts the modules in order.
 *
 * @returns the names of the modules that are switched on, each after those it depends on
 * @throws ModuleError `MODULE_DEPENDENCY_MISSING`, `MODULE_DEPENDENCY_DISABLED`, `MODULE_DEPENDENCY_CYCLE`, each with the path
 */
export function orderModules(records: ReadonlyMap<string, ModuleRecord>): readonly string[] {
  const graph = dependencyGraph(records)
  for (const [name, dependencies] of graph) {
    for (const dependency of dependencies) checkDependency(records, graph, [name, dependency])
  }
  const order = dependencyOrder(graph)
  switch (order.kind) {
    case 'ordered':
      return order.names
    case 'circle': {
      const { path } = order
      const record = records.get(path[0] ?? '')
      const files = path.slice(1).map((name) => `${name} is ${records.get(name)?.where}`)
      const message = `Hook modules depend on each other in a circle: ${path.join(' → ')} (${files.join(', ')})`
      throw new ModuleError('MODULE_DEPENDENCY_CYCLE', message, { module: record?.name, file: record?.file, path })
    }
  }
}

function checkDependency(
  records: ReadonlyMap<string, ModuleRecord>,
  graph: DependencyGraph,
  [name, dependency]: readonly [string, string],
): void {
  const target = records.get(dependency)
  const record = records.get(name)
  if (record === undefined || (target !== undefined && target.state.kind !== 'disabled')) return
  const path = [...pathTo(graph, name), dependency]
  const details = { module: name, file: record.file, path }
  const shown = path.length > 2 ? ` (${path.join(' → ')})` : ''
  const depends = `${moduleTitle(record)} depends on "${dependency}"${shown}`
  if (target !== undefined) {
    throw new ModuleError('MODULE_DEPENDENCY_DISABLED', `${depends}, which is switched off (${target.where})`, details)
  }
  const guess = didYouMean(dependency, records.keys())
  throw new ModuleError('MODULE_DEPENDENCY_MISSING', `${depends}, which does not exist${guess}`, details)
}
