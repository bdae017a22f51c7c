import type { JsonValue } from '../ports/row.ts'
import type { ColumnType } from '../ports/schema.ts'
import type { Encoded, EncodedRow } from '../rows/encode.ts'
import type { Operand } from '../rows/operand.ts'
import { valueOf } from './tables.ts'

/** What a condition is asked of: a row, or an element of a list. */
export type Subject = { kind: 'row'; row: EncodedRow } | { kind: 'element'; element: JsonValue }

/** @returns The value as `rows/encode.ts` would keep it. */
export function valueAt(subject: Subject, { column, path, type }: Operand): Encoded {
  if (subject.kind === 'row' && column !== undefined && column.type === type && path.length === 0) {
    return valueOf(subject.row, column.name)
  }
  return typed(type, jsonAt(subject, { column, path }))
}

/** @returns The elements of the list there; none when there is no list. */
export function elementsAt(subject: Subject, list: Operand): JsonValue[] {
  const json = jsonAt(subject, list)
  return Array.isArray(json) ? json : []
}

function jsonAt(subject: Subject, { column, path }: Pick<Operand, 'column' | 'path'>): JsonValue {
  let json = subject.kind === 'element' ? subject.element : parse(valueOf(subject.row, column?.name ?? ''))
  for (const key of path) {
    if (typeof json !== 'object' || json === null || Array.isArray(json) || !Object.hasOwn(json, key)) return null
    json = json[key] ?? null
  }
  return json
}

function parse(stored: Encoded): JsonValue {
  return typeof stored === 'string' ? (JSON.parse(stored) as JsonValue) : null
}

function typed(type: ColumnType, json: JsonValue): Encoded {
  switch (type) {
    case 'text':
      return typeof json === 'string' ? json : null
    case 'number':
      return typeof json === 'number' ? json : null
    case 'boolean':
      return typeof json === 'boolean' ? Number(json) : null
    case 'json':
      return json === null ? null : JSON.stringify(json)
  }
}
