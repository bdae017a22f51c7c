import type { Reader, Where as StorageWhere } from '@crochet/storage'
import type { Entity, Field } from '../config/compile.ts'
import { fieldOfColumn } from '../config/field-storage.ts'
import type { Data, Doc } from '../untyped.ts'
import { firstFreeNumber } from './first-free-number.ts'
import { numbered } from './numbered.ts'
import type { WriteRun } from './run.ts'

/** A value of a unique field that nobody has sent: if another document has it, this one gets the value with a number. */
export interface MadeUp {
  /** The one for hooks and validation. */
  readonly value: string
  /** What it was made from, and the word that goes before the number. */
  readonly from: string
  readonly word: string
}

/** Notes that a value was made up, where no other document may have the same. */
export function noteMadeUp(run: WriteRun, name: string, made: MadeUp): void {
  if (run.entity.uniques.some((columns) => columns.includes(name))) run.madeUp.set(name, made)
}

/**
 * Gives the copy of a document values of its own in its unique fields, unless a `beforeDuplicate` handler has changed the value
 * or the caller sends another one. `Title` becomes `Title - Copy`, a text like `some-slug` becomes `some-slug-copy`. Other types
 * have no value that could be made up: theirs is left out.
 */
export function makeUpCopies(run: WriteRun, copy: Data, { original, sent }: { original: Doc; sent: Data }): void {
  for (const { name, config, type } of run.entity.changeable) {
    const value: unknown = copy[name] ?? null
    const isUnique = run.entity.uniques.some((columns) => columns.every((column) => fieldOfColumn(column) === name))
    if (!isUnique || value === null || value !== original[name] || sent[name] !== undefined) continue
    const longest = type.longest?.(config)
    const first = longest === undefined ? undefined : numbered(String(value), 1, { word: 'Copy', longest })
    copy[name] = first
    if (first !== undefined) noteMadeUp(run, name, { value: first, from: String(value), word: 'Copy' })
  }
}

/**
 * Puts a number behind made-up values that another document has by now, in `run.data`. Right before the write, in its
 * transaction: nobody else can take a value in between. One that hooks have changed is theirs, and may be a conflict.
 *
 * @param row what would be written
 */
export async function numberTakenValues(run: WriteRun, reader: Reader, row: Doc): Promise<void> {
  for (const [name, made] of run.madeUp) {
    const field = run.entity.fields.find((one) => one.name === name)
    if (field === undefined || run.data[name] !== made.value) continue
    const free = await firstFreeValue(run, reader, { field, made, row })
    // Without a free one, the write is the conflict that it would have been.
    if (free !== undefined) run.data[name] = free
  }
}

interface Wanted {
  readonly field: Field
  readonly made: MadeUp
  readonly row: Doc
}

async function firstFreeValue(
  run: WriteRun,
  reader: Reader,
  { field, made, row }: Wanted,
): Promise<string | undefined> {
  const { entity, id } = run
  const { name, config, type } = field
  const longest = type.longest?.(config) ?? Infinity
  const valueOf = (number: number): string | undefined => {
    const value = numbered(made.from, number, { word: made.word, longest })
    return value === undefined || type.check(value, config) !== undefined ? undefined : value
  }
  const clashes = clashingWheres(entity, name, row)
  const number = await firstFreeNumber(async (numbers) => {
    const values = new Map(numbers.map((one) => [one, valueOf(one)]))
    const asked = [...values.values()].filter((value) => value !== undefined)
    const taken = new Set<unknown>()
    for (const others of clashes) {
      const another: StorageWhere = { column: 'id', operator: 'not_equals', value: id }
      const same: StorageWhere = { column: name, operator: 'in', value: asked }
      const rows = await reader.find(entity.name, { where: { and: [same, another, ...others] }, select: [name] })
      for (const found of rows) taken.add(found[name])
    }
    return new Set(numbers.filter((one) => values.get(one) === undefined || taken.has(values.get(one))))
  })
  return number === undefined ? undefined : valueOf(number)
}

/** For each unique index with the field: what else a document has to have to clash. One without a value clashes with nothing. */
function clashingWheres(entity: Entity, name: string, row: Doc): StorageWhere[][] {
  return entity.uniques
    .filter((columns) => columns.includes(name))
    .map((columns) => columns.filter((column) => column !== name))
    .filter((others) => others.every((column) => (row[column] ?? null) !== null))
    .map((others) => others.map((column) => ({ column, operator: 'equals' as const, value: row[column] as unknown })))
}
