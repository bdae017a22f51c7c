import { dependencyOrder, pathTo } from './dependency-order.ts'
import type { DependencyGraph } from './dependency-order.ts'
import { ModuleError } from './errors.ts'
import { isOn } from './module-record.ts'
import type { ModuleRecord } from './module-record.ts'
import { didYouMean } from './did-you-mean.ts'
import { moduleTitle } from './run-phase.ts'

type Records = ReadonlyMap<string, ModuleRecord>

/** What depends on what, among the modules that are switched on. */
export function dependencyGraph(records: Records): DependencyGraph {
  const active = [...records.values()].filter(isOn)
  return new Map(active.map((record) => [record.name, record.dependencies]))
}

/** What waits for what: dependencies, and what `load` of the settings puts in order. */
export function waitingGraph(records: Records): DependencyGraph {
  const active = [...records.values()].filter(isOn)
  return new Map(active.map((record) => [record.name, [...record.dependencies, ...record.pins]]))
}

/** Modules that cannot be started because of what they depend on. */
export interface DependencyFault {
  readonly modules: readonly string[]
  /** `MODULE_DEPENDENCY_MISSING`, `_DISABLED`, `_BROKEN` or `_CYCLE`, with the path. */
  readonly error: ModuleError
}

/** Looks for the first fault in the dependencies of the modules that are switched on. */
export function findDependencyFault(records: Records): DependencyFault | undefined {
  const graph = dependencyGraph(records)
  for (const [name, dependencies] of graph) {
    for (const dependency of dependencies) {
      const error = faultOf(records, graph, [name, dependency])
      if (error !== undefined) return { modules: [name], error }
    }
  }
  const order = dependencyOrder(graph)
  if (order.kind === 'ordered') return undefined
  const { path } = order
  const record = records.get(path[0] ?? '')
  const files = path.slice(1).map((name) => `${name} is ${records.get(name)?.where}`)
  const message = `Hook modules depend on each other in a circle: ${path.join(' → ')} (${files.join(', ')})`
  const details = { module: record?.name, file: record?.file, path }
  return { modules: path.slice(1), error: new ModuleError('MODULE_DEPENDENCY_CYCLE', message, details) }
}

function faultOf(
  records: Records,
  graph: DependencyGraph,
  [name, dependency]: readonly [string, string],
): ModuleError | undefined {
  const target = records.get(dependency)
  const record = records.get(name)
  if (record === undefined || (target !== undefined && isOn(target))) return undefined
  const path = [...pathTo(graph, name), dependency]
  const details = { module: name, file: record.file, path }
  const shown = path.length > 2 ? ` (${path.join(' → ')})` : ''
  const depends = `${moduleTitle(record)} depends on "${dependency}"${shown}`
  if (target === undefined) {
    const guess = didYouMean(dependency, records.keys())
    return new ModuleError('MODULE_DEPENDENCY_MISSING', `${depends}, which does not exist${guess}`, details)
  }
  if (target.state.kind === 'skipped') return brokenDependency(record, dependency, path)
  const off = target.state.kind === 'found' ? 'a package that is not switched on' : 'which is switched off'
  return new ModuleError('MODULE_DEPENDENCY_DISABLED', `${depends}, ${off} (${target.where})`, details)
}

/** @param path from the module that nobody depends on down to the broken one */
export function brokenDependency(record: ModuleRecord, dependency: string, path: readonly string[]): ModuleError {
  const shown = path.length > 2 ? ` (${path.join(' → ')})` : ''
  const message = `${moduleTitle(record)} depends on "${dependency}"${shown}, which is left out because it is broken`
  return new ModuleError('MODULE_DEPENDENCY_BROKEN', message, { module: record.name, file: record.file, path })
}

/**
 * Puts the modules that are switched on in order.
 *
 * @returns their names, each after those it waits for
 * @throws ModuleError `MODULE_LOAD_ORDER` when `load` of the settings contradicts the dependencies
 */
export function orderModules(records: Records): readonly string[] {
  const order = dependencyOrder(waitingGraph(records))
  if (order.kind === 'ordered') return order.names
  const steps = order.path.slice(1).map((later, index) => {
    const name = order.path[index] ?? ''
    const isDependency = records.get(name)?.dependencies.includes(later)
    return isDependency ? `${name} depends on ${later}` : `\`load\` puts ${name} after ${later}`
  })
  const path = order.path.join(' → ')
  const message = `\`load\` of the settings contradicts what hook modules depend on: ${path} (${steps.join(', ')})`
  throw new ModuleError('MODULE_LOAD_ORDER', message, { module: order.path[0], path: order.path })
}
