import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { Row } from '../ports/row.ts'
import type { TableSchema } from '../ports/schema.ts'

const schema: TableSchema[] = [
  { name: 'numbers', id: 'number', columns: [{ name: 'text', type: 'text' }] },
  {
    name: 'rows',
    columns: [{ name: 'number', type: 'number', references: { table: 'numbers', onDelete: 'cascade' } }],
  },
]

export function testNumberIds(suite: Suite): void {
  const { test, expect, subject } = suite

  test('finds, changes, sorts and deletes rows by ids that are numbers', async () => {
    await using storage = await subject.open()
    await storage.documents.migrate(schema)
    await using transaction = await storage.documents.transaction()
    for (const id of [10, 9, -1.5, 2 ** 53]) await transaction.insert('numbers', { id, text: String(id) })
    await transaction.insert('rows', { id: 'nine', number: 9 })
    expect((await transaction.find('numbers')).map(({ id }) => id)).toEqual([-1.5, 9, 10, 2 ** 53])
    expect(await transaction.findByID('numbers', 10)).toEqual({ id: 10, text: '10' })
    expect(await transaction.update('numbers', 10, { id: 10, text: 'ten' })).toBe(true)
    expect(await transaction.delete('numbers', 9)).toBe(true)
    expect(await transaction.count('rows')).toBe(0)
    await expectCode(suite, transaction.insert('numbers', { id: 10 }), ['UNIQUE', { table: 'numbers', column: 'id' }])
    await expectCode(suite, transaction.update('numbers', 10, { id: 11 }), ['ROW_ID'])
    await expectCode(suite, transaction.insert('rows', { id: 'x', number: 9 }), ['REFERENCE_MISSING'])
    for (const id of ['10', null, undefined, Number.NaN, true]) {
      await expectCode(suite, transaction.insert('numbers', { id } as Row), ['ROW_ID', { table: 'numbers' }])
    }
  })

  test('an id of the other type is found nowhere', async () => {
    await using storage = await subject.open()
    await storage.documents.migrate(schema)
    await using transaction = await storage.documents.transaction()
    await transaction.insert('numbers', { id: 1 })
    await transaction.insert('rows', { id: '1' })
    for (const [table, id] of [
      ['numbers', '1'],
      ['rows', 1],
      ['numbers', '1.0'],
      ['numbers', Number.NaN],
    ] as const) {
      expect(await transaction.findByID(table, id)).toBe(undefined)
      expect(await transaction.update(table, id, {})).toBe(false)
      expect(await transaction.delete(table, id)).toBe(false)
    }
    expect(await transaction.count('numbers')).toBe(1)
  })

  test('ids do not change their type', async () => {
    await using storage = await subject.open()
    await storage.documents.migrate(schema)
    await expectCode(suite, storage.documents.migrate([{ name: 'numbers', columns: [] }]), [
      'SCHEMA_CHANGE',
      {
        details: {
          changes: [
            'numbers.id: stored as number, declared as text; a column keeps its type: declare one under another name and copy the values over',
          ],
        },
      },
    ])
    const odd = [{ name: 'odd', id: 'uuid', columns: [] }] as unknown as TableSchema[]
    await expectCode(suite, storage.documents.migrate(odd), ['SCHEMA_TYPE', { table: 'odd', column: 'id' }])
  })
}
