import { StorageError, type Transaction, type Where as StorageWhere } from '@crochet/storage'
import type { Referrer } from '../config/referrers.ts'
import { Conflict } from '../errors.ts'
import type { WriteRun } from './run.ts'
import { checkUnchanged } from './check-unchanged.ts'

/**
 * Deletes the loaded document, and with it its places in the relationships of others. Its id stays where it is inside groups and
 * rows: there it is data like any other, and answers show it as it is.
 *
 * @throws StaleDocument; Conflict `STILL_REFERRED` when a required relationship refers to it
 */
export async function remove(run: WriteRun): Promise<void> {
  const { core, entity, id } = run
  await run.scope.write(async (transaction) => {
    await checkUnchanged(run, transaction)
    for (const referrer of core.referrers.get(entity.name) ?? []) await release(transaction, referrer, run)
    try {
      await transaction.delete(entity.name, id)
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'REFERENCE_HELD') throw error
      throw stillReferred(String(error.table), String(error.column), error)
    }
  })
  run.changed = new Set(run.entity.fieldNames)
}

/** What the database does for references to one table. */
async function release(transaction: Transaction, referrer: Referrer, { entity, id }: WriteRun): Promise<void> {
  const { table, value, relation } = referrer
  const where: StorageWhere = {
    and: [
      { column: value, operator: 'equals', value: id },
      { column: relation, operator: 'equals', value: entity.name },
    ],
  }
  if (referrer.list) await transaction.deleteWhere(table, where)
  else if (!referrer.required) await transaction.updateWhere(table, where, { [value]: null, [relation]: null })
  else if ((await transaction.count(table, where)) > 0) throw stillReferred(referrer.name, referrer.field)
}

function stillReferred(name: string, field: string, cause?: unknown): Conflict {
  const message = `Documents of "${name}" refer to this one in \`${field}\`, which they must have.`
  return new Conflict('STILL_REFERRED', message, { cause })
}
