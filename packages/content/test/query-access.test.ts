import { expect, test } from 'vitest'
import { toPublicError, type CollectionConfig, type Content, type FieldConfig, type Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

/** What a caller may not read cannot be found out by asking: not by what is found, nor by how it is refused. */

const isAdmin = ({ req }: Untyped): boolean => req.user?.role === 'admin'
const secret = (name: string): FieldConfig => ({ name, type: 'text', access: { read: isAdmin } })
const shown: FieldConfig = { name: 'shown', type: 'text' }

const things: CollectionConfig = {
  slug: 'things',
  access: { ...open, read: ({ req }) => (req.user?.role === 'guest' ? { 'seo.secret': { equals: 'x' } } : true) },
  fields: [
    shown,
    secret('secret'),
    { name: 'token', type: 'text', hidden: true },
    { name: 'password', type: 'password' },
    { name: 'seo', type: 'group', fields: [shown, secret('secret'), { name: 'password', type: 'password' }] },
    { name: 'closed', type: 'group', access: { read: isAdmin }, fields: [shown] },
    { name: 'rows', type: 'array', fields: [shown, secret('secret')] },
    { name: 'closedRows', type: 'array', access: { read: isAdmin }, fields: [shown] },
    { name: 'meta', type: 'json', access: { read: isAdmin } },
    {
      name: 'content',
      type: 'blocks',
      blocks: [
        { slug: 'quote', fields: [shown, secret('text')] },
        { slug: 'note', fields: [shown, { name: 'text', type: 'text' }] },
      ],
    },
  ],
}

const unreadable = [
  'secret',
  'token',
  'seo.secret',
  'closed',
  'closed.shown',
  'rows.secret',
  'closedRows',
  'closedRows.shown',
  'closedRows.id',
  'meta',
  'meta.any.key',
  'content.text',
  'content.quote.text',
]
const unknown = [
  'nothing',
  'closed.nothing',
  'seo.nothing',
  'shown.deeper',
  'content.nothing',
  '',
  '.',
  'seo.',
  'rows.0.shown',
]
const secrets = ['password', 'seo.password']

const answer = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: unknown) => toPublicError(error).errors[0],
  )

const asks: Readonly<Record<string, (content: Content, path: string, who: object) => Promise<unknown>>> = {
  'find by where': (content, path, who) => content.find({ ...who, ...at(path, { exists: true }) }),
  'find by a wrong value': (content, path, who) => content.find({ ...who, ...at(path, { greater_than: {} }) }),
  'find by a wrong operator': (content, path, who) => content.find({ ...who, ...at(path, { near: 1 }) }),
  sort: (content, path, who) => content.find({ ...who, collection: 'things', sort: `-${path}` }),
  count: (content, path, who) => content.count({ ...who, ...at(path, { like: 's' }) }),
  distinct: (content, path, who) => content.findDistinct({ ...who, collection: 'things', field: path }),
  'update by where': (content, path, who) => content.update({ ...who, ...at(path, { equals: 's' }), data: {} }),
  'delete by where': (content, path, who) => content.delete({ ...who, ...at(path, { equals: 's' }) }),
}
const at = (path: string, tests: object): { collection: string; where: Untyped } => ({
  collection: 'things',
  where: { or: [{ shown: { exists: true } }, { and: [{ [path]: tests }] }] },
})

async function openThings(): Promise<Opened> {
  const app = await openContent({ collections: [things] })
  await app.content.create({
    collection: 'things',
    data: {
      shown: 'a',
      secret: 's',
      seo: { shown: 'b', secret: 'x' },
      rows: [{ secret: 's' }],
      meta: { any: { key: 1 } },
    },
  })
  return app
}

test.each(Object.entries(asks))(
  '%s: a field that may not be read is answered as one that does not exist',
  async (_name, ask) => {
    await using app = await openThings()
    const user = { id: 'u1' }
    for (const path of [...unreadable, ...unknown, ...secrets]) {
      const error = { code: 'WHERE_FIELD', message: `"things" has no field \`${path}\`.`, path }
      expect(await answer(ask(app.content, path, { user }))).toEqual(error)
    }
    expect(await app.content.count({ collection: 'things' })).toEqual({ totalDocs: 1 })
  },
)

test('whoever may read a field may ask for it, but never for a password; a rule may ask for all', async () => {
  await using app = await openThings()
  const admin = { user: { id: 'a', role: 'admin' } }
  for (const path of unreadable.filter((each) => each !== 'token')) {
    const found = await answer(app.content.find({ ...admin, ...at(path, { exists: true }) }))
    expect([path, found]).toEqual([path, 'answered'])
  }
  for (const who of [admin, {}]) {
    for (const path of secrets) {
      expect(await answer(app.content.find({ ...who, ...at(path, { exists: true }) }))).toMatchObject({
        code: 'WHERE_FIELD',
      })
    }
  }
  const showHidden = { user: { id: 'u' }, showHiddenFields: true }
  expect(await answer(app.content.find({ ...showHidden, ...at('token', { exists: true }) }))).toBe('answered')
  const guest = { id: 'g', role: 'guest' }
  expect(await app.content.count({ collection: 'things', user: guest })).toEqual({ totalDocs: 1 })
  await app.content.update({ collection: 'things', where: {}, data: { seo: { secret: 'y' } } })
  expect(await app.content.count({ collection: 'things', user: guest })).toEqual({ totalDocs: 0 })
})

test('conditions that hooks add may be about fields that the caller may not read', async () => {
  const hooks: CollectionConfig['hooks'] = {
    beforeRead: [({ query }) => void (query.where = { secret: { equals: 's' } })],
  }
  await using app = await openContent({ collections: [{ ...things, hooks }] })
  await app.content.create({ collection: 'things', data: { secret: 's' } })
  await app.content.create({ collection: 'things', data: { secret: 't' } })
  expect(await app.content.count({ collection: 'things', user: { id: 'u1' } })).toEqual({ totalDocs: 1 })
})

test('a rule is asked once for each field of a query', async () => {
  let asked = 0
  const fields: FieldConfig[] = [{ name: 'x', type: 'text', access: { read: () => ++asked > 0 } }]
  await using app = await openContent({ collections: [{ slug: 'things', access: open, fields }] })
  const where = { and: [{ x: { exists: true } }, { x: { not_equals: 'b' } }] }
  await app.content.find({ collection: 'things', where, sort: ['x', '-x'], user: { id: 'u1' } })
  expect(asked).toBe(1)
})
