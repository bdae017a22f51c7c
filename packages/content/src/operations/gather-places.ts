import type { Id } from '@crochet/storage'
import { withoutUnreadable } from '../access/field-access.ts'
import type { Entity } from '../config/compile.ts'
import { copyPlain } from '../documents/copy-plain.ts'
import { placesIn, type Place } from '../documents/places.ts'
import { pick, readSelect, selectedFields } from '../query/select.ts'
import type { Doc } from '../untyped.ts'
import { readJoins, type Joined } from './read-joins.ts'
import type { Run } from './run.ts'

/** Documents of one collection or global, and where in them the ids of others stand. */
export interface Gathered {
  /** Who reads them, and how. */
  readonly run: Run
  readonly docs: Doc[]
  readonly places: readonly Place[]
}

/** Finds the ids in relationships and joins that the caller selected and may see, in copies of the documents: others may still hold them. */
export async function gather(run: Run, docs: readonly Doc[]): Promise<Gathered> {
  const { relations, read } = run.entity.steps
  const selected = readSelect(run.entity, run.args.select)
  const tops = selectedFields(run.entity, selected)
  const steps = relations.filter(({ field }) => tops === undefined || tops.has(field.name))
  const isWhole = read.length === 0 && selected === undefined
  const places: Place[] = []
  const copies: Doc[] = []
  for (const doc of docs) {
    const copy = { ...doc }
    for (const { field } of steps) copy[field.name] = copyPlain(doc[field.name])
    copies.push(copy)
  }
  if (run.entity.joins.length > 0) await readJoins(run, copies, (name) => tops?.has(name) !== false)
  for (const copy of copies) {
    const own = [
      ...placesIn(steps, { data: copy, previous: undefined, prefix: '' }),
      ...placesInJoins(run.entity, copy),
    ]
    const visible = own.length === 0 || isWhole ? undefined : pick(await withoutUnreadable(run, copy), selected)
    places.push(...(visible === undefined ? own : own.filter(({ path }) => isThere(visible, path))))
  }
  return { run, docs: copies, places }
}

function placesInJoins({ joins }: Entity, doc: Doc): Place[] {
  return joins.flatMap(({ name, collection }): Place[] => {
    const list = (doc[name] as Joined | null | undefined)?.docs ?? []
    return [...list.entries()].map(([index, id]) => ({
      top: name,
      path: `${name}.docs.${index}`,
      to: collection,
      id: id as Id,
      put: (other) => (list[index] = other),
    }))
  })
}

function isThere(doc: Doc, path: string): boolean {
  let value: unknown = doc
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false
    value = (value as Doc)[key]
  }
  return true
}
