import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { Where } from '../ports/query.ts'
import type { Storage } from '../ports/storage.ts'

async function openRows({ subject }: Suite): Promise<Storage> {
  const storage = await subject.open()
  const columns = [
    { name: 'slug', type: 'text' as const, unique: true },
    { name: 'kind', type: 'text' as const },
    { name: 'number', type: 'number' as const, notNull: true },
  ]
  await storage.documents.migrate([{ name: 'rows', columns }])
  await using transaction = await storage.documents.transaction()
  await transaction.insertMany('rows', [
    { id: 'a', slug: 'one', kind: 'x', number: 1 },
    { id: 'b', slug: 'two', kind: 'x', number: 2 },
    { id: 'c', kind: 'y', number: 3 },
  ])
  await transaction.commit()
  return storage
}

const kind = (value: string): Where => ({ column: 'kind', operator: 'equals', value })

export function testSetWrites(suite: Suite): void {
  const { test, expect } = suite

  test('inserts many rows, or none of them', async () => {
    await using storage = await openRows(suite)
    await using transaction = await storage.documents.transaction()
    await transaction.insertMany('rows', [])
    const clash = [
      { id: 'd', number: 4 },
      { id: 'e', slug: 'one', number: 5 },
      { id: 'f', number: 6 },
    ]
    await expectCode(suite, transaction.insertMany('rows', clash), ['UNIQUE', { table: 'rows', column: 'slug' }])
    const refused = [{ id: 'd', number: 4 }, { id: 'e' }]
    await expectCode(suite, transaction.insertMany('rows', refused), ['ROW_NOT_NULL', { column: 'number' }])
    expect(await transaction.distinct('rows', 'id')).toEqual(['a', 'b', 'c'])
    await transaction.insertMany('rows', [
      { id: 'd', number: 4 },
      { id: 'e', number: 5 },
    ])
    await transaction.commit()
    expect(await storage.documents.distinct('rows', 'id')).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('sets values in every row that matches, and says how many', async () => {
    await using storage = await openRows(suite)
    await using transaction = await storage.documents.transaction()
    expect(await transaction.updateWhere('rows', kind('x'), { number: 9, kind: 'z', slug: undefined })).toBe(2)
    expect(await transaction.updateWhere('rows', kind('x'), { number: 0 })).toBe(0)
    expect(await transaction.updateWhere('rows', kind('z'), {})).toBe(2)
    expect(await transaction.updateWhere('rows', { and: [] }, { slug: null })).toBe(3)
    expect(await transaction.find('rows')).toEqual([
      { id: 'a', slug: null, kind: 'z', number: 9 },
      { id: 'b', slug: null, kind: 'z', number: 9 },
      { id: 'c', slug: null, kind: 'y', number: 3 },
    ])
  })

  test('an update of many rows that cannot be made changes none', async () => {
    await using storage = await openRows(suite)
    await using transaction = await storage.documents.transaction()
    const before = await transaction.find('rows')
    const update = (where: Where, changes: object): Promise<number> =>
      transaction.updateWhere('rows', where, { ...changes })
    await expectCode(suite, update({ and: [] }, { slug: 'same', number: 7 }), ['UNIQUE', { column: 'slug' }])
    await expectCode(suite, update(kind('y'), { slug: 'one' }), ['UNIQUE', { column: 'slug' }])
    await expectCode(suite, update(kind('x'), { number: null }), ['ROW_NOT_NULL'])
    await expectCode(suite, update(kind('x'), { number: '1' }), ['ROW_VALUE'])
    await expectCode(suite, update(kind('x'), { id: 'a' }), ['ROW_ID'])
    await expectCode(suite, update({ column: 'x', operator: 'equals', value: 1 }, {}), ['SCHEMA_COLUMN'])
    expect(await transaction.find('rows')).toEqual(before)
    expect(await update(kind('y'), { slug: 'three' })).toBe(1)
  })

  test('deletes every row that matches, and says how many', async () => {
    await using storage = await openRows(suite)
    await using transaction = await storage.documents.transaction()
    expect(await transaction.deleteWhere('rows', kind('x'))).toBe(2)
    expect(await transaction.deleteWhere('rows', kind('x'))).toBe(0)
    const none = undefined as unknown as Where
    await expectCode(suite, transaction.deleteWhere('rows', none), ['QUERY_SHAPE'])
    expect(await transaction.distinct('rows', 'id')).toEqual(['c'])
    await transaction.rollback()
    expect(await storage.documents.count('rows')).toBe(3)
  })
}
