import type { ColumnType } from '../ports/schema.ts'
import type { Column, Table } from './table.ts'

/** What is on disk now, and what the rows in it allow. */
export interface StoredTable {
  readonly columns: ReadonlyMap<string, StoredColumn>
  hasRows(): boolean
  hasAbsent(column: string): boolean
  hasDuplicates(column: string): boolean
}

export interface StoredColumn {
  /** `unknown` with the declared type for a column that Crochet did not make. */
  type: ColumnType | { unknown: string }
  notNull: boolean
  unique: boolean
  index: boolean
}

export type Step =
  | { kind: 'create-table'; table: Table }
  | { kind: 'add-column'; table: Table; column: Column }
  | { kind: 'require'; table: Table; column: string }
  | { kind: 'relax'; table: Table; column: string; declared: boolean }
  | { kind: 'add-unique' | 'drop-unique' | 'add-index' | 'drop-index'; table: Table; column: string }

export interface Plan {
  /** In the order to carry them out. */
  steps: Step[]
  /** Readable lines about what cannot be done. */
  problems: string[]
}

/** Compares a declared table with the stored one. Pure: both adapters carry out the same plans. */
export function planTable(table: Table, stored: StoredTable | undefined): Plan {
  const plan: Plan = { steps: [], problems: [] }
  if (stored === undefined) planNewTable(table, plan)
  else {
    for (const column of table.columns.values()) planColumn({ table, column, stored, plan })
    planUndeclared({ table, stored, plan })
  }
  return plan
}

function planNewTable(table: Table, { steps }: Plan): void {
  steps.push({ kind: 'create-table', table })
  for (const { name, unique, index } of table.columns.values()) {
    if (unique) steps.push({ kind: 'add-unique', table, column: name })
    if (index) steps.push({ kind: 'add-index', table, column: name })
  }
}

function planColumn(change: { table: Table; column: Column; stored: StoredTable; plan: Plan }): void {
  const { table, column, stored, plan } = change
  const { steps, problems } = plan
  const { name } = column
  const title = `${table.name}.${name}`
  const before = stored.columns.get(name)

  if (before === undefined) {
    const similar = [...stored.columns.keys()].find((other) => other.toLowerCase() === name.toLowerCase())
    if (similar !== undefined) {
      problems.push(`${title}: stored as ${similar}, which SQLite takes for the same name`)
      return
    }
    if (column.notNull && stored.hasRows()) {
      problems.push(`${title}: a new column that must have a value, but the table has rows without one`)
      return
    }
    steps.push({ kind: 'add-column', table, column })
    if (column.unique) steps.push({ kind: 'add-unique', table, column: name })
    if (column.index) steps.push({ kind: 'add-index', table, column: name })
    return
  }

  if (before.type !== column.type) {
    const type = typeof before.type === 'string' ? before.type : before.type.unknown
    problems.push(`${title}: stored as ${type}, declared as ${column.type}`)
    return
  }
  if (name === 'id') return
  if (column.notNull && !before.notNull) {
    if (stored.hasAbsent(name)) problems.push(`${title}: must have a value, but there are rows without one`)
    else steps.push({ kind: 'require', table, column: name })
  }
  if (!column.notNull && before.notNull) steps.push({ kind: 'relax', table, column: name, declared: true })
  if (column.unique && !before.unique) {
    if (stored.hasDuplicates(name)) problems.push(`${title}: must be unique, but there are rows with the same value`)
    else steps.push({ kind: 'add-unique', table, column: name })
  }
  if (!column.unique && before.unique) steps.push({ kind: 'drop-unique', table, column: name })
  if (column.index && !before.index) steps.push({ kind: 'add-index', table, column: name })
  if (!column.index && before.index) steps.push({ kind: 'drop-index', table, column: name })
}

/** A column nobody writes any more must not stand in the way of new rows. */
function planUndeclared(change: { table: Table; stored: StoredTable; plan: Plan }): void {
  const { table, stored, plan } = change
  for (const [name, before] of stored.columns) {
    if (table.columns.has(name) || !before.notNull) continue
    plan.steps.push({ kind: 'relax', table, column: name, declared: false })
  }
}

/** @returns The line about a step in what `migrate` returns. */
export function describeStep(step: Step): string {
  const { name } = step.table
  switch (step.kind) {
    case 'create-table':
      return `create table ${name}`
    case 'add-column':
      return `add column ${name}.${step.column.name} (${step.column.type}${step.column.notNull ? ', not null' : ''})`
    case 'require':
      return `require a value in ${name}.${step.column}`
    case 'relax':
      return `make ${name}.${step.column} optional${step.declared ? '' : ', which is no longer declared; its values are kept'}`
    case 'add-unique':
      return `make ${name}.${step.column} unique`
    case 'drop-unique':
      return `let values in ${name}.${step.column} repeat`
    case 'add-index':
      return `index ${name}.${step.column}`
    case 'drop-index':
      return `drop the index on ${name}.${step.column}`
  }
}
