import { expectCode, testIfAble } from './suite.ts'
import type { Suite } from './suite.ts'
import type { Documents } from '../ports/documents.ts'
import type { Row } from '../ports/row.ts'
import type { ColumnSchema, ReferenceSchema, TableSchema } from '../ports/schema.ts'

const users: TableSchema = { name: 'users', columns: [] }
const posts = (columns: ColumnSchema[], indexes: TableSchema['indexes'] = []): TableSchema[] => [
  { name: 'posts', columns, indexes },
  users,
]
const author = (onDelete?: ReferenceSchema['onDelete']): ColumnSchema => ({
  name: 'author',
  type: 'text',
  ...(onDelete === undefined ? {} : { references: { table: 'users', onDelete } }),
})
const text = (name: string): ColumnSchema => ({ name, type: 'text' })

async function insert(documents: Documents, table: string, rows: Row[]): Promise<void> {
  await using transaction = await documents.transaction()
  for (const row of rows) await transaction.insert(table, row)
  await transaction.commit()
}

async function remove(documents: Documents, table: string, id: string): Promise<void> {
  await using transaction = await documents.transaction()
  await transaction.delete(table, id)
  await transaction.commit()
}

/** Migrations of what ties columns and tables to each other. */
export function testMigrateBound(suite: Suite): void {
  const { test, expect, subject } = suite

  test('references come, change and go on tables with rows, which stay', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    await documents.migrate(posts([author(), { ...text('slug'), unique: true }]))
    await insert(documents, 'users', [{ id: 'u' }, { id: 'v' }])
    await insert(documents, 'posts', [{ id: '1', author: 'u', slug: 'one' }, { id: '2', author: 'v' }, { id: '3' }])
    const slug = { ...text('slug'), unique: true }
    expect(await documents.migrate(posts([author('restrict'), slug]))).toEqual([
      'make posts.author refer to users, restrict on delete',
      'index posts.author',
    ])
    expect(await documents.migrate(posts([author('restrict'), slug]))).toEqual([])
    await expectCode(suite, remove(documents, 'users', 'u'), ['REFERENCE_HELD', { table: 'posts', column: 'author' }])
    expect(await documents.migrate(posts([author('setNull'), { ...slug, notNull: false }]))).toEqual([
      'make posts.author refer to users, setNull on delete',
    ])
    await remove(documents, 'users', 'u')
    expect((await documents.find('posts')).map((row) => row.author)).toEqual([null, 'v', null])
    await expectCode(suite, insert(documents, 'posts', [{ id: '4', slug: 'one' }]), ['UNIQUE', { column: 'slug' }])
    expect(await documents.migrate(posts([author(), slug]))).toEqual([
      'let posts.author refer to nothing',
      'drop the index on posts.author',
    ])
    await insert(documents, 'posts', [{ id: '4', author: 'nobody' }])
    expect(await documents.count('posts')).toBe(4)
  })

  test('a reference is refused where rows point nowhere, and then nothing is changed', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    await documents.migrate([{ name: 'posts', columns: [author()] }])
    await insert(documents, 'posts', [{ id: '1', author: 'nobody' }, { id: '2' }])
    const changes = [
      'posts.author: must refer to users, but there are rows that point nowhere; correct or clear them first',
    ]
    await expectCode(suite, documents.migrate(posts([author('cascade')])), ['SCHEMA_CHANGE', { details: { changes } }])
    await expectCode(suite, documents.count('users'), ['SCHEMA_TABLE'])
    await documents.migrate([users])
    await insert(documents, 'users', [{ id: 'somebody' }])
    await expectCode(suite, documents.migrate(posts([author('cascade')])), ['SCHEMA_CHANGE', { details: { changes } }])
    await insert(documents, 'users', [{ id: 'nobody' }])
    expect((await documents.migrate(posts([author('cascade')]))).length).toBe(2)
  })

  test('a reference that is no longer declared holds nothing, and other references outlive a rebuilt table', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    await documents.migrate(posts([{ ...author('restrict'), notNull: true }, text('title')]))
    await insert(documents, 'users', [{ id: 'u' }])
    await insert(documents, 'posts', [{ id: '1', author: 'u', title: 'One' }])
    const comments: TableSchema = {
      name: 'comments',
      columns: [{ name: 'post', type: 'text', references: { table: 'posts', onDelete: 'cascade' } }],
    }
    const required = { ...text('title'), notNull: true }
    expect(await documents.migrate([comments, ...posts([{ ...author('restrict'), notNull: true }, required])])).toEqual(
      ['create table comments', 'index comments.post', 'require a value in posts.title'],
    )
    await expectCode(suite, remove(documents, 'users', 'u'), ['REFERENCE_HELD'])
    await insert(documents, 'comments', [{ id: 'c', post: '1' }])
    const undeclared = ', which is no longer declared; its values are kept'
    expect(await documents.migrate(posts([required]))).toEqual([
      `make posts.author optional${undeclared}`,
      `let posts.author refer to nothing${undeclared}`,
    ])
    await remove(documents, 'users', 'u')
    await insert(documents, 'posts', [{ id: '2', title: 'Two' }])
    await expectCode(suite, insert(documents, 'comments', [{ id: 'd', post: '3' }]), ['REFERENCE_MISSING'])
    await remove(documents, 'posts', '1')
    expect(await documents.count('comments')).toBe(0)
  })

  test('indexes over several columns come and go, and say which values are taken', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    const columns = [text('tenant'), text('slug'), { name: 'views', type: 'number' as const }]
    const together = { columns: ['tenant', 'slug'], unique: true }
    expect(
      await documents.migrate(posts(columns, [together, { columns: ['slug', 'views'] }, { columns: ['views'] }])),
    ).toEqual([
      'create table posts',
      'index posts.views',
      'make posts.(tenant, slug) unique',
      'index posts.(slug, views)',
      'create table users',
    ])
    await insert(documents, 'posts', [
      { id: '1', tenant: 'a', slug: 'x' },
      { id: '2', tenant: 'b', slug: 'x' },
      { id: '3', slug: 'x' },
      { id: '4', slug: 'x' },
    ])
    const clash = {
      table: 'posts',
      column: 'tenant',
      details: { table: 'posts', column: 'tenant', columns: ['tenant', 'slug'] },
    }
    await expectCode(suite, insert(documents, 'posts', [{ id: '5', tenant: 'a', slug: 'x' }]), ['UNIQUE', clash])
    expect(await documents.migrate(posts(columns))).toEqual([
      'drop the index on posts.views',
      'let values in posts.(tenant, slug) repeat',
      'drop the index on posts.(slug, views)',
    ])
    await insert(documents, 'posts', [{ id: '5', tenant: 'a', slug: 'x' }])
    await expectCode(suite, documents.migrate(posts(columns, [together])), [
      'SCHEMA_CHANGE',
      {
        details: {
          changes: [
            'posts.(tenant, slug): must be unique together, but there are rows with the same values; change or clear all but one of each first',
          ],
        },
      },
    ])
    const single = { columns: ['id'], unique: true }
    expect(await documents.migrate(posts(columns, [single, { columns: ['tenant', 'slug'] }]))).toEqual([
      'index posts.(tenant, slug)',
    ])
    for (const wrong of [[], ['slug', 'slug'], Array.from({ length: 17 }, (_, at) => `c${at}`)]) {
      await expectCode(suite, documents.migrate(posts(columns, [{ columns: wrong }])), ['SCHEMA_INDEX'])
    }
    await expectCode(suite, documents.migrate(posts(columns, [{ columns: ['x'] }])), ['SCHEMA_COLUMN', { column: 'x' }])
  })

  test('a plan says what migrate would do, throws what it would throw, and does nothing', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    const first = posts([author(), text('title')])
    const lines = ['create table posts', 'create table users']
    expect(await documents.plan(first)).toEqual(lines)
    await expectCode(suite, documents.count('posts'), ['SCHEMA_TABLE'])
    expect(await documents.migrate(first)).toEqual(lines)
    await insert(documents, 'posts', [{ id: '1', title: null }])
    const second = posts([author('restrict'), text('title'), text('more')], [{ columns: ['title', 'more'] }])
    const planned = await documents.plan(second)
    await using open = await documents.transaction() // which a plan does not wait for
    expect(await documents.plan(second)).toEqual(planned)
    await open.rollback()
    await expectCode(suite, documents.find('posts', { sort: [{ column: 'more', direction: 'asc' }] }), [
      'SCHEMA_COLUMN',
    ])
    const wrong = posts([author(), { ...text('title'), notNull: true }])
    await expectCode(suite, documents.plan(wrong), ['SCHEMA_CHANGE'])
    await expectCode(suite, documents.plan([{ name: '', columns: [] }]), ['SCHEMA_NAME'])
    expect(await documents.migrate(second)).toEqual(planned)
    expect(await documents.plan(second)).toEqual([])
  })

  testIfAble(suite, subject.reopen, [
    'finds references and indexes again after a restart',
    async (reopen) => {
      const before = await subject.open()
      const schema = posts([author('cascade'), text('title')], [{ columns: ['title', 'author'], unique: true }])
      await before.documents.migrate(schema)
      await using storage = await reopen(before)
      expect(await storage.documents.plan(schema)).toEqual([])
      expect(await storage.documents.migrate(schema)).toEqual([])
      await expectCode(suite, insert(storage.documents, 'posts', [{ id: '1', author: 'x' }]), ['REFERENCE_MISSING'])
    },
  ])
}
