import type { Operator } from '@crochet/storage'
import type { FieldPath, ValueKind } from './field-path.ts'

/** What a condition asks of the values of a field. */
export type WhereOperator = Operator | 'all'

const equality = ['equals', 'not_equals', 'in', 'not_in', 'all', 'exists'] as const
const size = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'] as const
const search = ['like', 'contains'] as const

const byKind: Readonly<Record<ValueKind, readonly WhereOperator[]>> = {
  text: [...equality, ...size, ...search],
  date: [...equality, ...size, ...search],
  json: [...equality, ...size, ...search],
  number: [...equality, ...size],
  boolean: equality,
  point: ['equals', 'not_equals', 'exists'],
  pair: equality,
  presence: ['exists'],
  mixed: [],
}

/** What a field answers to. Any list can be asked whether it `contains` a value. */
export function operatorsOf({ kind, many }: FieldPath): readonly WhereOperator[] {
  const operators = byKind[kind]
  return many && !operators.includes('contains') ? [...operators, 'contains'] : operators
}
