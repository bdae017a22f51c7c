import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { ListQuery, Query } from '../ports/query.ts'
import type { Storage } from '../ports/storage.ts'

async function openTags({ subject }: Suite): Promise<Storage> {
  const storage = await subject.open()
  await storage.documents.migrate([
    { name: 'posts', columns: [{ name: 'title', type: 'text' }] },
    {
      name: 'posts/tags',
      columns: [
        { name: 'owner', type: 'text', references: { table: 'posts', onDelete: 'cascade' } },
        { name: 'position', type: 'number' },
        { name: 'value', type: 'text' },
        { name: 'main', type: 'boolean' },
        { name: 'more', type: 'json' },
      ],
    },
  ])
  await using transaction = await storage.documents.transaction()
  for (const id of ['a', 'b', 'c']) await transaction.insert('posts', { id, title: id.toUpperCase() })
  await transaction.insertMany('posts/tags', [
    { id: '1', owner: 'a', position: 2, value: 'it\'s "red"', main: false, more: { n: [1.5, null] } },
    { id: '2', owner: 'b', position: 0, value: 'red', main: true, more: 'text' },
    { id: '3', owner: 'a', position: 1, value: 'blue', main: true },
    { id: '4', owner: 'a', position: 1, value: '7' },
  ])
  await transaction.commit()
  return storage
}

const tags: ListQuery = { table: 'posts/tags', on: { outer: 'id', inner: 'owner' }, select: ['value'] }
const byPosition: ListQuery = { ...tags, sort: [{ column: 'position', direction: 'asc' }] }

export function testLists(suite: Suite): void {
  const { test, expect } = suite

  test('a list comes back in each row, in its order, with the selected columns and nothing where there is none', async () => {
    await using storage = await openTags(suite)
    expect(await storage.documents.find('posts', { lists: { tags: byPosition } })).toEqual([
      { id: 'a', title: 'A', tags: [{ value: 'blue' }, { value: '7' }, { value: 'it\'s "red"' }] },
      { id: 'b', title: 'B', tags: [{ value: 'red' }] },
      { id: 'c', title: 'C', tags: [] },
    ])
    const select = ['position', 'main', 'more']
    const query: Query = { select: ['id'], lists: { 'any name?': { ...byPosition, select } } }
    const [first, second] = await storage.documents.find('posts', query)
    expect(first).toEqual({
      id: 'a',
      'any name?': [
        { position: 1, main: true, more: null },
        { position: 1, main: null, more: null },
        { position: 2, main: false, more: { n: [1.5, null] } },
      ],
    })
    expect(second).toEqual({ id: 'b', 'any name?': [{ position: 0, main: true, more: 'text' }] })
  })

  test('lists have conditions, an order, a limit and an offset of their own, beside those of the rows', async () => {
    await using storage = await openTags(suite)
    const query: Query = {
      where: { column: 'title', operator: 'in', value: ['A', 'B'] },
      sort: [{ column: 'title', direction: 'desc' }],
      limit: 2,
      lists: {
        last: { ...tags, sort: [{ column: 'position', direction: 'desc' }], limit: 1 },
        next: { ...byPosition, limit: 1, offset: 1 },
        rest: { ...byPosition, offset: 1 },
        all: { ...tags, select: 'count', limit: 1, offset: 1 },
        mains: { ...tags, select: 'count', where: { column: 'main', operator: 'equals', value: true } },
        main: { ...tags, where: { column: 'main', operator: 'equals', value: true } },
        titled: {
          ...tags,
          where: {
            some: { table: 'posts', on: { outer: 'owner', inner: 'id' } },
            where: { column: 'title', operator: 'equals', value: 'A' },
          },
          sort: [{ column: 'title', through: [{ column: 'owner', table: 'posts' }], direction: 'asc' }],
          limit: 2,
        },
      },
    }
    const none = { next: [], rest: [], titled: [] }
    const expected = [
      { id: 'b', title: 'B', ...none, last: [{ value: 'red' }], all: 1, mains: 1, main: [{ value: 'red' }] },
      {
        id: 'a',
        title: 'A',
        last: [{ value: 'it\'s "red"' }],
        next: [{ value: '7' }],
        rest: [{ value: '7' }, { value: 'it\'s "red"' }],
        all: 3,
        mains: 1,
        main: [{ value: 'blue' }],
        titled: [{ value: 'it\'s "red"' }, { value: 'blue' }],
      },
    ]
    expect(await storage.documents.find('posts', query)).toEqual(expected)
    expect(await storage.documents.find('posts', { ...query, limit: 1 })).toEqual(expected.slice(0, 1))
  })

  test('a list sees what its transaction has written, and may be of the table itself', async () => {
    await using storage = await openTags(suite)
    await using transaction = await storage.documents.transaction()
    await transaction.insert('posts/tags', { id: '5', owner: 'c', value: 'new' })
    const same: ListQuery = { table: 'posts', on: { outer: 'title', inner: 'title' }, select: ['id'] }
    const where = { column: 'id', operator: 'equals', value: 'c' } as const
    expect(await transaction.find('posts', { where, lists: { tags, same } })).toEqual([
      { id: 'c', title: 'C', tags: [{ value: 'new' }], same: [{ id: 'c' }] },
    ])
  })

  test('what is no list is refused', async () => {
    await using storage = await openTags(suite)
    const find = (as: string, list: unknown): Promise<unknown> =>
      storage.documents.find('posts', { lists: { [as]: list } as Record<string, ListQuery> })
    await expectCode(suite, find('title', tags), ['QUERY_SHAPE'])
    await expectCode(suite, find('tags', null), ['QUERY_SHAPE'])
    await expectCode(suite, find('tags', { ...tags, select: [] }), ['QUERY_SHAPE'])
    await expectCode(suite, find('tags', { ...tags, limit: -1 }), ['QUERY_SHAPE'])
    await expectCode(suite, find('tags', { ...tags, offset: 0.5 }), ['QUERY_SHAPE'])
    await expectCode(suite, find('tags', { ...tags, on: { outer: 'id', inner: 'position' } }), ['QUERY_SHAPE'])
    await expectCode(suite, find('tags', { ...tags, select: ['no'] }), ['SCHEMA_COLUMN', { column: 'no' }])
    await expectCode(suite, find('tags', { ...tags, table: 'no' }), ['SCHEMA_TABLE', { table: 'no' }])
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`l${index}`, tags]))
    await expectCode(suite, storage.documents.find('posts', { lists: many }), ['QUERY_LIMIT'])
  })
}
