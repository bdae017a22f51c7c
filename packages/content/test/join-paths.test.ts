import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

const user = { id: 'u' }

const author = (more: Partial<FieldConfig> = {}): FieldConfig =>
  ({ name: 'author', type: 'relationship', relationTo: 'users', ...more }) as FieldConfig

const postFields: FieldConfig[] = [
  { name: 'title', type: 'text' },
  { name: 'secret', type: 'text', access: { read: () => false } },
  { name: 'sold', type: 'checkbox' },
  { name: 'editors', type: 'relationship', relationTo: ['users', 'posts'], hasMany: true },
]

const joins: FieldConfig[] = [
  { name: 'posts', type: 'join', collection: 'posts', on: 'author', defaultLimit: 1 },
  { name: 'sold', type: 'join', collection: 'posts', on: 'author', where: { sold: { equals: true } } },
  { name: 'edited', type: 'join', collection: 'posts', on: 'editors' },
]

/** Ada wrote A (sold) and B, Bob wrote C and edited A; Eve has done nothing. */
async function openUsers(
  posts: Partial<CollectionConfig> = {},
  users: FieldConfig[] = joins,
): Promise<Opened & { readonly a: string }> {
  const app = await openContent(
    {
      collections: [
        { slug: 'users', access: open, fields: [{ name: 'name', type: 'text' }, ...users] },
        { slug: 'posts', access: open, fields: [...postFields, author()], ...posts },
      ],
    },
    { record: false },
  )
  const make = async (collection: string, data: Untyped): Promise<string> =>
    (await app.content.create({ collection, data, depth: 0 }))['id']
  const [ada, bob] = [await make('users', { name: 'Ada' }), await make('users', { name: 'Bob' })]
  await make('users', { name: 'Eve' })
  const editors = [{ relationTo: 'users', value: bob }]
  const a = await make('posts', { title: 'A', secret: 'x', sold: true, author: ada, editors })
  await make('posts', { title: 'B', sold: false, author: ada })
  await make('posts', { title: 'C', author: bob })
  return Object.assign(app, { a })
}

const names = async ({ content }: Opened, where: Untyped, more: Untyped = {}): Promise<unknown[]> =>
  (await content.find({ collection: 'users', where, sort: 'name', depth: 0, ...more })).docs.map(({ name }) => name)

test('a path goes through a join field into all documents that it finds, whatever its limit', async () => {
  await using app = await openUsers()
  expect(await names(app, { 'posts.title': { equals: 'A' } })).toEqual(['Ada'])
  expect(await names(app, { 'posts.title': { in: ['A', 'B', 'C'] } })).toEqual(['Ada', 'Bob'])
  expect(await names(app, { 'posts.title': { not_equals: 'A' } })).toEqual(['Bob', 'Eve'])
  expect(await names(app, { 'edited.title': { equals: 'A' } })).toEqual(['Bob'])
  expect(await names(app, { 'posts.editors.value': { exists: true } })).toEqual(['Ada'])
  expect(await names(app, { 'posts.author.name': { like: 'bob' } })).toEqual(['Bob'])
})

test('only those that its own `where` is true of', async () => {
  await using app = await openUsers()
  expect(await names(app, { 'sold.title': { exists: true } })).toEqual(['Ada'])
  expect(await names(app, { 'sold.title': { equals: 'B' } })).toEqual([])
})

test('by itself it stands for the ids', async () => {
  await using app = await openUsers()
  expect(await names(app, { posts: { contains: app.a } })).toEqual(['Ada'])
  expect(await names(app, { posts: { exists: false } })).toEqual(['Eve'])
  expect(await names(app, { edited: { exists: true } })).toEqual(['Bob'])
})

test('there is no order by several values', async () => {
  await using app = await openUsers()
  await expect(names(app, {}, { sort: 'posts.title' })).rejects.toMatchObject({ code: 'WHERE_NESTED' })
})

test('documents that may not be read are as good as none; fields that may not be read cannot be asked for', async () => {
  await using some = await openUsers({ access: { ...open, read: () => ({ title: { not_equals: 'A' } }) } })
  expect(await names(some, { 'posts.title': { exists: true } }, { user })).toEqual(['Ada', 'Bob'])
  expect(await names(some, { 'posts.title': { equals: 'A' } }, { user })).toEqual([])
  expect(await names(some, { edited: { exists: true } }, { user })).toEqual([])
  const where = { 'posts.secret': { equals: 'x' } }
  await expect(names(some, where, { user })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
  await using none = await openUsers({ access: { ...open, read: () => false } })
  await expect(names(none, { posts: { exists: true } }, { user })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
})

test('nor can a join on a relationship that may not be read, or one that may not be read itself', async () => {
  const where = { posts: { exists: true } }
  const rule = { access: { read: () => false } }
  await using closed = await openUsers({ fields: [...postFields, author(rule)] })
  await expect(names(closed, where, { user })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
  expect(await names(closed, where)).toEqual(['Ada', 'Bob'])
  await using own = await openUsers({}, joins.map((join) => ({ ...join, ...rule })) as FieldConfig[])
  await expect(names(own, where, { user })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
})

test('one on a relationship that is hidden can: the join is there to show it', async () => {
  await using app = await openUsers({ fields: [...postFields, author({ hidden: true })] })
  expect(await names(app, { posts: { exists: true } }, { user })).toEqual(['Ada', 'Bob'])
  const where = { 'posts.author': { exists: true }, posts: { exists: true } }
  await expect(names(app, where, { user })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
})

test('bulk writes and count ask so too', async () => {
  await using app = await openUsers()
  const where = { 'posts.title': { equals: 'C' } }
  const { docs } = await app.content.update({ collection: 'users', where, data: { name: 'Robert' } })
  expect(docs).toMatchObject([{ name: 'Robert' }])
  expect(await app.content.count({ collection: 'users', where })).toEqual({ totalDocs: 1 })
})

test('documents that refer to one of another collection with the same id are not meant', async () => {
  const both = { type: 'relationship', relationTo: ['users', 'teams'] } as const
  const id: FieldConfig = { name: 'id', type: 'text' }
  const sides: FieldConfig[] = ['one', 'many'].map((on) => ({ name: `${on}s`, type: 'join', collection: 'posts', on }))
  await using app = await openContent({
    collections: [
      { slug: 'users', access: open, fields: [id, { name: 'name', type: 'text' }, ...sides] },
      { slug: 'teams', access: open, fields: [id, { name: 'name', type: 'text' }, ...sides] },
      {
        slug: 'posts',
        access: open,
        fields: [
          { name: 'one', ...both },
          { name: 'many', ...both, hasMany: true },
        ],
      },
    ],
  })
  for (const collection of ['users', 'teams']) {
    await app.content.create({ collection, data: { id: 'x', name: collection } })
  }
  const team = { relationTo: 'teams', value: 'x' }
  await app.content.create({ collection: 'posts', data: { one: team, many: [team] } })
  for (const path of ['ones', 'manys', 'ones.id', 'manys.id']) {
    const where = { [path]: { exists: true } }
    expect(await names(app, where)).toEqual([])
    expect(await names(app, where, { collection: 'teams' })).toEqual(['teams'])
  }
})
