import { isPlainObject } from '@crochet/hooks'
import { QueryError } from '../errors.ts'
import { isCleanText } from '../fields/check-text.ts'
import { date } from '../fields/field-date.ts'
import { point } from '../fields/field-point.ts'
import type { FieldPath } from './field-path.ts'
import { toList } from './parse-where.ts'
import { shown } from './shown.ts'

const mostValues = 1000

/** The condition that a value is given for. */
export interface About {
  readonly field: FieldPath
  readonly operator: string
}

/** What JSON holds at its ends; a point is given as the text of its JSON. */
export type Scalar = string | number | boolean

/** A document of one of several collections. */
export interface Pair {
  readonly relationTo: string
  readonly value: string | number
}

export type Value = Scalar | Pair

/**
 * The value of a condition as it is stored. Texts stand for numbers, booleans and points too, since a query string has nothing
 * else; dates are brought into the stored form.
 *
 * @throws QueryError `WHERE_VALUE`
 */
export const toValue = (value: unknown, about: About): Value =>
  about.field.kind === 'pair' ? toPair(value, about) : toScalar(value, about)

/** As `toValue`, for values that can be compared by size. */
export function toScalar(value: unknown, about: About): Scalar {
  switch (about.field.kind) {
    case 'text':
      return toText(value, about)
    case 'date':
      return isDate(value)
        ? String(date.store?.(value))
        : refuse(about, 'a date such as 2026-01-31 or 2026-01-31T08:00:00Z')
    case 'number':
      return toNumber(value, about)
    case 'boolean':
      return toBoolean(value, about)
    case 'json':
      if (typeof value === 'boolean' && !isBySize(about.operator)) return value
      return typeof value === 'number' ? toNumber(value, about) : toText(value, about)
    case 'point':
      return toPoint(value, about)
    case 'pair':
    case 'presence':
    case 'mixed':
      return refuse(about, 'no value')
  }
}

/** @throws QueryError `WHERE_VALUE`, `WHERE_LIMIT` */
export function toValues(value: unknown, about: About): (Value | null)[] {
  const values = toList(value)
  if (values === undefined) return refuse(about, 'a list')
  if (values.length > mostValues) {
    throw new QueryError('WHERE_LIMIT', `The list has more than ${mostValues} values.`, shown(about.field.path))
  }
  return values.map((item) => (item === null ? null : toValue(item, about)))
}

export function toText(value: unknown, about: About): string {
  return typeof value === 'string' && isCleanText(value) ? value : refuse(about, 'text without NUL and half characters')
}

export function toBoolean(value: unknown, about: About): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  return refuse(about, 'true or false')
}

const isBySize = (operator: string): boolean => operator.startsWith('greater_') || operator.startsWith('less_')

function toNumber(value: unknown, about: About): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : refuse(about, 'a number')
}

const isDate = (value: unknown): boolean =>
  (typeof value === 'string' || value instanceof Date) && date.check(value, { name: '', type: 'date' }) === undefined

function toPair(value: unknown, about: About): Pair {
  if (!isPlainObject(value) || typeof value['relationTo'] !== 'string') return refuse(about, '{ relationTo, value }')
  const relationTo = toText(value['relationTo'], about)
  const id: unknown = value['value']
  return { relationTo, value: about.field.ids === 'number' ? toNumber(id, about) : toText(id, about) }
}

function toPoint(value: unknown, about: About): string {
  const parts = typeof value === 'string' ? value.split(',', 3).map((part) => toNumber(part, about)) : value
  if (point.check(parts, { name: '', type: 'point' }) !== undefined) return refuse(about, '[longitude, latitude]')
  return JSON.stringify(parts)
}

function refuse({ field, operator }: About, expected: string): never {
  const path = shown(field.path)
  throw new QueryError('WHERE_VALUE', `\`${path}\` with "${operator}" takes ${expected}.`, path)
}
