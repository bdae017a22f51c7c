import type { Id, Row, Transaction } from '@crochet/storage'
import type { JoinedField } from '../config/compile.ts'

/** Puts the list of a has-many relationship in the place of the one that is stored. */
export async function storeList(
  transaction: Transaction,
  { storage }: JoinedField,
  { owner, values, isNew }: { owner: Id; values: readonly unknown[]; isNew: boolean },
): Promise<void> {
  if (!isNew) await transaction.deleteWhere(storage.table, { column: 'owner', operator: 'equals', value: owner })
  if (values.length > 0) await transaction.insertMany(storage.table, toRows(storage, owner, values))
}

function toRows({ polymorphic }: JoinedField['storage'], owner: Id, values: readonly unknown[]): Row[] {
  const taken = new Set<string>()
  return values.map((value, position): Row => {
    const target = polymorphic ? (value as { relationTo: string; value: Id }) : { value: value as Id }
    const key = JSON.stringify(target)
    const again = taken.has(key) ? true : null
    taken.add(key)
    return { id: `${owner}/${position}`, owner, position, ...target, again }
  })
}
