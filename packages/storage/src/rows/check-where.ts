import { StorageError } from '../errors.ts'
import type { From, Where } from '../ports/query.ts'
import { columnOf } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'
import { checkCondition } from './check-condition.ts'
import type { Filter } from './filter.ts'
import { checkLink, checkOperand } from './operand.ts'
import type { Scope } from './operand.ts'
import { QueryLimits } from './query-limits.ts'

/** @throws `SCHEMA_TABLE`, `SCHEMA_COLUMN`, `QUERY_SHAPE`, `QUERY_OPERATOR`, `QUERY_VALUE`, `QUERY_LIMIT` */
export function checkWhere(table: Table, where: Where): Filter {
  return check(where, { scope: { kind: 'row', table }, limits: new QueryLimits(), depth: 0 })
}

/** Where in the query we are. */
interface Place {
  scope: Scope
  limits: QueryLimits
  depth: number
}

function check(where: Where, place: Place): Filter {
  place.limits.checkDepth(place.depth)
  if (typeof where !== 'object' || where === null) return fail('a condition is not an object')
  if (Object.hasOwn(where, 'and') && 'and' in where) return checkAll('and', where.and, place)
  if (Object.hasOwn(where, 'or') && 'or' in where) return checkAll('or', where.or, place)
  if (Object.hasOwn(where, 'not') && 'not' in where) {
    return { kind: 'not', filter: checkInner(where.not, place, place.scope) }
  }
  if (Object.hasOwn(where, 'some') && 'some' in where) return checkSome(where, place)
  if (!Object.hasOwn(where, 'column') || !('column' in where)) return fail('a condition names no column')
  place.limits.addConditions(1)
  return checkCondition(checkOperand(place.scope, where), where, place.limits)
}

function checkAll(kind: 'and' | 'or', wheres: unknown, place: Place): Filter {
  if (!Array.isArray(wheres)) return fail(`${kind} is not an array`)
  place.limits.addConditions(wheres.length)
  return { kind, filters: wheres.map((where: Where) => check(where, { ...place, depth: place.depth + 1 })) }
}

/** One condition inside another, about what `scope` says. */
function checkInner(where: Where, place: Place, scope: Scope): Filter {
  place.limits.addConditions(1)
  return check(where, { ...place, scope, depth: place.depth + 1 })
}

function checkSome({ some: from, where }: { some: From; where: Where }, place: Place): Filter {
  if (typeof from !== 'object' || from === null) return fail('some is not an object')
  if (Object.hasOwn(from, 'list') && 'list' in from) {
    const list = checkOperand(place.scope, { column: from.list, path: from.path })
    if (list.type !== 'json') return fail(`column ${JSON.stringify(from.list)} is ${list.type}, which holds no lists`)
    return { kind: 'element', list, filter: checkInner(where, place, { kind: 'element', table: place.scope.table }) }
  }
  if (!Object.hasOwn(from, 'table') || !('table' in from)) return fail('some names neither a table nor a list')
  if (typeof from.on !== 'object' || from.on === null) return fail('some names a table without saying on what')
  const table = place.scope.table.schema.table(from.table)
  const inner = columnOf(table, from.on.inner)
  const outer = checkLink(place.scope, from.on, inner)
  return { kind: 'related', table, outer, inner, filter: checkInner(where, place, { kind: 'row', table }) }
}

function fail(problem: string): never {
  throw new StorageError('QUERY_SHAPE', { problem })
}
