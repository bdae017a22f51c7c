import type { Column } from '../schema/table.ts'
import type { Encoded } from './encode.ts'

/** A checked `Where`: few kinds, encoded values, known columns. Each adapter carries out the same filters. */
export type Filter =
  | { kind: 'and' | 'or'; filters: Filter[] }
  | { kind: 'present' | 'absent'; column: Column }
  | { kind: 'among'; column: Column; values: Exclude<Encoded, null>[]; absent: boolean; negated: boolean }
  | { kind: 'compare'; column: Column; operator: Comparison; value: Exclude<Encoded, null> }
  | { kind: 'text'; column: Column; needles: string[] }

export type Comparison = '>' | '>=' | '<' | '<='

/**
 * What is searched and what is searched for, with case removed the same way. (SQLite's own `like` and `lower` know
 * the letters of ASCII only.)
 */
export function fold(text: string): string {
  return text.toLowerCase()
}
