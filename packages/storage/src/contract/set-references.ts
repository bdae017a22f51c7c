import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { TableSchema } from '../ports/schema.ts'
import type { Row } from '../ports/row.ts'
import type { Storage } from '../ports/storage.ts'
import type { Where } from '../ports/query.ts'

const schema: TableSchema[] = [
  { name: 'kinds', id: 'number', columns: [] },
  {
    name: 'nodes',
    columns: [
      { name: 'parent', type: 'text', references: { table: 'nodes', onDelete: 'cascade' } },
      { name: 'next', type: 'text', references: { table: 'nodes', onDelete: 'restrict' } },
      { name: 'kind', type: 'number', references: { table: 'kinds', onDelete: 'restrict' } },
      { name: 'slug', type: 'text', unique: true },
    ],
  },
  { name: 'leaves', columns: [{ name: 'node', type: 'text', references: { table: 'nodes', onDelete: 'restrict' } }] },
]

async function openNodes({ subject }: Suite, nodes: readonly Row[]): Promise<Storage> {
  const storage = await subject.open()
  await storage.documents.migrate(schema)
  await using transaction = await storage.documents.transaction()
  await transaction.insertMany('kinds', [{ id: 1 }, { id: 2 }])
  await transaction.insertMany('nodes', nodes)
  await transaction.commit()
  return storage
}

const among = (...value: string[]): Where => ({ column: 'id', operator: 'in', value })

export function testSetReferences(suite: Suite): void {
  const { test, expect } = suite

  test('rows that are inserted together may refer to each other, in a circle too', async () => {
    const rows = [
      { id: 'a', parent: 'c', next: 'b', kind: null, slug: null },
      { id: 'b', parent: 'a', next: 'b', kind: 1, slug: null },
      { id: 'c', parent: 'b', next: null, kind: 2, slug: null },
    ]
    await using storage = await openNodes(suite, rows)
    expect(await storage.documents.find('nodes')).toEqual(rows)
  })

  test('rows that refer to nothing are refused by table and column, all with one; then one by one again', async () => {
    await using storage = await openNodes(suite, [{ id: 'a' }])
    await using transaction = await storage.documents.transaction()
    const insert = (...rows: Row[]): Promise<void> => transaction.insertMany('nodes', rows)
    const missing = (column: string): [string, object] => ['REFERENCE_MISSING', { table: 'nodes', column }]
    await expectCode(suite, insert({ id: 'b', parent: 'c' }, { id: 'c', next: 'x' }), missing('next'))
    await expectCode(suite, insert({ id: 'b', parent: 'c' }, { id: 'c', kind: 3 }), missing('kind'))
    await expectCode(suite, insert({ id: 'b', parent: 'x' }, { id: 'a' }), ['UNIQUE', { column: 'id' }])
    await expectCode(suite, transaction.insert('nodes', { id: 'b', parent: 'c' }), missing('parent'))
    const leaves = [
      { id: '1', node: 'a' },
      { id: '2', node: 'x' },
    ]
    const refused: [string, object] = ['REFERENCE_MISSING', { table: 'leaves', column: 'node' }]
    await expectCode(suite, transaction.insertMany('leaves', leaves), refused)
    expect(await transaction.distinct('nodes', 'id')).toEqual(['a'])
    expect(await transaction.count('leaves')).toBe(0)
    await transaction.commit()
    expect(await storage.documents.count('nodes')).toBe(1)
  })

  test('an update of many rows to a value that is no id is refused, unless there are none', async () => {
    await using storage = await openNodes(suite, [{ id: 'a' }, { id: 'b', parent: 'a' }])
    await using transaction = await storage.documents.transaction()
    const update = (where: Where, changes: Row): Promise<number> => transaction.updateWhere('nodes', where, changes)
    const missing = (column: string): [string, object] => ['REFERENCE_MISSING', { table: 'nodes', column }]
    await expectCode(suite, update({ and: [] }, { kind: 1, next: 'x' }), missing('next'))
    await expectCode(suite, update(among('b'), { kind: 3 }), missing('kind'))
    expect(await update(among('x'), { kind: 3 })).toBe(0)
    expect(await transaction.count('nodes', { column: 'kind', operator: 'exists', value: true })).toBe(0)
    expect(await update({ and: [] }, { kind: 2, next: 'b' })).toBe(2)
    const childOfA: Where = { some: { table: 'nodes', on: { outer: 'parent', inner: 'id' } }, where: among('a') }
    expect(await update(childOfA, { parent: 'b' })).toBe(1)
    expect(await transaction.findByID('nodes', 'b')).toEqual({ id: 'b', parent: 'b', next: 'b', kind: 2, slug: null })
  })

  test('what is deleted together does not hold each other, and what goes along does not count', async () => {
    await using storage = await openNodes(suite, [
      { id: 'a', next: 'b' },
      { id: 'b', next: 'a' },
      { id: 'c', parent: 'a' },
      { id: 'd', parent: 'c' },
      { id: 'e' },
    ])
    await using transaction = await storage.documents.transaction()
    await transaction.insert('leaves', { id: '1', node: 'd' })
    const held: [string, object] = ['REFERENCE_HELD', { table: 'leaves', column: 'node' }]
    await expectCode(suite, transaction.deleteWhere('nodes', among('a', 'b', 'c')), held)
    await expectCode(suite, transaction.deleteWhere('nodes', among('a', 'e')), ['REFERENCE_HELD'])
    expect(await transaction.count('nodes')).toBe(5)
    expect(await transaction.deleteWhere('leaves', { and: [] })).toBe(1)
    expect(await transaction.deleteWhere('nodes', among('a', 'b', 'c'))).toBe(3)
    expect(await transaction.distinct('nodes', 'id')).toEqual(['e'])
    await transaction.insert('nodes', { id: 'f', kind: 1 })
    const kinds: Where = { column: 'id', operator: 'less_than', value: 9 }
    await expectCode(suite, transaction.deleteWhere('kinds', kinds), ['REFERENCE_HELD', { table: 'nodes' }])
    expect(await transaction.deleteWhere('kinds', { column: 'id', operator: 'equals', value: 2 })).toBe(1)
  })
}
