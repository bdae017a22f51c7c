import { dependencyGraph, findDependencyFault, orderModules } from './check-dependencies.ts'
import type { ModuleError } from './errors.ts'
import { loadPins, pinnedNames } from './load-order.ts'
import type { LoadOrder } from './load-order.ts'
import { isOn } from './module-record.ts'
import type { ModuleRecord } from './module-record.ts'

/**
 * Checks the dependencies of the modules that are switched on, notes on each record what `load` makes it wait for, and puts
 * them in order.
 *
 * @param skip leaves out a module whose dependencies cannot be kept; without it that is an error
 * @returns the names, each after those it waits for
 * @throws ModuleError `MODULE_DEPENDENCY_MISSING`, `_DISABLED`, `_CYCLE`, `MODULE_LOAD_ORDER`
 */
export function arrangeModules(
  records: ReadonlyMap<string, ModuleRecord>,
  load: LoadOrder,
  skip?: (record: ModuleRecord, error: ModuleError) => void,
): readonly string[] {
  for (let fault = findDependencyFault(records); fault !== undefined; fault = findDependencyFault(records)) {
    if (skip === undefined) throw fault.error
    for (const name of fault.modules) {
      const record = records.get(name)
      if (record !== undefined) skip(record, fault.error)
    }
  }
  const known = new Map([...records.values()].map((record) => [record.name, isOn(record)]))
  const pins = loadPins(pinnedNames(load, known), dependencyGraph(records))
  for (const record of records.values()) {
    record.pins = (pins.get(record.name) ?? []).filter((name) => !record.dependencies.includes(name))
  }
  return orderModules(records)
}
