import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'
import { watched } from './watched-documents.ts'

const user = { id: 'u' }

interface Parts {
  readonly posts?: Partial<CollectionConfig>
  readonly users?: Partial<CollectionConfig>
  readonly teams?: Partial<CollectionConfig>
  /** In the place of the fields that a post borrows. */
  readonly borrowed?: FieldConfig[]
}

interface Newspaper extends Opened {
  readonly ids: Readonly<Record<'red' | 'ada' | 'bob' | 'first' | 'second' | 'third', string>>
  calls(): string[]
}

/** Posts by Ada (of the team Red), by Bob (of none), and by nobody. */
async function openNewspaper({ posts, users, teams, borrowed }: Parts = {}): Promise<Newspaper> {
  const calls: string[] = []
  const app = await openContent(
    {
      collections: [
        {
          slug: 'posts',
          access: open,
          fields: [
            { name: 'title', type: 'text' },
            { name: 'author', type: 'relationship', relationTo: 'users' },
            { name: 'editor', type: 'relationship', relationTo: 'users' },
            ...(borrowed ?? [
              { name: 'authorName', type: 'text', virtual: 'author.name' },
              { name: 'teamName', type: 'text', virtual: 'author.team.name' },
              { name: 'city', type: 'text', virtual: 'author.home.city' },
              { name: 'editorName', type: 'text', virtual: 'editor.name' },
            ]),
          ],
          ...posts,
        },
        {
          slug: 'users',
          access: open,
          fields: [
            { name: 'name', type: 'text' },
            { name: 'home', type: 'group', fields: [{ name: 'city', type: 'text' }] },
            { name: 'team', type: 'relationship', relationTo: 'teams' },
          ],
          ...users,
        },
        { slug: 'teams', access: open, fields: [{ name: 'name', type: 'text' }], ...teams },
      ],
    },
    { record: false, wrap: (documents) => watched(documents, (call) => void calls.push(call)) },
  )
  const make = async (collection: string, data: Untyped): Promise<string> =>
    (await app.content.create({ collection, data, depth: 0, user: null, overrideAccess: true }))['id']
  const red = await make('teams', { name: 'Red' })
  const ada = await make('users', { name: 'Ada', team: red, home: { city: 'London' } })
  const bob = await make('users', { name: 'Bob' })
  const first = await make('posts', { title: 'first', author: ada, editor: bob })
  const second = await make('posts', { title: 'second', author: bob })
  const third = await make('posts', { title: 'third' })
  calls.length = 0
  return { ...app, ids: { red, ada, bob, first, second, third }, calls: () => calls.splice(0) }
}

const find = async ({ content }: Newspaper, more: Untyped = {}): Promise<Untyped[]> =>
  (await content.find({ collection: 'posts', sort: 'title', depth: 0, ...more })).docs

const names = (docs: readonly Untyped[]): unknown[] => docs.map(({ authorName, teamName }) => [authorName, teamName])

test('a field has the value at the end of its path, null where the path breaks off', async () => {
  await using app = await openNewspaper()
  expect(await find(app)).toMatchObject([
    { author: app.ids.ada, authorName: 'Ada', teamName: 'Red', city: 'London', editorName: 'Bob' },
    { author: app.ids.bob, authorName: 'Bob', teamName: null, city: null, editorName: null },
    { author: null, authorName: null, teamName: null, city: null, editorName: null },
  ])
  const { first: id, bob: author } = app.ids
  const data = { author }
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ authorName: 'Ada' })
  expect(await app.content.update({ collection: 'posts', id, data })).toMatchObject({ authorName: 'Bob' })
  expect(await app.content.create({ collection: 'posts', data })).toMatchObject({ authorName: 'Bob', teamName: null })
})

test('one read of each collection and level, for a page and all of its fields; none for what is not selected', async () => {
  await using app = await openNewspaper()
  await find(app)
  expect(app.calls()).toEqual(['find', 'find', 'find'])
  await find(app, { select: { authorName: true } })
  expect(app.calls()).toEqual(['find', 'find'])
  expect(await find(app, { select: { title: true, authorName: true }, limit: 1 })).toEqual([
    { id: app.ids.first, title: 'first', authorName: 'Ada' },
  ])
  app.calls()
  await find(app, { select: { authorName: false, teamName: false, city: false, editorName: false } })
  expect(app.calls()).toEqual(['find'])
})

test('documents that are populated have theirs', async () => {
  await using app = await openNewspaper({
    users: {
      fields: [
        { name: 'name', type: 'text' },
        { name: 'home', type: 'group', fields: [{ name: 'city', type: 'text' }] },
        { name: 'team', type: 'relationship', relationTo: 'teams' },
        { name: 'side', type: 'text', virtual: 'team.name' },
      ],
    },
  })
  const [first] = await find(app, { depth: 1 })
  expect(first).toMatchObject({ author: { name: 'Ada', side: 'Red', team: app.ids.red }, authorName: 'Ada' })
  expect(await find(app, { where: { 'author.side': { equals: 'Red' } } })).toHaveLength(1)
})

test('the caller sees what they may read along the path themselves, and can ask for no more', async () => {
  const secret: FieldConfig = { name: 'name', type: 'text', access: { read: () => false } }
  const team: FieldConfig = { name: 'team', type: 'relationship', relationTo: 'teams' }
  const home: FieldConfig = { name: 'home', type: 'group', fields: [{ name: 'city', type: 'text' }] }
  const ask = { where: { authorName: { equals: 'Ada' } }, user }
  {
    await using app = await openNewspaper({ users: { fields: [secret, team, home] } })
    expect(names(await find(app, { user }))[0]).toEqual([null, 'Red'])
    expect(names(await find(app))[0]).toEqual(['Ada', 'Red'])
    await expect(find(app, ask)).rejects.toMatchObject({ code: 'WHERE_FIELD' })
    await expect(find(app, { user, sort: 'authorName' })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
  }
  {
    await using app = await openNewspaper({ users: { access: { ...open, read: () => ({ name: { equals: 'Bob' } }) } } })
    expect(names(await find(app, { user }))).toEqual([
      [null, null],
      ['Bob', null],
      [null, null],
    ])
    expect(await find(app, ask)).toEqual([])
    await expect(find(app, { user, sort: 'authorName' })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
  }
  {
    await using app = await openNewspaper({ teams: { access: { ...open, read: () => false } } })
    expect(names(await find(app, { user }))[0]).toEqual(['Ada', null])
  }
  {
    const relation: FieldConfig = {
      name: 'author',
      type: 'relationship',
      relationTo: 'users',
      access: { read: () => false },
    }
    const name: FieldConfig = { name: 'authorName', type: 'text', virtual: 'author.name' }
    await using app = await openNewspaper({
      posts: {
        fields: [
          { name: 'title', type: 'text' },
          relation,
          { name: 'editor', type: 'relationship', relationTo: 'users' },
          name,
        ],
      },
    })
    expect(names(await find(app, { user }))[0]).toEqual([null, undefined])
    await expect(find(app, ask)).rejects.toMatchObject({ code: 'WHERE_FIELD' })
  }
})

test('hooks of the other collection say what is seen, as where it is read by itself', async () => {
  await using app = await openNewspaper()
  app.engine.on('users.name:afterRead', ({ value }: Untyped) => `${value}!`)
  expect(names(await find(app))[0]).toEqual(['Ada!', 'Red'])
})

test('it can be filtered and sorted by', async () => {
  await using app = await openNewspaper()
  const { first, second, third } = app.ids
  const ids = async (more: Untyped): Promise<unknown[]> => (await find(app, more)).map(({ id }) => id)
  expect(await ids({ where: { teamName: { like: 'red' } } })).toEqual([first])
  expect(await ids({ where: { city: { exists: false } } })).toEqual([second, third])
  expect(await ids({ sort: '-authorName' })).toEqual([second, first, third])
  expect(await app.content.count({ collection: 'posts', where: { authorName: { in: ['Ada', 'Bob'] } } })).toEqual({
    totalDocs: 2,
  })
})

test('nobody writes it: what was read may be sent back, and is not stored', async () => {
  await using app = await openNewspaper()
  const [first] = await find(app)
  const seen: unknown[] = []
  app.engine.on('posts:beforeChange', ({ data }: Untyped) => void seen.push(data))
  const data = { ...first, title: 'new', authorName: 7 }
  expect(await app.content.update({ collection: 'posts', id: first.id, data })).toMatchObject({ authorName: 'Ada' })
  expect(seen).toMatchObject([{ title: 'new' }])
  expect(seen[0]).not.toHaveProperty('authorName')
  expect(await app.storage.documents.findByID('posts', first.id)).not.toHaveProperty('authorName')
})

test('globals have such fields too', async () => {
  const config = {
    collections: [{ slug: 'users', access: open, fields: [{ name: 'name', type: 'text' } as const] }],
    globals: [
      {
        slug: 'site',
        fields: [
          { name: 'owner', type: 'relationship', relationTo: 'users' } as const,
          { name: 'ownerName', type: 'text', virtual: 'owner.name' } as const,
        ],
      },
    ],
  }
  await using app = await openContent(config)
  const { id: owner } = await app.content.create({ collection: 'users', data: { name: 'Ada' } })
  expect(await app.content.updateGlobal({ slug: 'site', data: { owner } })).toMatchObject({ ownerName: 'Ada' })
  expect(await app.content.findGlobal({ slug: 'site', depth: 0 })).toMatchObject({ owner, ownerName: 'Ada' })
})

const cases: [Partial<FieldConfig>, string, string][] = [
  [{ virtual: 'author.nobody' }, 'virtual', 'has no field `author.nobody`'],
  [{ virtual: 'title' }, 'virtual', 'is in the document itself'],
  [{ virtual: 'author.team.id', type: 'number' }, 'virtual', 'is of another type than this field (text)'],
  [{ virtual: 'friends.name' }, 'virtual', 'may have several values'],
  [{ virtual: 'author.home' }, 'virtual', 'is of another type than this field (presence)'],
  [{ virtual: 'borrowed' }, 'virtual', 'has no field `borrowed`'],
  [{ virtual: 'author.name', required: true }, 'required', 'nobody writes this field'],
  [{ virtual: 'author.name', hooks: { afterRead: [] } }, 'hooks', 'nobody writes this field'],
  [{ virtual: 'author.name', unique: true } as Partial<FieldConfig>, 'unique', 'nothing of a virtual field is stored'],
  [{ virtual: 'author.name', hasMany: true } as Partial<FieldConfig>, 'hasMany', 'leads to one value'],
  [
    { virtual: 'author.team', type: 'relationship', relationTo: 'teams' } as Partial<FieldConfig>,
    'virtual',
    'write true',
  ],
  [{ virtual: 7 } as unknown as Partial<FieldConfig>, 'virtual', 'write true, false or a path'],
]

test.each(cases)(
  'what is no path, or means nothing beside one, is refused at boot: %j',
  async (field, option, message) => {
    const friends: FieldConfig = { name: 'friends', type: 'relationship', relationTo: 'users', hasMany: true }
    const borrowed = [friends, { name: 'borrowed', type: 'text', ...field } as FieldConfig]
    await expect(openNewspaper({ borrowed })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [{ path: `collections.posts.fields.borrowed.${option}`, message: expect.stringContaining(message) }],
    })
  },
)

test('inside others there is none', async () => {
  const inside: FieldConfig = { name: 'name', type: 'text', virtual: 'author.name' }
  await expect(openNewspaper({ borrowed: [{ name: 'seo', type: 'group', fields: [inside] }] })).rejects.toMatchObject({
    problems: [{ path: 'collections.posts.fields.seo.fields.name.virtual' }],
  })
})
