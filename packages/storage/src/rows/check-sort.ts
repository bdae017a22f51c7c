import { StorageError } from '../errors.ts'
import type { Sort } from '../ports/query.ts'
import { columnOf } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'
import { checkOperand } from './operand.ts'
import type { Operand } from './operand.ts'

/** A checked `Sort`. */
export interface SortKey {
  /** References to follow, in order: the column, and the table in which its value is an id. */
  through: readonly Hop[]
  /** In the table where they end. */
  operand: Operand
  direction: 'asc' | 'desc'
}

export interface Hop {
  column: Column
  table: Table
}

const maxSorts = 32
const maxHops = 16

/** @returns The keys and at last `id`, so that the order is the same each time. @throws As `checkOperand`. */
export function checkSort(table: Table, sorts: readonly Sort[]): SortKey[] {
  if (!Array.isArray(sorts)) return fail('sort is not an array')
  if (sorts.length > maxSorts) throw new StorageError('QUERY_LIMIT', { what: 'columns to sort by', limit: maxSorts })
  const byId = checkOperand({ kind: 'row', table }, { column: 'id' })
  return [...sorts.map((sort) => checkKey(table, sort)), { through: [], operand: byId, direction: 'asc' }]
}

/** @throws `QUERY_SHAPE` */
export function checkDirection(direction: 'asc' | 'desc'): 'asc' | 'desc' {
  if (direction === 'asc' || direction === 'desc') return direction
  return fail(`the direction to sort by is ${JSON.stringify(direction)}`)
}

function checkKey(table: Table, sort: Sort): SortKey {
  if (typeof sort !== 'object' || sort === null) return fail('what to sort by is not an object')
  const direction = checkDirection(sort.direction)
  const through = checkHops(table, sort.through ?? [])
  const last = through.at(-1)?.table ?? table
  return { through, operand: checkOperand({ kind: 'row', table: last }, sort), direction }
}

function checkHops(start: Table, through: Sort['through']): Hop[] {
  if (!Array.isArray(through)) return fail('through is not an array')
  if (through.length > maxHops) throw new StorageError('QUERY_LIMIT', { what: 'references to follow', limit: maxHops })
  let from = start
  return through.map((hop: unknown) => {
    if (typeof hop !== 'object' || hop === null) return fail('a step of through is not an object')
    const { column: name, table: target } = hop as { column: string; table: string }
    const column = columnOf(from, name)
    const table = start.schema.table(target)
    if (column.type !== columnOf(table, 'id').type) return fail(`column ${JSON.stringify(name)} holds no ids`)
    from = table
    return { column, table }
  })
}

function fail(problem: string): never {
  throw new StorageError('QUERY_SHAPE', { problem })
}
