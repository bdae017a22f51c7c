import type { Column, Table } from '../schema/table.ts'
import type { Encoded } from './encode.ts'
import type { Operand } from './operand.ts'

/** A checked `Where`: few kinds, encoded values, known columns. Each adapter carries out the same filters. */
export type Filter =
  | { kind: 'and' | 'or'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  | { kind: 'related'; table: Table; outer: Operand; inner: Column; filter: Filter }
  | { kind: 'element'; list: Operand; filter: Filter }
  | ValueFilter

/** A filter on one value. */
export type ValueFilter =
  | { kind: 'present' | 'absent'; operand: Operand }
  | { kind: 'among'; operand: Operand; values: Exclude<Encoded, null>[]; absent: boolean; negated: boolean }
  | { kind: 'compare'; operand: Operand; operator: Comparison; value: Exclude<Encoded, null> }
  | { kind: 'text'; operand: Operand; needles: string[] }

export type Comparison = '>' | '>=' | '<' | '<='

/**
 * What is searched and what is searched for, with case removed the same way. (SQLite's own `like` and `lower` know
 * the letters of ASCII only.)
 */
export function fold(text: string): string {
  return text.toLowerCase()
}
