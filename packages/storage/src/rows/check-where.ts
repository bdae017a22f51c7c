import { StorageError } from '../errors.ts'
import type { ColumnType } from '../ports/schema.ts'
import type { Operator, Where } from '../ports/query.ts'
import { columnOf } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'
import { encodeValue } from './encode.ts'
import type { Encoded } from './encode.ts'
import { fold } from './filter.ts'
import type { Comparison, Filter } from './filter.ts'

const maxConditions = 500
const maxDepth = 16
const maxValues = 10_000

const equality = ['equals', 'not_equals', 'in', 'not_in', 'exists'] as const
const size = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'] as const
const search = ['like', 'contains'] as const

const operators: Record<ColumnType, readonly Operator[]> = {
  text: [...equality, ...size, ...search],
  number: [...equality, ...size],
  boolean: equality,
  json: ['exists', ...search],
}

/** @throws `SCHEMA_COLUMN`, `QUERY_SHAPE`, `QUERY_OPERATOR`, `QUERY_VALUE`, `QUERY_LIMIT` */
export function checkWhere(table: Table, where: Where): Filter {
  return new WhereCheck(table).check(where, 0)
}

class WhereCheck {
  readonly #table: Table
  #conditions = 0
  #values = 0

  constructor(table: Table) {
    this.#table = table
  }

  check(where: Where, depth: number): Filter {
    if (depth > maxDepth) throw new StorageError('QUERY_LIMIT', { what: 'levels of and, or', limit: maxDepth })
    if (typeof where !== 'object' || where === null) return fail('a condition is not an object')
    if (Object.hasOwn(where, 'and') && 'and' in where) return this.#checkAll('and', where.and, depth)
    if (Object.hasOwn(where, 'or') && 'or' in where) return this.#checkAll('or', where.or, depth)
    if (!Object.hasOwn(where, 'column') || !('column' in where)) return fail('a condition names no column')

    this.#count(1)
    const column = columnOf(this.#table, where.column)
    const { operator, value } = where
    if (!operators[column.type].includes(operator)) {
      const allowed = `a ${column.type} column answers to ${operators[column.type].join(', ')}`
      throw new StorageError('QUERY_OPERATOR', { column: column.name, operator, allowed })
    }
    return this.#checkCondition(column, operator, value)
  }

  #checkAll(kind: 'and' | 'or', wheres: unknown, depth: number): Filter {
    if (!Array.isArray(wheres)) return fail(`${kind} is not an array`)
    this.#count(wheres.length)
    return { kind, filters: wheres.map((where: Where) => this.check(where, depth + 1)) }
  }

  #checkCondition(column: Column, operator: Operator, value: unknown): Filter {
    switch (operator) {
      case 'exists':
        if (typeof value !== 'boolean') return failValue(column, operator, 'is not true or false')
        return { kind: value ? 'present' : 'absent', column }
      case 'equals':
      case 'not_equals':
        return this.#among(column, operator, [value ?? null])
      case 'in':
      case 'not_in':
        if (!Array.isArray(value)) return failValue(column, operator, 'is not an array')
        return this.#among(column, operator, value)
      case 'greater_than':
        return compare(column, operator, { sign: '>', value })
      case 'greater_than_equal':
        return compare(column, operator, { sign: '>=', value })
      case 'less_than':
        return compare(column, operator, { sign: '<', value })
      case 'less_than_equal':
        return compare(column, operator, { sign: '<=', value })
      case 'contains':
        return { kind: 'text', column, needles: [fold(text(column, operator, value))] }
      case 'like': {
        const words = fold(text(column, operator, value))
          .split(/\s+/u)
          .filter(Boolean)
        this.#count(words.length)
        return { kind: 'text', column, needles: words }
      }
    }
  }

  #among(column: Column, operator: Operator, list: readonly unknown[]): Filter {
    this.#values += list.length
    if (this.#values > maxValues) throw new StorageError('QUERY_LIMIT', { what: 'values in lists', limit: maxValues })
    const values = new Set<Exclude<Encoded, null>>()
    let absent = false
    for (const item of list) {
      const encoded = encode(column, operator, item)
      if (encoded === null) absent = true
      else values.add(encoded)
    }
    return { kind: 'among', column, values: [...values], absent, negated: operator.startsWith('not_') }
  }

  #count(conditions: number): void {
    this.#conditions += conditions
    if (this.#conditions > maxConditions) {
      throw new StorageError('QUERY_LIMIT', { what: 'conditions', limit: maxConditions })
    }
  }
}

function compare(column: Column, operator: Operator, wanted: { sign: Comparison; value: unknown }): Filter {
  const value = encode(column, operator, wanted.value)
  if (value === null) return failValue(column, operator, 'is missing')
  return { kind: 'compare', column, operator: wanted.sign, value }
}

function encode(column: Column, operator: Operator, value: unknown): Encoded {
  const result = encodeValue(column.type, value)
  return 'problem' in result ? failValue(column, operator, `does not suit it: it ${result.problem}`) : result.value
}

function text(column: Column, operator: Operator, value: unknown): string {
  const result = encodeValue('text', value)
  if ('problem' in result) return failValue(column, operator, `does not suit it: it ${result.problem}`)
  return typeof result.value === 'string' ? result.value : failValue(column, operator, 'is missing')
}

function fail(problem: string): never {
  throw new StorageError('QUERY_SHAPE', { problem })
}

function failValue(column: Column, operator: Operator, problem: string): never {
  throw new StorageError('QUERY_VALUE', { column: column.name, operator, problem })
}
