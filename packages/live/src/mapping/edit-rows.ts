import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import { longestRise } from '../text/diff-lists.ts'
import { MapHolder } from './holder.ts'
import { editLevel, normalLevel, type Values } from './level.ts'
import { Place, type Change, type LiveField } from './live-field.ts'
import { fieldsOfRow, headOf, liveRows, readRow, rowsById, type LiveRow } from './rows.ts'

/**
 * Makes the smallest edit of rows. They are the same row by `id`; one that moves is written anew in its place, since a `Y.Array`
 * knows no moving: as few as there can be.
 */
export function editRows(field: LiveField, held: Y.Array<unknown>, change: Change): void {
  new RowsEdit(field, held, change).run()
}

class RowsEdit {
  readonly #field: LiveField
  readonly #held: Y.Array<unknown>
  readonly #change: Change
  readonly #from: ReadonlyMap<string, Values>
  readonly #to: ReadonlyMap<string, Values>
  /** As they are in the document at any time. */
  readonly #rows: (LiveRow | undefined)[]

  constructor(field: LiveField, held: Y.Array<unknown>, change: Change) {
    this.#field = field
    this.#held = held
    this.#change = change
    this.#from = rowsById(change.from)
    this.#to = rowsById(change.to)
    this.#rows = liveRows(held)
  }

  run(): void {
    const moved = this.#moved()
    for (const id of this.#from.keys()) if (!this.#to.has(id)) this.#delete(this.#indexOf(id))
    let before: string | undefined
    for (const [id, row] of this.#to) {
      const index = this.#indexOf(id)
      if (index >= 0) this.#settle(index, row, { before, moves: moved.has(id) })
      // Somebody has removed it meanwhile: what is new in it is not lost.
      else if (!this.#isSame(this.#from.get(id), row)) this.#insert(row, this.#placeAfter(before))
      else continue
      before = id
    }
  }

  /** Rows that both have, and that do not stand in the same order. */
  #moved(): ReadonlySet<string> {
    const order = new Map([...this.#to.keys()].map((id, index) => [id, index]))
    const both = [...this.#from.keys()].filter((id) => order.has(id))
    const stay = new Set(longestRise(both.map((id) => order.get(id) ?? 0)).map((index) => both[index]))
    return new Set(both.filter((id) => !stay.has(id)))
  }

  #settle(index: number, row: Values, { before, moves }: { before: string | undefined; moves: boolean }): void {
    const there = this.#rows[index]
    if (there === undefined) return
    if (row['blockType'] !== undefined && row['blockType'] !== there.blockType) {
      this.#delete(index)
      return void this.#insert(row, moves ? this.#placeAfter(before) : index)
    }
    const { map } = moves ? this.#move(there, { index, before }) : there
    if (map.get('id') !== there.id) map.set('id', there.id)
    const from = this.#from.get(there.id)
    editLevel(fieldsOfRow(this.#field, there.blockType), new MapHolder(map), { ...this.#change, from, to: row })
  }

  #move(there: LiveRow, { index, before }: { index: number; before: string | undefined }): LiveRow {
    const copy = readRow(this.#field, there, new Place())
    this.#delete(index)
    return this.#insert(copy, this.#placeAfter(before))
  }

  #insert(row: Values, index: number): LiveRow {
    const map = new Y.Map<unknown>()
    const { id, blockType } = row
    const made = { id: String(id), blockType: typeof blockType === 'string' ? blockType : undefined, map }
    this.#held.insert(index, [map])
    this.#rows.splice(index, 0, made)
    for (const [key, value] of Object.entries(headOf(id, blockType))) map.set(key, value)
    const change: Change = { from: {}, to: row, newer: 'gives way' }
    editLevel(fieldsOfRow(this.#field, blockType), new MapHolder(map), change)
    return made
  }

  #delete(index: number): void {
    if (index < 0) return
    this.#held.delete(index)
    this.#rows.splice(index, 1)
  }

  #indexOf(id: string): number {
    return this.#rows.findIndex((row) => row?.id === id)
  }

  #placeAfter(before: string | undefined): number {
    return before === undefined ? 0 : this.#indexOf(before) + 1
  }

  #isSame(one: Values | undefined, other: Values): boolean {
    if (one === undefined) return false
    const fields = fieldsOfRow(this.#field, other['blockType'])
    return isDeepStrictEqual(normalLevel(fields, one), normalLevel(fields, other))
  }
}
