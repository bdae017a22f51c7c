import * as fc from 'fast-check'
import type { Row, Transaction, Where } from '@crochet/storage'
import { id, numbers, texts, values } from './nested-arbitraries.ts'
import type { Table } from './nested-arbitraries.ts'

type Write =
  | { kind: 'insert' | 'update' | 'delete'; id: string | number; changes: Row }
  | { kind: 'insertMany'; rows: Row[] }
  | { kind: 'updateWhere' | 'deleteWhere'; where: Where; changes: Row }

/** One write of any kind, and the table it is for. */
export type TableWrite = Write & { table: Table }

const writeTo = (table: Table, where: fc.Arbitrary<Where>): fc.Arbitrary<TableWrite> => {
  const changes = fc.record(values[table], { requiredKeys: [] }) as fc.Arbitrary<Row>
  const kind = fc.constantFrom('insert', 'insert', 'insert', 'insert', 'update', 'update', 'update', 'delete')
  const rows = fc.array(
    fc.tuple(id[table], changes).map(([key, rest]): Row => ({ ...rest, id: key })),
    { minLength: 1, maxLength: 3 },
  )
  // Few conditions that match whatever there is, or nothing would be left to write to.
  const some = fc.oneof(
    { weight: 3, arbitrary: id[table].map((value): Where => ({ column: 'id', operator: 'equals', value })) },
    where,
  )
  const writes: fc.Arbitrary<Write> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind, id: id[table], changes }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('insertMany' as const), rows }) },
    fc.record({ kind: fc.constant('updateWhere' as const), where: some, changes }),
    fc.record({ kind: fc.constant('deleteWhere' as const), where: some, changes: fc.constant({}) }),
  )
  return writes.map((write) => ({ ...write, table }))
}

export const write: fc.Arbitrary<TableWrite> = fc.oneof(writeTo('texts', texts), writeTo('numbers', numbers))

export function carryOut(transaction: Transaction, write: TableWrite): Promise<unknown> {
  switch (write.kind) {
    case 'insert':
      return transaction.insert(write.table, { id: write.id, ...write.changes })
    case 'insertMany':
      return transaction.insertMany(write.table, write.rows)
    case 'update':
      return transaction.update(write.table, write.id, write.changes)
    case 'updateWhere':
      return transaction.updateWhere(write.table, write.where, write.changes)
    case 'delete':
      return transaction.delete(write.table, write.id)
    case 'deleteWhere':
      return transaction.deleteWhere(write.table, write.where)
  }
}
