import type { Where as StorageWhere } from '@crochet/storage'
import { ConfigError, QueryError, type ConfigProblem } from '../errors.ts'
import { singleWay, valueKinds, type FieldPath } from '../query/field-path.ts'
import { resolvePath } from '../query/resolve-path.ts'
import { readSelect } from '../query/select.ts'
import { toStorageSort } from '../query/sort.ts'
import { toStorageWhere } from '../query/where.ts'
import type { Collections, JoinFilters } from '../query/place.ts'
import type { Entity } from './compile.ts'
import type { JoinField, ValueField } from './field-config.ts'

/**
 * Checks what the configuration asks of collections as queries are checked: what join fields find of the other collection, and what
 * is answered where a collection is populated, and where virtual fields have their values from.
 *
 * @returns which documents each join field finds
 * @throws ConfigError with every one that is wrong
 */
export function checkConfiguredQueries(collections: Collections, globals: Collections): JoinFilters {
  const problems: ConfigProblem[] = []
  const joinFilters = new Map<JoinField, StorageWhere>()
  for (const entity of collections.values()) {
    const { name, joins, defaultPopulate } = entity
    checkBorrowed(entity, collections, problems)
    collect(problems, `collections.${name}.defaultPopulate`, () => readSelect(entity, defaultPopulate))
    for (const join of joins) {
      const { name: field, collection, where = {}, defaultSort } = join
      const other = collections.get(collection)
      if (other === undefined) continue
      const asking = { entity: other, core: { collections } }
      const path = `collections.${name}.fields.${field}`
      collect(problems, `${path}.where`, () => joinFilters.set(join, toStorageWhere(asking, where)))
      if (defaultSort !== undefined) collect(problems, `${path}.defaultSort`, () => toStorageSort(asking, defaultSort))
    }
  }
  for (const entity of globals.values()) checkBorrowed(entity, collections, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return joinFilters
}

function checkBorrowed(entity: Entity, collections: Collections, problems: ConfigProblem[]): void {
  const { borrowed, fields, kind, slug } = entity
  for (const { name, keys } of borrowed) {
    const path = `${kind}s.${slug}.fields.${name}.virtual`
    const { type } = fields.find((field) => field.name === name)?.config ?? {}
    collect(problems, path, () => {
      const message = problemOf(resolvePath({ entity, core: { collections } }, keys.join('.')), type)
      if (message !== undefined) problems.push({ path, message })
    })
  }
}

function problemOf(found: FieldPath, type: ValueField['type'] | undefined): string | undefined {
  const { path, kind, fields } = found
  const way = singleWay(found)
  if (fields.some(({ field }) => !field.stored))
    return `\`${path}\` leads to a virtual field; write the whole way to the value`
  if (way === undefined) return `\`${path}\` may have several values; go along relationships to one document`
  if (way.hops.length === 0)
    return `\`${path}\` is in the document itself; begin with a relationship, as in 'author.name'`
  if (type === undefined || valueKinds[type] === kind) return undefined
  return `\`${path}\` is of another type than this field (${kind}); give both the same`
}

function collect(problems: ConfigProblem[], path: string, check: () => unknown): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    problems.push({ path, message: `${error.message} ${error.hint}` })
  }
}
