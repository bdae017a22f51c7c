import type { ReferenceSchema } from '../ports/schema.ts'
import type { Column, Table } from './table.ts'

/** One change of a stored table. */
export type Step =
  | { kind: 'create-table'; table: Table }
  | { kind: 'add-column'; table: Table; column: Column }
  | ColumnStep
  | IndexStep

/** A change that SQLite cannot make in place. */
export type ColumnStep =
  | { kind: 'require'; table: Table; column: string }
  | { kind: 'relax'; table: Table; column: string; declared: boolean }
  | { kind: 'refer'; table: Table; column: string; references: Readonly<ReferenceSchema> }
  | { kind: 'unrefer'; table: Table; column: string; declared: boolean }

export interface IndexStep {
  kind: 'add-unique' | 'drop-unique' | 'add-index' | 'drop-index'
  table: Table
  columns: readonly string[]
}

/** @returns The line about a step in what `migrate` returns. */
export function describeStep(step: Step): string {
  const { name } = step.table
  switch (step.kind) {
    case 'create-table':
      return `create table ${name}`
    case 'add-column':
      return `add column ${name}.${step.column.name} (${describeColumn(step.column)})`
    case 'require':
      return `require a value in ${name}.${step.column}`
    case 'relax':
      return `make ${name}.${step.column} optional${step.declared ? '' : undeclared}`
    case 'refer':
      return `make ${name}.${step.column} refer to ${describeReference(step.references)}`
    case 'unrefer':
      return `let ${name}.${step.column} refer to nothing${step.declared ? '' : undeclared}`
    case 'add-unique':
      return `make ${describeColumns(step)} unique`
    case 'drop-unique':
      return `let values in ${describeColumns(step)} repeat`
    case 'add-index':
      return `index ${describeColumns(step)}`
    case 'drop-index':
      return `drop the index on ${describeColumns(step)}`
  }
}

const undeclared = ', which is no longer declared; its values are kept'

function describeColumn({ type, notNull, references }: Column): string {
  const reference = references === undefined ? '' : `, refers to ${describeReference(references)}`
  return `${type}${notNull ? ', not null' : ''}${reference}`
}

function describeReference({ table, onDelete }: Readonly<ReferenceSchema>): string {
  return `${table}, ${onDelete} on delete`
}

/** @returns `posts.slug`, or `posts.(tenant, slug)`. */
export function describeColumns({ table, columns }: { table: Table; columns: readonly string[] }): string {
  return `${table.name}.${columns.length === 1 ? String(columns[0]) : `(${columns.join(', ')})`}`
}
