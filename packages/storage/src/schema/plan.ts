import { changeSome, otherName } from './advice.ts'
import { planIndexes } from './plan-indexes.ts'
import type { Step } from './step.ts'
import type { StoredColumn, StoredTable } from './stored-table.ts'
import type { Column, Table } from './table.ts'

export interface Plan {
  /** In the order to carry them out. */
  steps: Step[]
  /** Readable lines about what cannot be done. */
  problems: string[]
}

interface Change {
  table: Table
  column: Column
  stored: StoredTable
  plan: Plan
}

/** Compares a declared table with the stored one. Pure: both adapters carry out the same plans. */
export function planTable(table: Table, stored: StoredTable | undefined): Plan {
  const plan: Plan = { steps: [], problems: [] }
  if (stored === undefined) planNewTable(table, plan)
  else {
    for (const column of table.columns.values()) planColumn({ table, column, stored, plan })
    planUndeclared({ table, stored, plan })
    planIndexes({ table, stored, plan })
  }
  return plan
}

function planNewTable(table: Table, { steps }: Plan): void {
  steps.push({ kind: 'create-table', table })
  for (const column of table.columns.values()) indexColumn({ table, column, steps })
  for (const { columns, unique } of table.indexes) {
    steps.push({ kind: unique ? 'add-unique' : 'add-index', table, columns })
  }
}

function planColumn(change: Change): void {
  const { table, column, stored, plan } = change
  const before = stored.columns.get(column.name)
  if (before === undefined) planNewColumn(change)
  else if (before.type === column.type) planKnownColumn(change, before)
  else {
    const type = typeof before.type === 'string' ? before.type : before.type.unknown
    plan.problems.push(`${table.name}.${column.name}: stored as ${type}, declared as ${column.type}; ${otherName}`)
  }
}

function planNewColumn({ table, column, stored, plan: { steps, problems } }: Change): void {
  const { name, notNull } = column
  const title = `${table.name}.${name}`
  const similar = [...stored.columns.keys()].find((other) => other.toLowerCase() === name.toLowerCase())
  if (similar !== undefined) {
    problems.push(`${title}: stored as ${similar}, which SQLite takes for the same name; choose another one`)
  } else if (notNull && stored.hasRows()) {
    problems.push(
      `${title}: a new column that must have a value, but the table has rows without one; add it without that, and fill it in first`,
    )
  } else {
    steps.push({ kind: 'add-column', table, column })
    indexColumn({ table, column, steps })
  }
}

function planKnownColumn({ table, column, stored, plan: { steps, problems } }: Change, before: StoredColumn): void {
  const { name, notNull, unique, index, references } = column
  const title = `${table.name}.${name}`
  if (name === 'id') return
  if (notNull && !before.notNull) {
    if (stored.hasAbsent(name))
      problems.push(`${title}: must have a value, but there are rows without one; fill them in first`)
    else steps.push({ kind: 'require', table, column: name })
  }
  if (!notNull && before.notNull) steps.push({ kind: 'relax', table, column: name, declared: true })
  if (references !== undefined && !sameReference(references, before.references)) {
    const { table: target } = references
    if (before.references?.table !== target && stored.pointsNowhere(name, target)) {
      problems.push(
        `${title}: must refer to ${target}, but there are rows that point nowhere; correct or clear them first`,
      )
    } else steps.push({ kind: 'refer', table, column: name, references })
  }
  if (references === undefined && before.references !== undefined) {
    steps.push({ kind: 'unrefer', table, column: name, declared: true })
  }
  const columns = [name]
  if (unique && !before.unique) {
    if (stored.hasDuplicates(columns))
      problems.push(`${title}: must be unique, but there are rows with the same value; ${changeSome}`)
    else steps.push({ kind: 'add-unique', table, columns })
  }
  if (!unique && before.unique) steps.push({ kind: 'drop-unique', table, columns })
  if (index && !before.index) steps.push({ kind: 'add-index', table, columns })
  if (!index && before.index) steps.push({ kind: 'drop-index', table, columns })
}

function indexColumn({ table, column, steps }: { table: Table; column: Column; steps: Step[] }): void {
  const columns = [column.name]
  if (column.unique) steps.push({ kind: 'add-unique', table, columns })
  if (column.index) steps.push({ kind: 'add-index', table, columns })
}

function sameReference(a: Column['references'], b: Column['references']): boolean {
  return a?.table === b?.table && a?.onDelete === b?.onDelete
}

/** A column nobody writes any more must stand neither in the way of new rows nor of deleting those it refers to. */
function planUndeclared({ table, stored, plan }: Omit<Change, 'column'>): void {
  for (const [name, { notNull, references }] of stored.columns) {
    if (table.columns.has(name)) continue
    if (notNull) plan.steps.push({ kind: 'relax', table, column: name, declared: false })
    if (references !== undefined) plan.steps.push({ kind: 'unrefer', table, column: name, declared: false })
  }
}
