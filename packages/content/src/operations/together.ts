import type { Query, Transaction, Where as StorageWhere } from '@crochet/storage'
import type { Entity, Field } from '../config/compile.ts'
import type { Core } from '../core.ts'
import type { BulkRun } from './run-bulk.ts'

/** The documents that a bulk write is for. */
export interface Wanted {
  readonly where: StorageWhere
  readonly limit: number
}

type Point = keyof Entity['points']
type FieldPoint = keyof Field['points']

const observers = ['afterCommit', 'afterRollback'] as const
const ofUpdate: readonly Point[] = ['beforeValidate', 'afterValidate', 'beforeChange', 'afterRead', 'afterChange']
const ofFields: readonly FieldPoint[] = ['beforeValidate', 'beforeChange', 'afterRead', 'afterChange']

/** Whether some handler is called for each document that is updated. Asked for each bulk write: handlers come and go. */
export function handlesUpdates({ core, entity }: { core: Core; entity: Entity }): boolean {
  return isUsed(core, entity, ofUpdate) || entity.fields.some(isHandled)
}

/** Whether some handler is called for each document that is deleted. */
export function handlesDeletions({ core, entity }: { core: Core; entity: Entity }): boolean {
  return isUsed(core, entity, ['beforeDelete', 'afterDelete'])
}

const isUsed = ({ root }: Core, { points }: Entity, names: readonly Point[]): boolean =>
  observers.some((name) => root[name].used) || [...names, ...observers].some((name) => points[name].used)

const isHandled = ({ points, fields, blocks }: Field): boolean =>
  ofFields.some((name) => points[name].used) || [...blocks.values(), fields].some((inside) => inside.some(isHandled))

/** How many documents one statement is for. */
const atOnce = 1000

/** Documents, or rows with nothing but their ids. */
type Found = readonly Readonly<Record<string, unknown>>[]

interface Changing<F extends Found> {
  find(transaction: Transaction, query: Query): Promise<F>
  /** @param range matches exactly what was found: nobody else writes meanwhile */
  change(transaction: Transaction, found: F, range: StorageWhere): Promise<void>
}

/** Goes through what matches in the order of ids, a range of ids at a time, in the transaction of the write. */
export async function inRanges<F extends Found>(
  { scope }: BulkRun,
  { where, limit }: Wanted,
  { find, change }: Changing<F>,
): Promise<void> {
  await scope.write(async (transaction) => {
    let after: StorageWhere[] = []
    for (let left = limit; left > 0; left -= atOnce) {
      const size = Math.min(atOnce, left)
      const matching = { and: [where, ...after] }
      const sort = [{ column: 'id', direction: 'asc' as const }]
      const found = await find(transaction, { where: matching, sort, limit: size })
      if (found.length === 0) return
      const last = found.at(-1)?.['id']
      await change(transaction, found, {
        and: [matching, { column: 'id', operator: 'less_than_equal', value: last }],
      })
      if (found.length < size) return
      after = [{ column: 'id', operator: 'greater_than', value: last }]
    }
  })
}
