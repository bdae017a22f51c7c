import { StorageError } from '../errors.ts'
import { planTable } from '../schema/plan.ts'
import { describeStep } from '../schema/step.ts'
import type { ColumnStep, IndexStep, Step } from '../schema/step.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Connection } from './connection.ts'
import { declaredTypes, indexName, introspect } from './introspect.ts'
import { quote } from './quote.ts'
import { rebuildTable } from './rebuild-table.ts'
import type { ColumnChange } from './rebuild-table.ts'
import { referenceSql } from './stored-references.ts'

/** @returns A line for each step. @throws `SCHEMA_CHANGE`; then nothing has been changed. */
export function migrateSqlite(connection: Connection, tables: readonly Table[]): string[] {
  // A rebuilt table is dropped and named again: rows that refer to it must not be deleted with it, and neither the
  // references nor the views of it are to follow its names in between.
  connection.execute('PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON')
  try {
    return connection.atomically(() => {
      const planned = planSteps(connection, tables)
      for (const steps of planned) carryOut(connection, steps)
      return planned.flat().map(describeStep)
    })
  } finally {
    connection.execute('PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF')
  }
}

/** @returns The lines `migrateSqlite` would return. @throws As it. */
export function planSqlite(connection: Connection, tables: readonly Table[]): string[] {
  return connection.consistently(() => planSteps(connection, tables).flat().map(describeStep))
}

/** @returns The steps for each table. @throws `SCHEMA_CHANGE` */
function planSteps(connection: Connection, tables: readonly Table[]): Step[][] {
  const plans = tables.map((table) => planTable(table, introspect(connection, table.name)))
  const changes = plans.flatMap(({ problems }) => problems)
  if (changes.length > 0) throw new StorageError('SCHEMA_CHANGE', { changes })
  return plans.map(({ steps }) => steps)
}

/** @param steps All those of one table. */
function carryOut(connection: Connection, steps: readonly Step[]): void {
  const changes = new Map<string, ColumnChange>()
  for (const step of steps) {
    switch (step.kind) {
      case 'create-table':
      case 'add-column':
        connection.execute(makeSql(step))
        break
      case 'add-unique':
      case 'add-index':
      case 'drop-unique':
      case 'drop-index':
        connection.execute(indexSql(step))
        break
      case 'require':
      case 'relax':
      case 'refer':
      case 'unrefer':
        changes.set(step.column, { ...changes.get(step.column), ...changeOf(step) })
    }
  }
  const [first] = steps
  if (first !== undefined && changes.size > 0) rebuildTable(connection, first.table.name, changes)
}

function makeSql(step: Extract<Step, { kind: 'create-table' | 'add-column' }>): string {
  const table = quote(step.table.name)
  return step.kind === 'create-table'
    ? `CREATE TABLE ${table} (${[...step.table.columns.values()].map(columnSql).join(', ')})`
    : `ALTER TABLE ${table} ADD COLUMN ${columnSql(step.column)}`
}

function columnSql({ name, type, notNull, references }: Column): string {
  const key = name === 'id' ? ' PRIMARY KEY' : ''
  const reference = references === undefined ? '' : ` ${referenceSql(references)}`
  return `${quote(name)} ${declaredTypes[type]}${notNull ? ' NOT NULL' : ''}${key}${reference}`
}

function indexSql({ kind, table, columns }: IndexStep): string {
  const unique = kind === 'add-unique' || kind === 'drop-unique'
  const name = quote(indexName(table.name, { columns, unique }))
  if (kind === 'drop-unique' || kind === 'drop-index') return `DROP INDEX ${name}`
  return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${quote(table.name)} (${columns.map(quote).join(', ')})`
}

function changeOf(step: ColumnStep): ColumnChange {
  switch (step.kind) {
    case 'require':
      return { notNull: true }
    case 'relax':
      return { notNull: false }
    case 'refer':
      return { references: referenceSql(step.references) }
    case 'unrefer':
      return { references: '' }
  }
}
