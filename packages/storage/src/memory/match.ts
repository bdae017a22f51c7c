import type { Encoded, EncodedRow } from '../rows/encode.ts'
import { fold } from '../rows/filter.ts'
import type { Comparison, Filter } from '../rows/filter.ts'
import { compareEncoded } from './compare.ts'

/** @returns Whether a row passes a filter. */
export function matches(row: EncodedRow, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((inner) => matches(row, inner))
    case 'or':
      return filter.filters.some((inner) => matches(row, inner))
    case 'present':
      return valueOf(row, filter.column.name) !== null
    case 'absent':
      return valueOf(row, filter.column.name) === null
    case 'among': {
      const value = valueOf(row, filter.column.name)
      const found = value === null ? filter.absent : filter.values.includes(value)
      return found !== filter.negated
    }
    case 'compare': {
      const value = valueOf(row, filter.column.name)
      return value !== null && holds(filter.operator, compareEncoded(value, filter.value))
    }
    case 'text': {
      const value = valueOf(row, filter.column.name)
      if (value === null) return false
      const folded = fold(String(value))
      return filter.needles.every((needle) => folded.includes(needle))
    }
  }
}

export function valueOf(row: EncodedRow, column: string): Encoded {
  return row.get(column) ?? null
}

function holds(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
  }
}
