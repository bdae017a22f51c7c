import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'
import { watched } from './watched-documents.ts'

const relation = (name: string, more: Untyped): FieldConfig => ({
  name,
  type: 'relationship',
  relationTo: 'users',
  ...more,
})
const joins: FieldConfig[] = [
  { name: 'posts', type: 'join', collection: 'posts', on: 'author', defaultSort: 'title' },
  { name: 'edited', type: 'join', collection: 'posts', on: 'editors', defaultSort: 'title' },
  { name: 'named', type: 'join', collection: 'posts', on: 'about', where: { title: { not_equals: 'A' } } },
  { name: 'watched', type: 'join', collection: 'posts', on: 'watchers', defaultSort: '-title', defaultLimit: 2 },
]

interface Joined extends Opened {
  readonly ada: string
  readonly bob: string
  readonly ids: readonly string[]
  calls(): string[]
}

/** Two users, and posts A, B and C, which refer to Ada in every way. */
async function openJoined(posts: Partial<CollectionConfig> = {}): Promise<Joined> {
  const calls: string[] = []
  const fields: FieldConfig[] = [
    { name: 'title', type: 'text' },
    { name: 'secret', type: 'text', access: { read: () => false } },
    relation('author', {}),
    relation('editors', { hasMany: true }),
    relation('about', { relationTo: ['users', 'posts'] }),
    relation('watchers', { relationTo: ['posts', 'users'], hasMany: true }),
  ]
  const app = await openContent(
    {
      collections: [
        { slug: 'users', access: open, fields: [{ name: 'name', type: 'text' }, ...joins] },
        { slug: 'posts', access: open, fields, ...posts },
      ],
    },
    { wrap: (documents) => watched(documents, (call) => void calls.push(call)) },
  )
  const make = async (collection: string, data: Untyped): Promise<string> =>
    (await app.content.create({ collection, data, depth: 0 }))['id']
  const [ada, bob] = [await make('users', { name: 'Ada' }), await make('users', { name: 'Bob' })]
  const user = { relationTo: 'users', value: ada }
  const ids: string[] = []
  for (const title of ['A', 'B', 'C']) {
    ids.push(await make('posts', { title, author: ada, editors: [bob, ada], about: user, watchers: [user, user] }))
  }
  return { ...app, ada, bob, ids, calls: () => calls.splice(0) }
}

const read = ({ content, ada }: Joined, more: Untyped = {}): Promise<Untyped> =>
  content.findByID({ collection: 'users', id: ada, depth: 0, ...more })

test('the documents that refer to this one: by one or many, of one or several collections', async () => {
  await using app = await openJoined()
  const [a, b, c] = app.ids
  expect(await read(app)).toMatchObject({
    posts: { docs: [a, b, c], hasNextPage: false },
    edited: { docs: [a, b, c], hasNextPage: false },
    named: { docs: [c, b], hasNextPage: false },
    watched: { docs: [c, b], hasNextPage: true },
  })
  const bob = await app.content.findByID({ collection: 'users', id: app.bob, depth: 1 })
  expect(bob).toMatchObject({ posts: { docs: [], hasNextPage: false }, edited: { docs: [{ title: 'A' }, {}, {}] } })
})

test('a page of documents asks once for the ids and once for the documents behind them', async () => {
  await using app = await openJoined()
  app.calls()
  const { docs } = await app.content.find({ collection: 'users', sort: 'name' })
  expect(docs[0]).toMatchObject({ posts: { docs: [{ title: 'A', author: app.ada }, { title: 'B' }, { title: 'C' }] } })
  expect(app.calls()).toEqual(['find', 'find', 'find'])
})

test('the caller says how many, which and in what order, or that there are to be none', async () => {
  await using app = await openJoined()
  const [a, b, c] = app.ids
  const asked = {
    posts: { limit: 1, sort: '-title', count: true },
    edited: { where: { title: { in: ['A', 'C'] } } },
    named: false,
  }
  const doc = await read(app, { joins: asked })
  expect(doc).toMatchObject({
    posts: { docs: [c], hasNextPage: true, totalDocs: 3 },
    edited: { docs: [a, c], hasNextPage: false },
    named: null,
  })
  expect(b).toBeDefined()
  expect(await read(app, { joins: false })).toMatchObject({ posts: null, watched: null })
  app.calls()
  expect(await read(app, { select: { name: true } })).toEqual({ id: app.ada, name: 'Ada' })
  expect(app.calls()).toEqual(['findByID'])
})

test('page by page, with how many there are: whichever way the relationship is stored', async () => {
  await using app = await openJoined()
  const [a, b, c] = app.ids
  const last = { limit: 2, page: 2, sort: 'title', count: true }
  const joins = { posts: last, edited: last, named: { ...last, count: 'true', limit: '1' }, watched: { page: 3 } }
  expect(await read(app, { joins })).toMatchObject({
    posts: { docs: [c], hasNextPage: false, totalDocs: 3 },
    edited: { docs: [c], hasNextPage: false, totalDocs: 3 },
    named: { docs: [c], hasNextPage: false, totalDocs: 2 },
    watched: { docs: [], hasNextPage: false },
  })
  const doc = await app.content.findByID({ collection: 'users', id: app.ada, joins: { posts: { limit: 1, page: 2 } } })
  expect(doc['posts']).toMatchObject({ docs: [{ id: b, title: 'B' }], hasNextPage: true })
  expect(doc['posts']).not.toHaveProperty('totalDocs')
  expect(a).toBeDefined()
})

test.each<[Untyped, string]>([
  [{ nothing: {} }, 'JOINS_SHAPE'],
  ['posts', 'JOINS_SHAPE'],
  [{ posts: true }, 'JOINS_SHAPE'],
  [{ posts: { pages: 2 } }, 'JOINS_SHAPE'],
  [{ posts: { count: 1 } }, 'JOINS_SHAPE'],
  [{ posts: { page: 0 } }, 'PAGE_RANGE'],
  [{ posts: { limit: 251 } }, 'PAGE_RANGE'],
  [{ posts: { sort: 'no' } }, 'WHERE_FIELD'],
  [{ posts: { where: { no: { equals: 1 } } } }, 'WHERE_FIELD'],
])('what cannot be asked of a join is refused: %j', async (asked, code) => {
  await using app = await openJoined()
  await expect(read(app, { joins: asked })).rejects.toMatchObject({ code })
})

test('what may not be read is not among them, nor can be asked for', async () => {
  const user = { id: 'u' }
  await using app = await openJoined({ access: { ...open, read: () => ({ title: { equals: 'B' } }) } })
  expect(await read(app, { user })).toMatchObject({ posts: { docs: [app.ids[1]], hasNextPage: false } })
  const secret = { posts: { where: { secret: { exists: true } } } }
  await expect(read(app, { user, joins: secret })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
  await using closed = await openJoined({ access: { ...open, read: () => false } })
  expect(await read(closed, { user })).toMatchObject({ posts: { docs: [], hasNextPage: false } })
})

test('nobody writes it: what was read may be sent back', async () => {
  await using app = await openJoined()
  const doc = await read(app)
  const data = { ...doc, name: 'Ada L.', posts: { docs: [] } }
  expect(await app.content.update({ collection: 'users', id: app.ada, data, depth: 0 })).toMatchObject({
    name: 'Ada L.',
    posts: { docs: app.ids },
  })
})

test('what a join field asks of the other collection is checked at boot', async () => {
  const wrong = { collection: 'posts', on: 'author', where: { no: { equals: 1 } }, defaultSort: 'no' }
  const circle = { collection: 'posts', on: 'author', where: { 'author.posts.author': { exists: true } } }
  const fields: FieldConfig[] = [
    { name: 'posts', type: 'join', ...wrong },
    { name: 'others', type: 'join', ...circle },
  ]
  const posts: CollectionConfig = { slug: 'posts', fields: [relation('author', {})] }
  await expect(openContent({ collections: [{ slug: 'users', fields }, posts] })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    problems: [
      { path: 'collections.users.fields.posts.where' },
      { path: 'collections.users.fields.posts.defaultSort' },
      { path: 'collections.users.fields.others.where' },
    ],
  })
})

test('a document that beforeRead made up has nothing joined', async () => {
  await using app = await openJoined()
  app.engine.on('users:beforeRead', () => [{ name: 'nobody' }, { id: 7 }])
  const { docs } = await app.content.find({ collection: 'users' })
  const none = { docs: [], hasNextPage: false }
  expect(docs).toMatchObject([
    { name: 'nobody', posts: none },
    { id: 7, posts: none },
  ])
})
