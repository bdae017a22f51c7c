import { StorageError } from '../errors.ts'
import { describeStep, planTable } from '../schema/plan.ts'
import type { Plan, Step } from '../schema/plan.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Connection } from './connection.ts'
import { declaredTypes, indexName, introspect } from './introspect.ts'
import { quote } from './quote.ts'
import { rebuildTable } from './rebuild-table.ts'

/** @returns A line for each step. @throws `SCHEMA_CHANGE`; then nothing has been changed. */
export function migrateSqlite(connection: Connection, tables: readonly Table[]): string[] {
  // A rebuilt table is dropped and named again: rows that refer to it must not be deleted with it.
  // Views of it are not to be checked in between.
  connection.execute('PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON')
  try {
    return connection.atomically(() => {
      const plans = tables.map((table) => planTable(table, introspect(connection, table.name)))
      checkProblems(plans)
      return plans.flatMap(({ steps }) => carryOut(connection, steps))
    })
  } finally {
    connection.execute('PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF')
  }
}

function checkProblems(plans: readonly Plan[]): void {
  const changes = plans.flatMap(({ problems }) => problems)
  if (changes.length > 0) throw new StorageError('SCHEMA_CHANGE', { changes })
}

function carryOut(connection: Connection, steps: readonly Step[]): string[] {
  const required = new Map<string, boolean>()
  for (const step of steps) {
    if (step.kind === 'require' || step.kind === 'relax') required.set(step.column, step.kind === 'require')
    else connection.execute(statementOf(step))
  }
  const [first] = steps
  if (first !== undefined && required.size > 0) rebuildTable(connection, first.table.name, required)
  return steps.map(describeStep)
}

function statementOf(step: Exclude<Step, { kind: 'require' | 'relax' }>): string {
  const table = quote(step.table.name)
  switch (step.kind) {
    case 'create-table':
      return `CREATE TABLE ${table} (${[...step.table.columns.values()].map(columnSql).join(', ')})`
    case 'add-column':
      return `ALTER TABLE ${table} ADD COLUMN ${columnSql(step.column)}`
    case 'add-unique':
      return `CREATE UNIQUE INDEX ${index(step, 'unique')} ON ${table} (${quote(step.column)})`
    case 'add-index':
      return `CREATE INDEX ${index(step, 'index')} ON ${table} (${quote(step.column)})`
    case 'drop-unique':
      return `DROP INDEX ${index(step, 'unique')}`
    case 'drop-index':
      return `DROP INDEX ${index(step, 'index')}`
  }
}

function columnSql({ name, type, notNull }: Column): string {
  const key = name === 'id' ? ' PRIMARY KEY' : ''
  return `${quote(name)} ${declaredTypes[type]}${notNull ? ' NOT NULL' : ''}${key}`
}

function index(step: { table: Table; column: string }, kind: 'unique' | 'index'): string {
  return quote(indexName(step.table.name, step.column, kind))
}
