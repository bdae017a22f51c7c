import type { Table } from '../schema/table.ts'
import type { EncodedRow } from '../rows/encode.ts'
import { fold } from '../rows/filter.ts'
import type { Comparison, Filter, ValueFilter } from '../rows/filter.ts'
import { compareEncoded } from './compare.ts'
import { elementsAt, valueAt } from './subject.ts'
import type { Subject } from './subject.ts'
import { valueOf } from './tables.ts'

/** @returns The rows of a table, for conditions that go on to them. */
export type RowsOf = (table: Table) => Iterable<EncodedRow>

/** @returns Whether a row, or an element of a list in it, passes a filter. */
export function matches(subject: Subject, filter: Filter, rowsOf: RowsOf): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((inner) => matches(subject, inner, rowsOf))
    case 'or':
      return filter.filters.some((inner) => matches(subject, inner, rowsOf))
    case 'not':
      return !matches(subject, filter.filter, rowsOf)
    case 'related': {
      const value = valueAt(subject, filter.outer)
      if (value === null) return false
      return Iterator.from(rowsOf(filter.table)).some(
        (row) => valueOf(row, filter.inner.name) === value && matches({ kind: 'row', row }, filter.filter, rowsOf),
      )
    }
    case 'element':
      return elementsAt(subject, filter.list).some((element) =>
        matches({ kind: 'element', element }, filter.filter, rowsOf),
      )
    case 'present':
    case 'absent':
    case 'among':
    case 'compare':
    case 'text':
      return matchesValue(subject, filter)
  }
}

function matchesValue(subject: Subject, filter: ValueFilter): boolean {
  const value = valueAt(subject, filter.operand)
  switch (filter.kind) {
    case 'present':
      return value !== null
    case 'absent':
      return value === null
    case 'among': {
      const found = value === null ? filter.absent : filter.values.includes(value)
      return found !== filter.negated
    }
    case 'compare':
      return value !== null && holds(filter.operator, compareEncoded(value, filter.value))
    case 'text': {
      if (value === null) return false
      const folded = fold(String(value))
      return filter.needles.every((needle) => folded.includes(needle))
    }
  }
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
