import type { ColumnType, Operator } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import { QueryError } from '../errors.ts'

const mostValues = 1000

interface About {
  readonly entity: Entity
  readonly field: string
  readonly type: ColumnType
}

/**
 * The value of a condition as the column has it. Texts stand for numbers, booleans and lists (`'1,2'`), since a query string
 * has nothing else; dates are brought into the stored form.
 *
 * @throws QueryError `WHERE_VALUE`, `WHERE_LIMIT`
 */
export function toColumnValue(operator: Operator, value: unknown, about: About): unknown {
  switch (operator) {
    case 'in':
    case 'not_in': {
      const values: unknown = typeof value === 'string' ? value.split(',') : value
      if (!Array.isArray(values)) return refuse(about, operator, 'a list')
      if (values.length > mostValues)
        throw new QueryError('WHERE_LIMIT', `The list has more than ${mostValues} values.`, about.field)
      return values.map((item) => (item === null ? null : single(item, operator, about)))
    }
    case 'exists':
      return toBoolean(value, operator, about)
    case 'equals':
    case 'not_equals':
      return value === null || value === undefined ? null : single(value, operator, about)
    case 'like':
    case 'contains':
      return typeof value === 'string' ? value : refuse(about, operator, 'text')
    case 'greater_than':
    case 'greater_than_equal':
    case 'less_than':
    case 'less_than_equal':
      return single(value, operator, about)
  }
}

function single(value: unknown, operator: Operator, about: About): unknown {
  switch (about.type) {
    case 'number':
      return toNumber(value, operator, about)
    case 'boolean':
      return toBoolean(value, operator, about)
    case 'text':
    case 'json':
      return toText(value, operator, about)
  }
}

function toNumber(value: unknown, operator: Operator, about: About): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : refuse(about, operator, 'a number')
}

function toBoolean(value: unknown, operator: Operator, about: About): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  return refuse(about, operator, 'true or false')
}

function toText(value: unknown, operator: Operator, about: About): string {
  const field = about.entity.fields.find(({ name }) => name === about.field)
  const isDate = field?.config.type === 'date' || about.field === 'createdAt' || about.field === 'updatedAt'
  if (isDate) {
    const time = value instanceof Date || typeof value === 'string' ? new Date(value) : undefined
    return time === undefined || Number.isNaN(time.getTime()) ? refuse(about, operator, 'a date') : time.toISOString()
  }
  return typeof value === 'string' ? value : refuse(about, operator, 'text')
}

function refuse({ field }: About, operator: Operator, expected: string): never {
  throw new QueryError('WHERE_VALUE', `\`${field}\` with "${operator}" takes ${expected}.`, field)
}
