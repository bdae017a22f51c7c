import { expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { openNewsroom, type Newsroom } from './newsroom.ts'

const readPost = ({ content, ids }: Newsroom, more: Untyped = {}): Promise<Untyped> =>
  content.findByID({ collection: 'posts', id: ids.post, ...more })

test('one level of relationships is answered as documents, those inside groups and rows included; below are ids', async () => {
  await using app = await openNewsroom()
  const { ada, bob, team, news, sport, post } = app.ids
  const parts = [{ blockType: 'list', posts: [{ relationTo: 'posts', value: post }] }]
  await app.content.update({ collection: 'posts', id: post, data: { parts } })
  const doc = await readPost(app)
  expect(doc).toMatchObject({
    author: { id: ada, name: 'Ada', team },
    categories: [
      { id: sport, name: 'Sport' },
      { id: news, name: 'News' },
    ],
    about: { relationTo: 'users', value: { id: bob, name: 'Bob' } },
    seo: { editor: { id: ada } },
    parts: [{ posts: [{ relationTo: 'posts', value: { id: post, author: ada, categories: [sport, news] } }] }],
  })
  expect(doc.author).not.toHaveProperty('email')
  const { docs } = await app.content.find({ collection: 'posts' })
  expect(docs).toEqual([doc])
})

test.each([
  [0, (ids: Newsroom['ids']) => ids.ada],
  ['2', (ids: Newsroom['ids']) => ({ id: ids.ada, team: { id: ids.team, name: 'Desk' } })],
  [5, (ids: Newsroom['ids']) => ({ id: ids.ada, team: { id: ids.team, name: 'Desk' } })],
] as const)('depth %s', async (depth, author) => {
  await using app = await openNewsroom()
  const doc = await readPost(app, { depth })
  expect(doc).toMatchObject({ author: author(app.ids) })
})

test.each([-1, 6, 1.5, '1e0', 'x', null, Number.NaN])('depth %s is refused, and nothing is written', async (depth) => {
  await using app = await openNewsroom()
  await expect(readPost(app, { depth })).rejects.toMatchObject({ code: 'DEPTH_RANGE', status: 400 })
  const made = app.content.create({ collection: 'teams', data: {}, depth: depth as number })
  await expect(made).rejects.toMatchObject({ code: 'DEPTH_RANGE' })
  expect(await app.content.count({ collection: 'teams' })).toEqual({ totalDocs: 1 })
})

test('a hundred posts with authors, teams and categories: one query for each collection and level', async () => {
  await using app = await openNewsroom()
  const { ids, storage } = app
  await using transaction = await storage.documents.transaction()
  const numbers = Array.from({ length: 99 }, (_, index) => index)
  const id = (index: number): string => `p${index}`
  await transaction.insertMany(
    'posts',
    numbers.map((index) => ({ id: id(index), author: index % 2 === 0 ? ids.ada : ids.bob })),
  )
  await transaction.insertMany(
    'posts/categories',
    numbers.map((index) => ({ id: `${id(index)}/0`, owner: id(index), position: 0, value: ids.news })),
  )
  await transaction.commit()
  app.calls()
  const { docs } = await app.content.find({ collection: 'posts', limit: 100, depth: 2 })
  expect(docs).toHaveLength(100)
  for (const doc of docs) {
    expect(doc).toMatchObject({ author: { team: { name: 'Desk' } } })
    expect(doc['categories']).toContainEqual(expect.objectContaining({ name: 'News' }))
  }
  // Posts with the ids of their categories; users and categories; teams.
  expect(app.calls()).toEqual(['find', 'find', 'find', 'find'])
})

test('what may not be read stays an id: no right at all, another document by its rule, one that is gone', async () => {
  await using app = await openNewsroom({
    users: { access: { read: () => ({ name: { equals: 'Bob' } }) } },
    categories: { access: { read: () => false } },
  })
  const { ada, bob, sport, news } = app.ids
  const user = { id: 'somebody' }
  const refused = { author: ada, categories: [sport, news], about: { value: { id: bob } } }
  expect(await readPost(app, { user })).toMatchObject(refused)
  expect(await readPost(app, { user, overrideAccess: true })).toMatchObject({ author: { name: 'Ada' } })
  expect(await readPost(app)).toMatchObject({ author: { name: 'Ada' }, categories: [{ name: 'Sport' }, {}] })
  await app.content.delete({ collection: 'users', where: {} })
  expect(await readPost(app)).toMatchObject({ author: null, seo: { editor: ada } })
})

test('a relationship that the caller may not see, or did not select, is not populated', async () => {
  const read: string[] = []
  const ofUsers = { type: 'relationship', relationTo: 'users' } as const
  await using app = await openNewsroom({
    posts: {
      fields: [
        { name: 'title', type: 'text' },
        { ...ofUsers, name: 'author', access: { read: () => false } },
        { ...ofUsers, name: 'about', relationTo: ['users'], hidden: true },
        { name: 'seo', type: 'group', fields: [{ ...ofUsers, name: 'editor', access: { read: () => false } }] },
        { name: 'categories', type: 'relationship', relationTo: 'categories', hasMany: true },
      ],
    },
    users: { hooks: { beforeRead: [() => void read.push('users')] } },
    categories: { hooks: { beforeRead: [() => void read.push('categories')] } },
  })
  const user = { id: 'somebody' }
  expect(await readPost(app, { user })).toMatchObject({ title: 'A', seo: {}, categories: [{ name: 'Sport' }, {}] })
  await readPost(app, { user, select: { title: true } })
  expect(read.splice(0)).toEqual(['categories'])
  expect(await readPost(app, { user, showHiddenFields: true })).toMatchObject({ about: { value: { name: 'Bob' } } })
  expect(read).toEqual(['users', 'categories'])
})

test('populated documents pass the hooks and the field rules of their collection, each once', async () => {
  const seen: string[] = []
  await using app = await openNewsroom({
    users: {
      access: { read: ({ req }) => req.user?.id === 'reader' },
      fields: [
        { name: 'name', type: 'text', hooks: { afterRead: [({ value }) => `${value}!`] } },
        { name: 'email', type: 'text', access: { read: () => false } },
        { name: 'team', type: 'text' },
      ],
      hooks: {
        afterRead: [({ doc, context }) => ({ ...doc, seen: seen.push(doc['name']), marked: (context['mark'] = true) })],
        afterOperation: [
          ({ result }) => ({ ...result, docs: result.docs?.map((doc: Untyped) => ({ ...doc, last: true })) }),
        ],
      },
    },
    posts: {
      hooks: { afterOperation: [({ context, result }) => ({ ...result, marked: context['mark'] ?? 'no' })] },
    },
  })
  seen.length = 0
  const doc = await readPost(app, { user: { id: 'reader' } })
  expect(doc.author).toMatchObject({ name: 'Ada!', last: true, marked: true })
  expect(doc.author).not.toHaveProperty('email')
  expect(seen).toEqual(['Ada!', 'Bob!'])
  expect(doc.marked).toBe('no')
  expect(await readPost(app, { user: { id: 'another' } })).toMatchObject({ author: app.ids.ada })
})

test('beforeRead of the other collection narrows the read, or answers it', async () => {
  const found = { ids: [] as string[] }
  await using app = await openNewsroom({
    users: { hooks: { beforeRead: [({ query }) => void (query.where = { name: { equals: 'Bob' } })] } },
    categories: {
      hooks: { beforeRead: [({ query }) => found.ids.map((id) => ({ id, name: String(query.where?.['id']) }))] },
    },
  })
  found.ids = [app.ids.news, 'another']
  expect(await readPost(app)).toMatchObject({
    author: app.ids.ada,
    about: { value: { name: 'Bob' } },
    categories: [app.ids.sport, { id: app.ids.news, name: '[object Object]' }],
  })
})

test('every place has a copy of its own: what a hook does to one changes no other', async () => {
  await using app = await openNewsroom({
    posts: {
      hooks: {
        afterOperation: [
          ({ result }) => {
            if (result.author?.team === undefined) return
            result.author.name = 'changed'
            result.author.team.name = 'changed'
          },
        ],
      },
    },
  })
  const { author, seo, about } = await readPost(app, { depth: 2 })
  expect(author).toMatchObject({ name: 'changed', team: { name: 'changed' } })
  expect(seo.editor).toMatchObject({ name: 'Ada', team: { name: 'Desk' } })
  expect(about.value).toMatchObject({ name: 'Bob', team: { name: 'Desk' } })
})

test('a circle ends where the depth does', async () => {
  await using app = await openNewsroom()
  const { post } = app.ids
  await app.content.update({ collection: 'posts', id: post, data: { about: { relationTo: 'posts', value: post } } })
  let doc: Untyped = await readPost(app, { depth: 3 })
  for (let level = 0; level < 3; level++) doc = doc.about.value
  expect(doc).toMatchObject({ id: post, about: { value: post } })
})

test('which fields are answered: populate says it, else defaultPopulate of the collection', async () => {
  await using app = await openNewsroom({ users: { defaultPopulate: { name: true } } })
  const { ada, team } = app.ids
  expect((await readPost(app)).author).toEqual({ id: ada, name: 'Ada' })
  const populate = { users: { team: true }, teams: {} }
  expect((await readPost(app, { depth: 2, populate })).author).toEqual({ id: ada, team: { id: team } })
  await expect(readPost(app, { populate: { nobody: {} } })).rejects.toMatchObject({ code: 'POPULATE_SHAPE' })
  await expect(readPost(app, { populate: 'users' })).rejects.toMatchObject({ code: 'POPULATE_SHAPE' })
  await expect(readPost(app, { populate: { users: { no: true } } })).rejects.toMatchObject({ code: 'SELECT_SHAPE' })
})

test('an answer holds ten thousand populated documents at most', async () => {
  await using app = await openNewsroom()
  const { post, news } = app.ids
  await using transaction = await app.storage.documents.transaction()
  const rows = Array.from({ length: 10_001 }, (_, index) => ({ id: `${post}/n${index}`, owner: post, value: news }))
  await transaction.insertMany('posts/categories', rows)
  await transaction.commit()
  await expect(readPost(app)).rejects.toMatchObject({ code: 'POPULATE_LIMIT', status: 400 })
  expect((await readPost(app, { depth: 0 })).categories).toHaveLength(10_003)
  expect((await readPost(app, { select: { author: true } })).author).toMatchObject({ name: 'Ada' })
})

test('the order: hooks of the documents, then of those put into them, then afterOperation from the inside out', async () => {
  await using app = await openNewsroom()
  app.fired()
  await readPost(app, { depth: 2, select: { author: true } })
  expect(app.fired().filter((name) => /^[^.]+:after|^[^.]+:before/.test(name))).toEqual([
    'posts:beforeOperation',
    'posts:beforeRead',
    'posts:afterFetch',
    'posts:afterRead',
    'users:beforeOperation',
    'users:beforeRead',
    'users:afterFetch',
    'users:afterRead',
    'teams:beforeOperation',
    'teams:beforeRead',
    'teams:afterFetch',
    'teams:afterRead',
    'teams:afterOperation',
    'users:afterOperation',
    'posts:afterOperation',
  ])
})

test('what hooks leave in a relationship on its way out is answered as it is, unless it is an id of a document', async () => {
  const left = { value: 7 as Untyped }
  await using app = await openNewsroom({
    posts: { hooks: { afterRead: [({ doc }) => ({ ...doc, author: left.value })] } },
  })
  for (const value of [7, '', { name: 'made up' }, ['x'], 'nobody']) {
    left.value = value
    expect(await readPost(app)).toMatchObject({ author: value, categories: [{ name: 'Sport' }, {}] })
  }
  left.value = app.ids.bob
  expect(await readPost(app)).toMatchObject({ author: { name: 'Bob' } })
})
