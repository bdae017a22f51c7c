import type { Entity, Field } from '../config/compile.ts'
import { readSelect, selectedFields } from '../query/select.ts'
import { handlesReads } from './handled.ts'

/**
 * What a read with `select` asks the storage for. Hooks and field rules are given whole documents, so where there are any, nothing
 * is left out before they have run; otherwise columns that nobody wants are not read.
 *
 * @returns to be spread into the query; `undefined` for all columns
 */
export function columnsToRead(entity: Entity, select: unknown): { select: string[] } | undefined {
  const wanted = selectedFields(entity, readSelect(entity, select))
  if (wanted === undefined || areDocumentsSeen(entity)) return undefined
  const columns = new Map(entity.fields.map((field) => [field.name, columnsOf(field)]))
  for (const { name, keys } of entity.borrowed) if (wanted.has(name)) wanted.add(keys[0] ?? '')
  return { select: [...wanted].flatMap((name) => columns.get(name) ?? [name]) }
}

function columnsOf({ storage }: Field): string[] {
  switch (storage.is) {
    case 'column':
    case 'reference':
      return [storage.column]
    case 'polymorphic':
      return [storage.column, storage.relation]
    case 'joined':
    case 'nowhere':
      return []
  }
}

const areDocumentsSeen = (entity: Entity): boolean =>
  handlesReads(entity) || entity.points.afterOperation.used || entity.steps.read.some(({ field }) => hasRule(field))

const hasRule = ({ config, fields, blocks }: Field): boolean =>
  config.access?.read !== undefined || [...blocks.values(), fields].some((inside) => inside.some(hasRule))
