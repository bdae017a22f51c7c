import { ConfigError, QueryError, type ConfigProblem } from '../errors.ts'
import { readSelect } from '../query/select.ts'
import { toStorageSort } from '../query/sort.ts'
import { toStorageWhere } from '../query/where.ts'
import type { Entity } from './compile.ts'

/**
 * Checks what the configuration asks of collections as queries are checked: what join fields find of the other collection, and what
 * is answered where a collection is populated.
 *
 * @throws ConfigError with every one that is wrong
 */
export function checkConfiguredQueries(collections: ReadonlyMap<string, Entity>): void {
  const problems: ConfigProblem[] = []
  for (const entity of collections.values()) {
    const { name, joins, defaultPopulate } = entity
    collect(problems, `collections.${name}.defaultPopulate`, () => readSelect(entity, defaultPopulate))
    for (const { name: field, collection, where, defaultSort } of joins) {
      const other = collections.get(collection)
      if (other === undefined) continue
      const asking = { entity: other, core: { collections } }
      const path = `collections.${name}.fields.${field}`
      if (where !== undefined) collect(problems, `${path}.where`, () => toStorageWhere(asking, where))
      if (defaultSort !== undefined) collect(problems, `${path}.defaultSort`, () => toStorageSort(asking, defaultSort))
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
}

function collect(problems: ConfigProblem[], path: string, check: () => unknown): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    problems.push({ path, message: `${error.message} ${error.hint}` })
  }
}
