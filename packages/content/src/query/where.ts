import { isPlainObject } from '@crochet/hooks'
import type { ColumnType, Operator, Where as StorageWhere } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import { QueryError } from '../errors.ts'
import type { Untyped } from '../untyped.ts'
import { toColumnValue } from './value.ts'

/** Conditions on one field by operator, as in `{ greater_than: 3 }`. */
export type FieldConditions = Partial<Record<Operator, Untyped>>

/** `{ title: { equals: 'x' }, and: [ … ], or: [ … ] }`; what stands side by side must all be true. */
export interface Where {
  readonly and?: readonly Where[]
  readonly or?: readonly Where[]
  readonly [field: string]: FieldConditions | readonly Where[] | undefined
}

const mostConditions = 100
const deepest = 10

const operators: Readonly<Record<ColumnType, readonly string[]>> = (() => {
  const equality = ['equals', 'not_equals', 'in', 'not_in', 'exists']
  const size = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal']
  return {
    text: [...equality, ...size, 'like', 'contains'],
    number: [...equality, ...size],
    boolean: equality,
    json: [],
  }
})()

/**
 * Translates a `where` into conditions on columns.
 *
 * @throws QueryError `WHERE_SHAPE`, `WHERE_FIELD`, `WHERE_NESTED`, `WHERE_OPERATOR`, `WHERE_VALUE`, `WHERE_LIMIT`
 */
export function toStorageWhere(entity: Entity, where: unknown): StorageWhere {
  let conditions = 0

  function translate(part: unknown, depth: number): StorageWhere {
    if (!isPlainObject(part)) throw new QueryError('WHERE_SHAPE', 'A `where`, or a part of it, is no object.')
    if (depth > deepest) throw new QueryError('WHERE_LIMIT', `The \`where\` has more than ${deepest} levels.`)
    const all = Object.entries(part).flatMap(([key, value]): StorageWhere[] => {
      if (value === undefined) return []
      if (key === 'and') return [{ and: list(key, value).map((inner) => translate(inner, depth + 1)) }]
      if (key === 'or') return [{ or: list(key, value).map((inner) => translate(inner, depth + 1)) }]
      return onField(key, value)
    })
    const [only] = all
    return all.length === 1 && only !== undefined ? only : { and: all }
  }

  function onField(field: string, tests: unknown): StorageWhere[] {
    const type = queryableColumn(entity, field)
    if (!isPlainObject(tests)) throw new QueryError('WHERE_SHAPE', `Write { ${field}: { equals: … } }.`, field)
    return Object.entries(tests).map(([operator, value]) => {
      if (++conditions > mostConditions) {
        throw new QueryError('WHERE_LIMIT', `The \`where\` has more than ${mostConditions} conditions.`)
      }
      if (!operators[type].includes(operator)) {
        const message = `\`${field}\` cannot be asked for "${operator}"; it answers to ${operators[type].join(', ')}.`
        throw new QueryError('WHERE_OPERATOR', message, field)
      }
      const about = { entity, field, type }
      return { column: field, operator: operator as Operator, value: toColumnValue(operator as Operator, value, about) }
    })
  }

  return translate(where, 1)
}

function list(key: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new QueryError('WHERE_SHAPE', `\`${key}\` takes a list.`)
  if (value.length > mostConditions)
    throw new QueryError('WHERE_LIMIT', `\`${key}\` has more than ${mostConditions} parts.`)
  return value
}

/** @throws QueryError `WHERE_FIELD`, `WHERE_NESTED` when documents cannot be filtered or sorted by `field` */
export function queryableColumn(entity: Entity, field: string): ColumnType {
  const [top = ''] = field.split('.')
  const type = entity.columns.get(field)
  if (type === undefined && entity.columns.has(top)) {
    throw new QueryError(
      'WHERE_NESTED',
      `\`${field}\` is inside \`${top}\`; only top-level fields can be asked for yet.`,
      field,
    )
  }
  if (type === undefined) throw new QueryError('WHERE_FIELD', `"${entity.name}" has no field \`${field}\`.`, field)
  if (type === 'json') {
    throw new QueryError(
      'WHERE_NESTED',
      `\`${field}\` has no single value; it cannot be filtered or sorted by yet.`,
      field,
    )
  }
  return type
}

/** The fields that a well-formed `where` asks for. */
export function fieldsOfWhere(where: Where | undefined): Set<string> {
  const fields = new Set<string>()
  for (const [key, value] of Object.entries(where ?? {})) {
    if (key !== 'and' && key !== 'or') fields.add(key)
    else for (const part of value as readonly Where[]) for (const field of fieldsOfWhere(part)) fields.add(field)
  }
  return fields
}
