import { expectCode, testIfAble } from './suite.ts'
import type { Suite } from './suite.ts'
import type { ColumnSchema, TableSchema } from '../ports/schema.ts'
import type { Documents } from '../ports/documents.ts'
import type { Row } from '../ports/row.ts'

const table = (...columns: ColumnSchema[]): TableSchema[] => [{ name: 'posts', columns }]
const title: ColumnSchema = { name: 'title', type: 'text' }

async function insert(documents: Documents, ...rows: Row[]): Promise<void> {
  await using transaction = await documents.transaction()
  for (const row of rows) await transaction.insert('posts', row)
  await transaction.commit()
}

export function testMigrate(suite: Suite): void {
  const { test, expect, subject } = suite

  test('says what it did, and nothing when there is nothing to do', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    const schema = table({ ...title, notNull: true }, { name: 'slug', type: 'text', unique: true, index: true })
    expect(await documents.migrate(schema)).toEqual(['create table posts', 'make posts.slug unique'])
    expect(await documents.migrate(schema)).toEqual([])
    const wider = [...table(...(schema[0]?.columns ?? []), { name: 'views', type: 'number', index: true })]
    expect(await documents.migrate(wider)).toEqual(['add column posts.views (number)', 'index posts.views'])
    expect(await documents.migrate(wider)).toEqual([])
  })

  test('keeps the rows when columns come, go and come back', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    await documents.migrate(table(title))
    await insert(documents, { id: '1', title: 'One' })
    await documents.migrate(table(title, { name: 'body', type: 'json' }))
    expect(await documents.find('posts')).toEqual([{ id: '1', title: 'One', body: null }])
    await documents.migrate(table({ name: 'body', type: 'json' }))
    expect(await documents.find('posts')).toEqual([{ id: '1', body: null }])
    await expectCode(suite, documents.count('posts', { column: 'title', operator: 'exists', value: true }), [
      'SCHEMA_COLUMN',
    ])
    await documents.migrate(table(title))
    expect(await documents.find('posts')).toEqual([{ id: '1', title: 'One' }])
  })

  test('a required column that is no longer declared does not stand in the way of new rows', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    await documents.migrate(table({ ...title, notNull: true }))
    await insert(documents, { id: '1', title: 'One' })
    expect(await documents.migrate(table())).toEqual([
      'make posts.title optional, which is no longer declared; its values are kept',
    ])
    await insert(documents, { id: '2' })
    await documents.migrate(table(title))
    expect(await documents.find('posts')).toEqual([
      { id: '1', title: 'One' },
      { id: '2', title: null },
    ])
  })

  test('requires, relaxes, makes unique and lets repeat where the rows allow it', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    await documents.migrate(table({ ...title, index: true }, { name: 'views', type: 'number' }))
    await insert(documents, { id: '1', title: 'One', views: 1 })
    expect(await documents.migrate(table({ ...title, notNull: true, unique: true }))).toEqual([
      'require a value in posts.title',
      'make posts.title unique',
      'drop the index on posts.title',
    ])
    await expectCode(suite, insert(documents, { id: '2', title: 'One' }), [
      'UNIQUE',
      { table: 'posts', column: 'title' },
    ])
    await expectCode(suite, insert(documents, { id: '2' }), ['ROW_NOT_NULL', { table: 'posts', column: 'title' }])
    expect(await documents.migrate(table(title, { name: 'views', type: 'number' }))).toEqual([
      'make posts.title optional',
      'let values in posts.title repeat',
    ])
    await insert(documents, { id: '2', title: 'One' }, { id: '3' })
    expect(await documents.find('posts')).toEqual([
      { id: '1', title: 'One', views: 1 },
      { id: '2', title: 'One', views: null },
      { id: '3', title: null, views: null },
    ])
  })

  test('names every change it cannot do, and then does none', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    await documents.migrate(table(title, { name: 'slug', type: 'text' }, { name: 'views', type: 'number' }))
    await insert(documents, { id: '1', slug: 'same', views: 1 }, { id: '2', slug: 'same' })
    const wanted = table(
      { ...title, notNull: true },
      { name: 'slug', type: 'text', unique: true },
      { name: 'views', type: 'text' },
      { name: 'kind', type: 'text', notNull: true },
      { name: 'fine', type: 'text' },
    )
    await expectCode(suite, documents.migrate([...wanted, { name: 'other', columns: [] }]), [
      'SCHEMA_CHANGE',
      {
        details: {
          changes: [
            'posts.title: must have a value, but there are rows without one; fill them in first',
            'posts.slug: must be unique, but there are rows with the same value; change or clear all but one of each first',
            'posts.views: stored as number, declared as text; a column keeps its type: declare one under another name and copy the values over',
            'posts.kind: a new column that must have a value, but the table has rows without one; add it without that, and fill it in first',
          ],
        },
      },
    ])
    expect(await documents.findByID('posts', '1')).toEqual({ id: '1', title: null, slug: 'same', views: 1 })
    await expectCode(suite, documents.find('other'), ['SCHEMA_TABLE'])
  })

  test('says what is stored and no longer declared', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    const schema = table(title, { name: 'slug', type: 'text' })
    expect(await documents.undeclared(schema)).toEqual([])
    await documents.migrate([...schema, { name: 'drafts', columns: [title] }])
    await insert(documents, { id: '1', title: 'One' })
    expect(await documents.undeclared(table(title))).toEqual(['posts.slug'])
    expect(await documents.undeclared([])).toEqual([])
    expect(await documents.find('posts')).toEqual([{ id: '1', title: 'One', slug: null }])
  })

  testIfAble(suite, subject.reopen, [
    'after a restart, says which tables nobody has declared yet',
    async (reopen) => {
      const first = await subject.open()
      await first.documents.migrate([...table(title, { name: 'slug', type: 'text' }), { name: 'drafts', columns: [] }])
      await using second = await reopen(first)
      expect(await second.documents.undeclared(table(title))).toEqual(['drafts', 'posts.slug'])
      await second.documents.migrate([{ name: 'drafts', columns: [] }])
      expect(await second.documents.undeclared(table(title))).toEqual(['posts.slug'])
    },
  ])

  test('refuses names and types it does not know, before anything is stored', async () => {
    await using storage = await subject.open()
    const { documents } = storage
    for (const name of ['', 'a b', 'a.b', '1a', 'a"b', '__proto__', 'a'.repeat(64), 'sqlite_x', 'crochet_journal_x']) {
      await expectCode(suite, documents.migrate([{ name, columns: [] }]), ['SCHEMA_NAME'])
    }
    await expectCode(suite, documents.migrate(table(title, { name: 'Title', type: 'text' })), ['SCHEMA_NAME'])
    const odd = { name: 'x', type: 'date' } as unknown as ColumnSchema
    await expectCode(suite, documents.migrate(table(odd)), ['SCHEMA_TYPE', { table: 'posts', column: 'x' }])
    await expectCode(suite, documents.migrate(table({ name: 'id', type: 'number' })), ['SCHEMA_TYPE'])
    expect(await documents.migrate([{ name: 'blog-posts/en', columns: [{ name: 'order', type: 'number' }] }])).toEqual([
      'create table blog-posts/en',
    ])
    expect(await documents.count('blog-posts/en', { column: 'order', operator: 'equals', value: 1 })).toBe(0)
  })

  testIfAble(suite, subject.reopen, [
    'finds its tables again after a restart',
    async (reopen) => {
      const first = await subject.open()
      const schema = table({ ...title, notNull: true, unique: true }, { name: 'views', type: 'number', index: true })
      await first.documents.migrate(schema)
      await insert(first.documents, { id: '1', title: 'One', views: 1 })
      await using second = await reopen(first)
      await expectCode(suite, second.documents.find('posts'), ['SCHEMA_TABLE', { table: 'posts' }])
      expect(await second.documents.migrate(schema)).toEqual([])
      expect(await second.documents.find('posts')).toEqual([{ id: '1', title: 'One', views: 1 }])
    },
  ])
}
