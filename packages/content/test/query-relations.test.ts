import { expect, test } from 'vitest'
import { toPublicError, type CollectionConfig, type FieldConfig, type Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

const isAdmin = ({ req }: Untyped): boolean => req.user?.role === 'admin'
const name: FieldConfig = { name: 'name', type: 'text' }

const config: CollectionConfig[] = [
  { slug: 'teams', access: open, fields: [name] },
  { slug: 'vaults', access: { ...open, read: isAdmin }, fields: [name] },
  {
    slug: 'users',
    access: { ...open, read: ({ req }) => isAdmin({ req }) || { public: { equals: true } } },
    fields: [
      name,
      { name: 'public', type: 'checkbox' },
      { name: 'salary', type: 'number', access: { read: isAdmin } },
      { name: 'password', type: 'password' },
      { name: 'team', type: 'relationship', relationTo: 'teams' },
      { name: 'owned', type: 'join', collection: 'posts', on: 'owner' },
    ],
  },
  {
    slug: 'posts',
    access: open,
    fields: [
      { name: 'title', type: 'text' },
      { name: 'author', type: 'relationship', relationTo: 'users' },
      { name: 'team', type: 'relationship', relationTo: 'teams' },
      { name: 'vault', type: 'relationship', relationTo: 'vaults' },
      { name: 'editors', type: 'relationship', relationTo: 'users', hasMany: true },
      { name: 'owner', type: 'relationship', relationTo: 'users', access: { read: isAdmin } },
      { name: 'ref', type: 'relationship', relationTo: ['users', 'teams'] },
      { name: 'refs', type: 'relationship', relationTo: ['users', 'teams'], hasMany: true },
      { name: 'items', type: 'array', fields: [{ name: 'by', type: 'relationship', relationTo: 'users' }] },
    ],
  },
]

/** Ids of teams and users are their names in lower case. */
async function openPosts(): Promise<Opened> {
  const app = await openContent({ collections: config })
  await using transaction = await app.storage.documents.transaction()
  for (const id of ['red', 'blue', 'ann']) await transaction.insert('teams', { id, name: id })
  await transaction.insert('vaults', { id: 'v', name: 'V' })
  await transaction.insert('users', { id: 'ann', name: 'Ann', public: true, salary: 10, team: 'red' })
  await transaction.insert('users', { id: 'bob', name: 'Bob', public: false, salary: 20, team: 'blue' })
  await transaction.commit()
  const user = (value: string): object => ({ relationTo: 'users', value })
  const team = (value: string): object => ({ relationTo: 'teams', value })
  for (const data of [
    {
      title: 'A',
      author: 'ann',
      team: 'red',
      editors: ['ann', 'bob'],
      owner: 'ann',
      ref: user('ann'),
      items: [{ by: 'ann' }],
    },
    {
      title: 'B',
      author: 'bob',
      team: 'blue',
      editors: ['bob'],
      vault: 'v',
      ref: team('ann'),
      refs: [team('red'), user('bob')],
    },
    { title: 'C', items: [{ by: 'bob' }, {}] },
  ]) {
    await app.content.create({ collection: 'posts', data })
  }
  return app
}

const titles = async (app: Opened, query: object): Promise<string> =>
  (await app.content.find({ collection: 'posts', sort: 'title', depth: 0, ...query })).docs
    .map((doc) => doc['title'])
    .join('')

const system: [Untyped, string][] = [
  [{ author: { equals: 'ann' } }, 'A'],
  [{ author: { not_equals: 'ann' } }, 'BC'],
  [{ author: { exists: false } }, 'C'],
  [{ 'author.name': { like: 'AN' } }, 'A'],
  [{ 'author.name': { not_in: ['Ann'] } }, 'BC'],
  [{ 'author.team.name': { equals: 'blue' } }, 'B'],
  [{ 'author.createdAt': { exists: false } }, 'ABC'],
  [{ 'author.id': { in: ['ann', 'bob'] } }, 'AB'],
  [{ editors: { contains: 'bob' } }, 'AB'],
  [{ editors: { all: ['ann', 'bob'] } }, 'A'],
  [{ editors: { not_equals: 'ann' } }, 'BC'],
  [{ 'editors.team.name': { in: ['red'] } }, 'A'],
  [{ 'editors.salary': { greater_than: 10 } }, 'AB'],
  [{ 'items.by': { equals: 'bob' } }, 'C'],
  [{ 'items.by.name': { equals: 'Ann' } }, 'A'],
  [{ ref: { equals: { relationTo: 'users', value: 'ann' } } }, 'A'],
  [{ ref: { equals: { relationTo: 'teams', value: 'ann' } } }, 'B'],
  [{ ref: { not_equals: { relationTo: 'teams', value: 'ann' } } }, 'AC'],
  [{ ref: { exists: true } }, 'AB'],
  [{ 'ref.value': { equals: 'ann' } }, 'AB'],
  [{ 'ref.relationTo': { equals: 'teams' } }, 'B'],
  [{ refs: { contains: { relationTo: 'users', value: 'bob' } } }, 'B'],
  [{ refs: { contains: { relationTo: 'users', value: 'red' } } }, ''],
  [
    {
      refs: {
        all: [
          { relationTo: 'users', value: 'bob' },
          { relationTo: 'teams', value: 'red' },
        ],
      },
    },
    'B',
  ],
  [{ 'refs.relationTo': { equals: 'users' } }, 'B'],
]

test.each(system)('where %j', async (where, expected) => {
  await using app = await openPosts()
  expect(await titles(app, { where })).toBe(expected)
})

test('sort follows references to one document', async () => {
  await using app = await openPosts()
  expect(await titles(app, { sort: '-author.name' })).toBe('BAC')
  expect(await titles(app, { sort: ['author.team.name'] })).toBe('CBA')
  expect(await titles(app, { sort: ['team.createdAt', '-title'] })).toBe('CBA')
})

const user = { id: 'u' }
const asUser: [Untyped, string][] = [
  [{ author: { equals: 'bob' } }, 'B'],
  [{ 'author.name': { equals: 'Bob' } }, ''],
  [{ 'author.name': { equals: 'Ann' } }, 'A'],
  [{ 'author.name': { not_equals: 'Ann' } }, 'BC'],
  [{ 'author.name': { exists: true } }, 'A'],
  [{ 'author.id': { equals: 'bob' } }, ''],
  [{ 'author.team.name': { exists: true } }, 'A'],
  [{ 'editors.name': { contains: 'b' } }, ''],
  [{ 'items.by.name': { exists: true } }, 'A'],
]

test.each(asUser)('of other collections only documents that may be read count: %j', async (where, expected) => {
  await using app = await openPosts()
  expect(await titles(app, { where, user })).toBe(expected)
  expect(await app.content.count({ collection: 'posts', where, user })).toEqual({ totalDocs: expected.length })
  const admin = { id: 'a', role: 'admin' }
  expect(await titles(app, { where, user: admin })).toBe(await titles(app, { where }))
  await app.content.update({ collection: 'posts', where, user, data: { title: 'X' } })
  expect((await titles(app, {})).match(/X/g)?.length ?? 0).toBe(expected.length)
})

const unreadable = [
  'author.salary',
  'author.password',
  'author.nothing',
  'owner',
  'owner.name',
  'vault.name',
  'vault.id',
  'ref.name',
  'ref.value.name',
  'editors.salary',
  'items.by.salary',
  'author.team.nothing',
  'author..name',
]

test.each(unreadable)(
  'what may not be read of other documents is answered as a field that does not exist: %s',
  async (path) => {
    await using app = await openPosts()
    const error = { code: 'WHERE_FIELD', message: `"posts" has no field \`${path}\`.`, path }
    const of = { collection: 'posts', user }
    for (const call of [
      app.content.find({ ...of, where: { [path]: { near: 1 } as never } }),
      app.content.find({ ...of, sort: path }),
      app.content.count({ ...of, where: { or: [{ [path]: { exists: true } }] } }),
      app.content.findDistinct({ ...of, field: path }),
      app.content.delete({ ...of, where: { [path]: { exists: false } } }),
    ]) {
      expect(toPublicError(await call.catch((thrown: unknown) => thrown)).errors).toEqual([error])
    }
  },
)

test('who may read only some documents cannot sort by them', async () => {
  await using app = await openPosts()
  await expect(app.content.find({ collection: 'posts', user, sort: 'author.name' })).rejects.toMatchObject({
    code: 'WHERE_FIELD',
    path: 'author.name',
  })
  expect(await titles(app, { user, sort: '-team.name' })).toBe('ABC')
})

test.each<[Untyped, string]>([
  [{ sort: 'editors.name' }, 'WHERE_NESTED'],
  [{ sort: 'items.by' }, 'WHERE_NESTED'],
  [{ sort: 'ref' }, 'WHERE_NESTED'],
  [{ where: { ref: { equals: 'ann' } } }, 'WHERE_VALUE'],
  [{ where: { ref: { equals: { relationTo: 'users' } } } }, 'WHERE_VALUE'],
  [{ where: { ref: { like: 'ann' } } }, 'WHERE_OPERATOR'],
  [{ where: { author: { equals: { id: 'ann' } } } }, 'WHERE_VALUE'],
  [{ where: { [Array.from({ length: 17 }, () => 'author').join('.')]: { exists: true } } }, 'WHERE_LIMIT'],
])('%j is refused', async (query, code) => {
  await using app = await openPosts()
  await expect(app.content.find({ collection: 'posts', ...query })).rejects.toMatchObject({ code, status: 400 })
  await expect(app.content.findDistinct({ collection: 'posts', field: 'author.name' })).rejects.toMatchObject({
    code: 'WHERE_NESTED',
  })
})

test('a rule may go across relationships, whatever may be read there', async () => {
  const rule = { ...open, read: () => ({ 'author.salary': { greater_than: 15 } }) }
  const collections = config.map((each) => (each.slug === 'posts' ? { ...each, access: rule } : each))
  await using app = await openContent({ collections })
  await using transaction = await app.storage.documents.transaction()
  await transaction.insert('users', { id: 'bob', name: 'Bob', public: false, salary: 20 })
  await transaction.commit()
  await app.content.create({ collection: 'posts', data: { title: 'B', author: 'bob' } })
  await app.content.create({ collection: 'posts', data: { title: 'C' } })
  expect(await titles(app, { user })).toBe('B')
})

test('a path as long as there are levels of conditions is answered or refused, never an error of the database', async () => {
  const self: FieldConfig = { name: 'next', type: 'relationship', relationTo: 'nodes', hasMany: true }
  await using app = await openContent({ collections: [{ slug: 'nodes', access: open, fields: [name, self] }] })
  for (let length = 1; length <= 15; length++) {
    const path = [...Array.from({ length }, () => 'next'), 'name'].join('.')
    const where: Untyped = { or: Array.from({ length: 100 }, () => ({ [path]: { not_equals: 'x' } })) }
    const outcome = await app.content.count({ collection: 'nodes', where }).catch((error: Untyped) => error.code)
    expect([{ totalDocs: 0 }, 'WHERE_LIMIT']).toContainEqual(outcome)
    const one: Untyped = { [path]: { exists: true } }
    const single = await app.content.count({ collection: 'nodes', where: one }).catch((error: Untyped) => error.code)
    expect([{ totalDocs: 0 }, 'WHERE_LIMIT']).toContainEqual(single)
  }
})

test('who may not read a relationship may not read it from its other side', async () => {
  await using app = await openPosts()
  const owned = async (who: object): Promise<number> =>
    (await app.content.findByID({ collection: 'users', id: 'ann', ...who }))['owned'].docs.length
  expect(await owned({})).toBe(1)
  expect(await owned({ user: { id: 'a', role: 'admin' } })).toBe(1)
  expect(await owned({ user })).toBe(0)
  const where = { owned: { exists: true } }
  expect((await app.content.find({ collection: 'users', where })).docs).toMatchObject([{ id: 'ann' }])
  await expect(app.content.find({ collection: 'users', where, user })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
})
