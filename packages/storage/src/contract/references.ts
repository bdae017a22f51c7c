import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { ReferenceSchema, TableSchema } from '../ports/schema.ts'
import type { Row } from '../ports/row.ts'
import type { Storage } from '../ports/storage.ts'
import type { Transaction } from '../ports/transaction.ts'

type OnDelete = ReferenceSchema['onDelete']
const to = (table: string, onDelete: OnDelete): { type: 'text'; references: ReferenceSchema } => ({
  type: 'text',
  references: { table, onDelete },
})

const schema: TableSchema[] = [
  {
    name: 'posts',
    columns: [
      { name: 'author', ...to('users', 'restrict') },
      { name: 'editor', ...to('users', 'setNull') },
      { name: 'team', ...to('teams', 'cascade'), notNull: true },
    ],
  },
  {
    name: 'users',
    columns: [
      { name: 'team', ...to('teams', 'cascade') },
      { name: 'title', type: 'text' },
    ],
  },
  { name: 'teams', columns: [{ name: 'parent', ...to('teams', 'cascade') }] },
]

async function openTeams({ subject }: Suite, rows: Record<string, Row[]>): Promise<Storage> {
  const storage = await subject.open()
  await storage.documents.migrate(schema)
  await using transaction = await storage.documents.transaction()
  for (const [table, list] of Object.entries(rows)) for (const row of list) await transaction.insert(table, row)
  await transaction.commit()
  return storage
}

const all = async (transaction: Transaction): Promise<string> => {
  const names = await Promise.all(['teams', 'users', 'posts'].map((table) => transaction.find(table)))
  return names.map((rows) => rows.map(({ id }) => id).join(',')).join(' | ')
}

export function testReferences(suite: Suite): void {
  const { test, expect } = suite

  test('a value that is no id of the other table is refused by table and column; the transaction goes on', async () => {
    await using storage = await openTeams(suite, { teams: [{ id: 't' }], users: [{ id: 'u' }] })
    await using transaction = await storage.documents.transaction()
    const missing = (column: string): [string, object] => ['REFERENCE_MISSING', { table: 'posts', column }]
    const row = { id: '1', team: 't', author: 'u' }
    await expectCode(suite, transaction.insert('posts', { ...row, author: 'x' }), missing('author'))
    await expectCode(suite, transaction.insert('posts', { ...row, team: 'u' }), missing('team'))
    await transaction.insert('posts', row)
    await expectCode(suite, transaction.update('posts', '1', { editor: 'U' }), missing('editor'))
    expect(await transaction.update('posts', '1', { editor: 'u', author: null })).toBe(true)
    await transaction.insert('teams', { id: 'self', parent: 'self' })
    await expectCode(suite, transaction.insert('teams', { id: 'other', parent: 'another' }), ['REFERENCE_MISSING'])
    await transaction.commit()
    expect(await storage.documents.find('posts')).toEqual([{ id: '1', author: null, editor: 'u', team: 't' }])
  })

  test('restrict refuses to delete, setNull takes the value away, cascade deletes along', async () => {
    await using storage = await openTeams(suite, {
      teams: [{ id: 't' }, { id: 'below', parent: 't' }, { id: 'apart' }],
      users: [
        { id: 'u', team: 'below' },
        { id: 'v', team: 'apart' },
      ],
      posts: [
        { id: '1', team: 'apart', author: 'v', editor: 'u' },
        { id: '2', team: 'below', author: 'u' },
      ],
    })
    await using transaction = await storage.documents.transaction()
    const held = {
      table: 'posts',
      column: 'author',
      details: { table: 'posts', column: 'author', references: 'users' },
    }
    await expectCode(suite, transaction.delete('users', 'u'), ['REFERENCE_HELD', held])
    await expectCode(suite, transaction.delete('users', 'v'), ['REFERENCE_HELD', held])
    expect(await all(transaction)).toBe('apart,below,t | u,v | 1,2')
    // Post 2 goes with its team, so it does not hold its author, who goes as well.
    expect(await transaction.delete('teams', 't')).toBe(true)
    expect(await all(transaction)).toBe('apart | v | 1')
    expect(await transaction.findByID('posts', '1')).toEqual({ id: '1', author: 'v', editor: null, team: 'apart' })
    expect(await transaction.delete('teams', 'apart')).toBe(true)
    expect(await all(transaction)).toBe(' |  | ')
  })

  test('a row that would be deleted along is held by those that restrict it, and then nothing is deleted', async () => {
    await using storage = await openTeams(suite, {
      teams: [{ id: 't' }, { id: 'other' }],
      users: [{ id: 'u', team: 't' }],
      posts: [{ id: '1', team: 'other', author: 'u' }],
    })
    await using transaction = await storage.documents.transaction()
    const held = { table: 'posts', column: 'author' }
    await expectCode(suite, transaction.delete('teams', 't'), ['REFERENCE_HELD', held])
    expect(await all(transaction)).toBe('other,t | u | 1')
    const savepoint = await transaction.savepoint()
    expect(await transaction.delete('teams', 'other')).toBe(true)
    await savepoint.rollback()
    expect(await all(transaction)).toBe('other,t | u | 1')
    await transaction.commit()
    expect(await storage.documents.count('posts')).toBe(1)
  })

  test('refuses references that no row could keep', async () => {
    await using storage = await suite.subject.open()
    const refuse = (columns: TableSchema['columns'], column: string): Promise<void> =>
      expectCode(suite, storage.documents.migrate([{ name: 'rows', columns }]), [
        'SCHEMA_REFERENCE',
        { table: 'rows', column },
      ])
    await refuse([{ name: 'a', ...to('nowhere', 'cascade') }], 'a')
    await refuse([{ name: 'a', ...to('rows', 'setNull'), notNull: true }], 'a')
    await refuse([{ name: 'a', ...to('rows', 'cascade'), type: 'number' }], 'a')
    await refuse([{ name: 'a', ...to('rows', 'no action; --' as OnDelete) }], 'a')
    await storage.documents.migrate([{ name: 'earlier', columns: [] }])
    const later = { name: 'later', columns: [{ name: 'a', ...to('earlier', 'cascade') }] }
    expect(await storage.documents.migrate([later])).toEqual(['create table later', 'index later.a'])
  })
}
