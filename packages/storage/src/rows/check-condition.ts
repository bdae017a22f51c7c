import { StorageError } from '../errors.ts'
import type { ColumnType } from '../ports/schema.ts'
import type { Condition, Operator } from '../ports/query.ts'
import { encodeValue } from './encode.ts'
import type { Encoded } from './encode.ts'
import { fold } from './filter.ts'
import type { Comparison, ValueFilter } from './filter.ts'
import type { Operand } from './operand.ts'
import type { QueryLimits } from './query-limits.ts'

const equality = ['equals', 'not_equals', 'in', 'not_in', 'exists'] as const
const size = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'] as const
const search = ['like', 'contains'] as const

const operators: Record<ColumnType, readonly Operator[]> = {
  text: [...equality, ...size, ...search],
  number: [...equality, ...size],
  boolean: equality,
  json: ['exists', ...search],
}

/** @throws `QUERY_OPERATOR`, `QUERY_VALUE`, `QUERY_LIMIT` */
export function checkCondition(operand: Operand, { operator, value }: Condition, limits: QueryLimits): ValueFilter {
  const allowed = operators[operand.type]
  if (!allowed.includes(operator)) {
    const details = { ...nameOf(operand), operator, allowed: `${operand.type} answers to ${allowed.join(', ')}` }
    throw new StorageError('QUERY_OPERATOR', details)
  }
  switch (operator) {
    case 'exists':
      if (typeof value !== 'boolean') return fail(operand, operator, 'is not true or false')
      return { kind: value ? 'present' : 'absent', operand }
    case 'equals':
    case 'not_equals':
      limits.addValues(1)
      return among(operand, operator, [value ?? null])
    case 'in':
    case 'not_in':
      if (!Array.isArray(value)) return fail(operand, operator, 'is not an array')
      limits.addValues(value.length)
      return among(operand, operator, value)
    case 'greater_than':
      return compare(operand, operator, { sign: '>', value })
    case 'greater_than_equal':
      return compare(operand, operator, { sign: '>=', value })
    case 'less_than':
      return compare(operand, operator, { sign: '<', value })
    case 'less_than_equal':
      return compare(operand, operator, { sign: '<=', value })
    case 'contains':
      return { kind: 'text', operand, needles: [fold(text(operand, operator, value))] }
    case 'like': {
      const words = fold(text(operand, operator, value))
        .split(/\s+/u)
        .filter(Boolean)
      limits.addConditions(words.length)
      return { kind: 'text', operand, needles: words }
    }
  }
}

function among(operand: Operand, operator: Operator, list: readonly unknown[]): ValueFilter {
  const values = new Set<Exclude<Encoded, null>>()
  let absent = false
  for (const item of list) {
    const encoded = encode(operand, operator, item)
    if (encoded === null) absent = true
    else values.add(encoded)
  }
  return { kind: 'among', operand, values: [...values], absent, negated: operator.startsWith('not_') }
}

function compare(operand: Operand, operator: Operator, wanted: { sign: Comparison; value: unknown }): ValueFilter {
  const value = encode(operand, operator, wanted.value)
  if (value === null) return fail(operand, operator, 'is missing')
  return { kind: 'compare', operand, operator: wanted.sign, value }
}

function encode(operand: Operand, operator: Operator, value: unknown): Encoded {
  const result = encodeValue(operand.type, value)
  return 'problem' in result ? fail(operand, operator, `does not suit it: it ${result.problem}`) : result.value
}

function text(operand: Operand, operator: Operator, value: unknown): string {
  const result = encodeValue('text', value)
  if ('problem' in result) return fail(operand, operator, `does not suit it: it ${result.problem}`)
  return typeof result.value === 'string' ? result.value : fail(operand, operator, 'is missing')
}

function nameOf({ column, path }: Operand): { column: string; path: readonly string[] } {
  return { column: column?.name ?? '', path }
}

function fail(operand: Operand, operator: Operator, problem: string): never {
  throw new StorageError('QUERY_VALUE', { ...nameOf(operand), operator, problem })
}
