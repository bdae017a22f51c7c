import { StorageError } from '../errors.ts'
import type { Id, JsonValue, Row } from '../ports/row.ts'
import { columnOf } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'

/** A value as both adapters keep it: booleans as 0 and 1, JSON as its text. */
export type Encoded = string | number | null

/** Encoded values by column name. */
export type EncodedRow = ReadonlyMap<string, Encoded>

const maxText = 64 * 1024 * 1024
/** SQLite reads JSON of 1,000 levels (sqlite.org/json1.html); a row beyond that would break every query into it. */
const maxNesting = 500

/** @returns A value for every column of the table. @throws `ROW_ID`, `ROW_VALUE`, `ROW_NOT_NULL`, `SCHEMA_COLUMN` */
export function encodeRow(table: Table, row: Row): EncodedRow {
  for (const name of Object.keys(row)) columnOf(table, name)
  const encoded = new Map<string, Encoded>([['id', encodeId(table, row.id)]])
  for (const column of table.columns.values()) {
    if (column.name !== 'id') encoded.set(column.name, encodeColumn(table, column, own(row, column.name)))
  }
  return encoded
}

/**
 * @param id What the row is found by; `undefined` for rows that are found by a condition.
 * @returns The columns to set, without `id`.
 * @throws As `encodeRow`.
 */
export function encodeChanges(table: Table, id: Id | undefined, changes: Row): EncodedRow {
  const encoded = new Map<string, Encoded>()
  for (const [name, value] of Object.entries(changes)) {
    const column = columnOf(table, name)
    if (value === undefined) continue
    if (name !== 'id') encoded.set(name, encodeColumn(table, column, value))
    else if (value !== id) throw new StorageError('ROW_ID', { table: table.name, problem: 'cannot be changed' })
  }
  return encoded
}

/** @param stored A value for each of the columns. @returns A fresh row. */
export function decodeRow(columns: readonly Column[], stored: ArrayLike<unknown>): Row {
  const row: Row = {}
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index]
    if (column !== undefined) row[column.name] = decodeValue(column.type, stored[index])
  }
  return row
}

/**
 * @returns The value as it is kept, or what is wrong with it. The wording follows the name of a column.
 */
export function encodeValue(type: Column['type'], value: unknown): { value: Encoded } | { problem: string } {
  if (value === null || value === undefined) return { value: null }
  switch (type) {
    case 'text':
      return typeof value === 'string' ? encodeText(value) : { problem: `takes text, not ${describe(value)}` }
    case 'number':
      // Adding 0 turns -0 into 0, which is what SQLite gives back.
      if (typeof value === 'number' && Number.isFinite(value)) return { value: value + 0 }
      return { problem: `takes a finite number, not ${describe(value)}` }
    case 'boolean':
      if (typeof value === 'boolean') return { value: value ? 1 : 0 }
      return { problem: `takes true or false, not ${describe(value)}` }
    case 'json':
      return encodeJson(value)
  }
}

function encodeColumn(table: Table, column: Column, value: unknown): Encoded {
  const result = encodeValue(column.type, value)
  if ('problem' in result) {
    throw new StorageError('ROW_VALUE', { table: table.name, column: column.name, problem: result.problem })
  }
  if (result.value === null && column.notNull) {
    throw new StorageError('ROW_NOT_NULL', { table: table.name, column: column.name })
  }
  return result.value
}

/** @returns Whether it can be the id of a row of the table; what cannot be one is found nowhere. */
export function isIdOf(table: Table, id: unknown): id is Id {
  if (typeof id === 'string') return idType(table) === 'text' && id.isWellFormed()
  return typeof id === 'number' && idType(table) === 'number' && Number.isFinite(id)
}

function encodeId(table: Table, id: unknown): Id {
  const result = encodeValue(idType(table), id)
  if ('problem' in result) throw new StorageError('ROW_ID', { table: table.name, problem: result.problem })
  if (result.value !== null && result.value !== '') return result.value
  throw new StorageError('ROW_ID', { table: table.name, problem: 'is missing' })
}

function idType(table: Table): Column['type'] {
  return columnOf(table, 'id').type
}

function encodeText(value: string): { value: string } | { problem: string } {
  if (value.length > maxText) return { problem: `takes at most ${maxText} characters` }
  if (!value.isWellFormed()) return { problem: 'holds half a surrogate pair, which has no UTF-8' }
  if (value.includes('\0')) return { problem: 'holds a NUL character, which not every database can keep' }
  return { value }
}

function encodeJson(value: unknown): { value: string } | { problem: string } {
  try {
    const text: string | undefined = JSON.stringify(value)
    if (text === undefined) return { problem: `takes JSON, not ${describe(value)}` }
    if (nesting(text) > maxNesting) return { problem: `takes JSON of at most ${maxNesting} levels` }
    return encodeText(text)
  } catch (error) {
    return { problem: `takes JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** @returns How deep the lists and objects of a JSON text go, or 0 when it is too short to go too deep. */
function nesting(json: string): number {
  if (json.length <= maxNesting) return 0
  let [depth, deepest] = [0, 0]
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at)
    if (character === quote) at = endOfText(json, at)
    else if (character === openList || character === openObject) deepest = Math.max(deepest, ++depth)
    else if (character === closeList || character === closeObject) depth--
  }
  return deepest
}

const [quote, backslash, openList, closeList, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

/** Where a text in JSON ends that begins at `start`. */
function endOfText(json: string, start: number): number {
  let end = start
  let escapes: number
  do {
    end = json.indexOf('"', end + 1)
    escapes = 0
    while (json.charCodeAt(end - 1 - escapes) === backslash) escapes++
  } while (escapes % 2 === 1)
  return end
}

/** @returns A fresh value. */
export function decodeValue(type: Column['type'], stored: unknown): JsonValue {
  if (typeof stored !== 'string' && typeof stored !== 'number') return null
  switch (type) {
    case 'text':
    case 'number':
      return stored
    case 'boolean':
      return stored !== 0
    case 'json':
      return JSON.parse(String(stored)) as JsonValue
  }
}

function own(row: Row, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
