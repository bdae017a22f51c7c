import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { Condition, Query, Sort, Where } from '../ports/query.ts'
import type { Row } from '../ports/row.ts'
import type { Storage } from '../ports/storage.ts'

const odd = ['a.b', 'a"b', "it's", '[0]', '$', '', '\\', '#-1', 'a\nb', '😀', '__proto__', '"', '%', '?']

const posts: Row[] = [
  {
    id: 'a',
    author: 'u1',
    n: 1,
    meta: { title: 'One', n: 10, big: 2 ** 60, on: true, seo: { tag: 'x' }, rows: [{ k: 1 }, { k: 5 }] },
  },
  {
    id: 'b',
    author: 'u2',
    n: 2,
    meta: { title: 'two', n: '10', on: false, seo: ['x'], rows: [{ k: 3 }, 'plain', null] },
  },
  {
    id: 'c',
    author: 'u2',
    n: null,
    meta: { title: null, n: 2.5, rows: { k: 1 } },
    list: ['red', 7, true, null, ['in']],
  },
  { id: 'd', author: null, n: 2, meta: null, list: [['red'], { red: 'RED' }] },
  { id: 'e', author: 'u3', n: 3, meta: Object.fromEntries(odd.map((key, at) => [key, at])), list: 'red' },
]
const users: Row[] = [
  { id: 'u1', name: 'Zoe', boss: 'u2' },
  { id: 'u2', name: 'Ann', boss: null },
  { id: 'u3', name: null, boss: 'u1' },
]

async function openPosts({ subject }: Suite): Promise<Storage> {
  const storage = await subject.open()
  const toUsers = { type: 'text' as const, references: { table: 'users', onDelete: 'setNull' as const } }
  await storage.documents.migrate([
    {
      name: 'users',
      columns: [
        { name: 'name', type: 'text' },
        { name: 'boss', ...toUsers },
      ],
    },
    {
      name: 'posts',
      columns: [
        { name: 'author', ...toUsers },
        { name: 'n', type: 'number' },
        { name: 'meta', type: 'json' },
        { name: 'list', type: 'json' },
      ],
    },
  ])
  await using transaction = await storage.documents.transaction()
  for (const row of [users[1], users[0], users[2]]) await transaction.insert('users', row ?? {})
  for (const row of posts.toReversed()) await transaction.insert('posts', row)
  await transaction.commit()
  return storage
}

const meta = (path: string[], rest: Omit<Condition, 'column' | 'path'>): Where => ({ column: 'meta', path, ...rest })
const element = (rest: Omit<Condition, 'column'>): Where => ({ column: '', ...rest })
const any: Where = { and: [] }
const byAuthor = { table: 'users', on: { outer: 'author', inner: 'id' } }

/** What a `where` asks, and the ids of the rows that match. */
const cases: [where: Where, ids: string][] = [
  // Paths
  [meta(['title'], { as: 'text', operator: 'equals', value: 'One' }), 'a'],
  [meta(['title'], { as: 'text', operator: 'contains', value: 'O' }), 'ab'],
  [meta(['title'], { as: 'text', operator: 'not_equals', value: 'One' }), 'bcde'],
  [meta(['title'], { operator: 'exists', value: true }), 'ab'],
  [meta(['n'], { as: 'number', operator: 'equals', value: 10 }), 'a'],
  [meta(['n'], { as: 'text', operator: 'equals', value: '10' }), 'b'],
  [meta(['n'], { as: 'number', operator: 'greater_than', value: 2 }), 'ac'],
  [meta(['n'], { as: 'number', operator: 'in', value: [2.5, null] }), 'bcde'],
  [meta(['n'], { operator: 'exists', value: true }), 'abc'],
  [meta(['n'], { operator: 'contains', value: '1' }), 'ab'],
  [meta(['big'], { as: 'number', operator: 'equals', value: 2 ** 60 }), 'a'],
  [meta(['on'], { as: 'boolean', operator: 'equals', value: false }), 'b'],
  [meta(['on'], { as: 'boolean', operator: 'equals', value: null }), 'cde'],
  [meta(['seo', 'tag'], { as: 'text', operator: 'equals', value: 'x' }), 'a'],
  [meta(['seo', '0'], { operator: 'exists', value: true }), ''],
  [meta(['seo'], { operator: 'like', value: 'X' }), 'ab'],
  [meta([], { operator: 'exists', value: false }), 'd'],
  [{ column: 'list', as: 'text', operator: 'equals', value: 'red' }, 'e'],
  ...odd.map((key, at): [Where, string] => [meta([key], { as: 'number', operator: 'equals', value: at }), 'e']),
  // Not: what the other does not match, rows without a value among it
  [{ not: { column: 'n', operator: 'greater_than', value: 1 } }, 'ac'],
  [{ not: { not: { column: 'n', operator: 'equals', value: 2 } } }, 'bd'],
  [{ not: { column: 'n', operator: 'not_in', value: [2, null] } }, 'bcd'],
  [{ not: meta(['title'], { as: 'text', operator: 'contains', value: 'o' }) }, 'cde'],
  [{ not: { or: [] } }, 'abcde'],
  [{ not: any }, ''],
  // Rows of other tables
  [{ some: byAuthor, where: any }, 'abce'],
  [{ not: { some: byAuthor, where: any } }, 'd'],
  [{ some: byAuthor, where: { column: 'name', operator: 'equals', value: 'Ann' } }, 'bc'],
  [{ some: byAuthor, where: { not: { column: 'name', operator: 'equals', value: 'Ann' } } }, 'ae'],
  [
    {
      some: byAuthor,
      where: {
        some: { table: 'users', on: { outer: 'boss', inner: 'id' } },
        where: { column: 'name', operator: 'like', value: 'zoe' },
      },
    },
    'e',
  ],
  [
    {
      some: { table: 'posts', on: { outer: 'n', inner: 'n' } },
      where: { column: 'id', operator: 'equals', value: 'd' },
    },
    'bd',
  ],
  [
    {
      some: { table: 'posts', on: { outer: 'meta', path: ['n'], inner: 'n' } },
      where: any,
    },
    '',
  ],
  // Elements of lists
  [{ some: { list: 'list' }, where: element({ as: 'text', operator: 'equals', value: 'red' }) }, 'c'],
  [{ some: { list: 'list' }, where: element({ as: 'number', operator: 'greater_than', value: 6 }) }, 'c'],
  [{ some: { list: 'list' }, where: element({ as: 'boolean', operator: 'equals', value: true }) }, 'c'],
  [{ some: { list: 'list' }, where: element({ operator: 'exists', value: false }) }, 'c'],
  [{ some: { list: 'list' }, where: element({ operator: 'contains', value: '"RED"' }) }, 'cd'],
  [{ some: { list: 'list' }, where: element({ path: ['red'], as: 'text', operator: 'equals', value: 'RED' }) }, 'd'],
  [{ some: { list: 'list' }, where: { some: { list: '' }, where: element({ operator: 'like', value: 'in' }) } }, 'c'],
  [{ some: { list: 'meta', path: ['rows'] }, where: any }, 'ab'],
  [
    {
      some: { list: 'meta', path: ['rows'] },
      where: element({ path: ['k'], as: 'number', operator: 'in', value: [3, 5] }),
    },
    'ab',
  ],
  [
    {
      some: { list: 'meta', path: ['rows'] },
      where: {
        some: { table: 'posts', on: { outer: '', path: ['k'], inner: 'n' } },
        where: { column: 'id', operator: 'equals', value: 'e' },
      },
    },
    'b',
  ],
]

export function testNestedQueries(suite: Suite): void {
  const { test, expect } = suite

  test('looks into JSON, into lists and at other rows', async () => {
    await using storage = await openPosts(suite)
    for (const [where, ids] of cases) {
      const found = (await storage.documents.find('posts', { where })).map(({ id }) => id).join('')
      expect({ where, found }).toEqual({ where, found: ids })
      expect(await storage.documents.count('posts', where)).toBe(ids.length)
    }
  })

  test('sorts by what paths and references lead to, rows without it first', async () => {
    await using storage = await openPosts(suite)
    const ids = async (...sort: Sort[]): Promise<string> =>
      (await storage.documents.find('posts', { sort })).map(({ id }) => id).join('')
    const author = { column: 'author', table: 'users' }
    const boss = { column: 'boss', table: 'users' }
    expect(await ids({ column: 'meta', path: ['n'], as: 'number', direction: 'asc' })).toBe('bdeca')
    expect(await ids({ column: 'meta', path: ['title'], as: 'text', direction: 'desc' })).toBe('bacde')
    expect(await ids({ column: 'meta', path: ['on'], as: 'boolean', direction: 'desc' })).toBe('abcde')
    expect(await ids({ column: 'meta', path: ['n'], direction: 'asc' })).toBe('debac')
    expect(await ids({ column: 'name', through: [author], direction: 'asc' })).toBe('debca')
    expect(await ids({ column: 'name', through: [author, boss], direction: 'desc' })).toBe('eabcd')
    expect(
      await ids({ column: 'name', through: [author, boss], direction: 'asc' }, { column: 'n', direction: 'desc' }),
    ).toBe('bdcae')
  })

  testRefusedNesting(suite)
}

function testRefusedNesting(suite: Suite): void {
  const { test, expect } = suite

  test('gives each value inside JSON once and in order, also of rows that nested conditions find', async () => {
    await using storage = await openPosts(suite)
    const { documents } = storage
    const n = { column: 'meta', path: ['n'] }
    expect(await documents.distinct('posts', { ...n, as: 'number' })).toEqual([null, 2.5, 10])
    expect(await documents.distinct('posts', n, { direction: 'desc' })).toEqual([2.5, 10, '10', null])
    const on = { column: 'meta', path: ['on'], as: 'boolean' as const }
    for (const [name, values] of [
      ['Ann', [null, false]],
      ['Zoe', [true]],
    ] as const) {
      const where: Where = { some: byAuthor, where: { column: 'name', operator: 'equals', value: name } }
      expect(await documents.distinct('posts', on, { where })).toEqual(values)
      expect(await documents.count('posts', where)).toBe(values.length)
    }
    await expectCode(suite, documents.distinct('posts', { column: 'n', as: 'number' }), ['QUERY_SHAPE'])
    await expectCode(suite, documents.distinct('posts', null as unknown as string), ['QUERY_SHAPE'])
  })

  test('refuses paths, lists and links that make no sense', async () => {
    await using storage = await openPosts(suite)
    const refused: [code: string, where: unknown][] = [
      ['QUERY_SHAPE', { column: 'n', path: ['a'], operator: 'exists', value: true }],
      ['QUERY_SHAPE', { column: 'n', as: 'number', operator: 'equals', value: 1 }],
      ['QUERY_SHAPE', { column: 'meta', path: 'a', operator: 'exists', value: true }],
      ['QUERY_SHAPE', { column: 'meta', path: [0], operator: 'exists', value: true }],
      ['QUERY_SHAPE', { column: 'meta', path: ['\ud800'], operator: 'exists', value: true }],
      ['QUERY_SHAPE', { column: 'meta', path: ['a'], as: 'json', operator: 'exists', value: true }],
      ['QUERY_OPERATOR', { column: 'meta', path: ['a'], operator: 'equals', value: 1 }],
      ['QUERY_VALUE', { column: 'meta', path: ['a'], as: 'number', operator: 'equals', value: '1' }],
      ['SCHEMA_COLUMN', { column: '', as: 'text', operator: 'equals', value: 'x' }],
      ['QUERY_SHAPE', { not: null }],
      ['QUERY_SHAPE', { not: [any] }],
      ['QUERY_SHAPE', { some: null, where: any }],
      ['QUERY_SHAPE', { some: {}, where: any }],
      ['QUERY_SHAPE', { some: { list: 'list' } }],
      ['QUERY_SHAPE', { some: { list: 'n' }, where: any }],
      ['SCHEMA_COLUMN', { some: { list: 'x' }, where: any }],
      ['QUERY_SHAPE', { some: { list: 'list' }, where: { column: 'n', operator: 'equals', value: 1 } }],
      ['QUERY_SHAPE', { some: { table: 'users' }, where: any }],
      ['SCHEMA_TABLE', { some: { table: 'users" --', on: { outer: 'author', inner: 'id' } }, where: any }],
      ['SCHEMA_COLUMN', { some: { table: 'users', on: { outer: 'x', inner: 'id' } }, where: any }],
      ['SCHEMA_COLUMN', { some: { table: 'users', on: { outer: 'author', inner: 'x' } }, where: any }],
      ['QUERY_SHAPE', { some: { table: 'users', on: { outer: 'n', inner: 'id' } }, where: any }],
      ['QUERY_SHAPE', { some: { table: 'posts', on: { outer: 'list', inner: 'meta' } }, where: any }],
    ]
    for (const [code, where] of refused) {
      await expectCode(suite, storage.documents.count('posts', where as Where), [code])
    }
    const sorts: [code: string, sort: unknown][] = [
      ['QUERY_SHAPE', { column: 'n', path: ['a'] }],
      ['QUERY_SHAPE', { column: 'name', through: [{ column: 'n', table: 'users' }] }],
      ['QUERY_SHAPE', { column: 'name', through: {} }],
      ['SCHEMA_COLUMN', { column: 'n', through: [{ column: 'author', table: 'users' }] }],
      ['SCHEMA_TABLE', { column: 'n', through: [{ column: 'author', table: 'x' }] }],
      [
        'QUERY_LIMIT',
        { column: 'name', through: Array.from({ length: 17 }, () => ({ column: 'author', table: 'users' })) },
      ],
    ]
    for (const [code, sort] of sorts) {
      const query = { sort: [{ ...(sort as Sort), direction: 'asc' }] } as Query
      await expectCode(suite, storage.documents.find('posts', query), [code])
    }
  })

  test('counts what is nested towards the limits', async () => {
    await using storage = await openPosts(suite)
    const { documents } = storage
    const one: Where = { column: 'n', operator: 'equals', value: 1 }
    const nots = (levels: number): Where => (levels === 0 ? one : { not: nots(levels - 1) })
    expect(await documents.count('posts', nots(16))).toBe(1)
    await expectCode(suite, documents.count('posts', nots(17)), ['QUERY_LIMIT'])
    const again = { table: 'posts', on: { outer: 'id', inner: 'id' } }
    const somes = (levels: number): Where => (levels === 0 ? one : { some: again, where: somes(levels - 1) })
    expect(await documents.count('posts', somes(16))).toBe(1)
    await expectCode(suite, documents.count('posts', somes(17)), ['QUERY_LIMIT'])
    const named: Where = { column: 'name', operator: 'equals', value: 'Ann' }
    const wide = (count: number): Where => ({
      or: Array.from({ length: count }, () => ({ some: byAuthor, where: named })),
    })
    expect(await documents.count('posts', wide(166))).toBe(2)
    await expectCode(suite, documents.count('posts', wide(167)), ['QUERY_LIMIT'])
    const wideInside = (levels: number, width: number): Where =>
      levels === 0
        ? { or: Array.from({ length: width }, () => one) }
        : { some: again, where: wideInside(levels - 1, width) }
    expect(await documents.count('posts', wideInside(12, 230))).toBe(1)
    const list: Where = { column: 'n', operator: 'in', value: Array.from({ length: 5_001 }, () => 1) }
    await expectCode(suite, documents.count('posts', { and: [list, { not: list }] }), ['QUERY_LIMIT'])
    const long = (keys: number): Where =>
      meta(
        Array.from({ length: keys }, () => 'x'),
        { operator: 'exists', value: true },
      )
    expect(await documents.count('posts', long(32))).toBe(0)
    await expectCode(suite, documents.count('posts', long(33)), ['QUERY_LIMIT'])
  })
}
