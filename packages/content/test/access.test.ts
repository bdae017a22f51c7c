import { expect, test } from 'vitest'
import { toPublicError, type AccessRule, type CollectionConfig, type FieldConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const user = { id: 'u1' }
const posts = (access: CollectionConfig['access'], fields: FieldConfig[] = []): CollectionConfig => ({
  slug: 'posts',
  ...(access === undefined ? {} : { access }),
  fields: [{ name: 'title', type: 'text' }, { name: 'owner', type: 'text' }, ...fields],
})
const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  toPublicError(await promise.catch((error: unknown) => error))

test('without a rule, whoever is signed in may, and nobody else', async () => {
  await using app = await openContent({ collections: [posts(undefined)], globals: [{ slug: 'settings', fields: [] }] })
  const { id } = await app.content.create({ collection: 'posts', data: {}, user })
  const nobody = { user: null }
  for (const call of [
    app.content.create({ collection: 'posts', data: {}, ...nobody }),
    app.content.find({ collection: 'posts', ...nobody }),
    app.content.findByID({ collection: 'posts', id, ...nobody }),
    app.content.update({ collection: 'posts', id, data: {}, ...nobody }),
    app.content.delete({ collection: 'posts', id, ...nobody }),
    app.content.count({ collection: 'posts', ...nobody }),
    app.content.findGlobal({ slug: 'settings', ...nobody }),
    app.content.updateGlobal({ slug: 'settings', data: {}, ...nobody }),
    app.content.find({ collection: 'posts', overrideAccess: false }),
  ]) {
    expect(await failure(call)).toMatchObject({ status: 403, errors: [{ code: 'FORBIDDEN' }] })
  }
  expect(await app.content.count({ collection: 'posts', ...nobody, overrideAccess: true })).toEqual({ totalDocs: 1 })
})

test('a where of a rule is ANDed: 404 for what may not be read, whatever is asked; a hook cannot take it out', async () => {
  const own: AccessRule = ({ req }) => ({ owner: { equals: req.user.id } })
  await using app = await openContent({
    collections: [
      {
        ...posts({ create: () => true, read: own, update: own, delete: own }),
        hooks: { beforeRead: [({ query }) => void (query.where = {})] },
      },
    ],
  })
  const mine = await app.content.create({ collection: 'posts', data: { owner: 'u1', title: 'mine' } })
  const other = await app.content.create({ collection: 'posts', data: { owner: 'u2', title: 'other' } })
  expect((await app.content.find({ collection: 'posts', user })).docs).toMatchObject([{ title: 'mine' }])
  expect(await app.content.count({ collection: 'posts', user })).toEqual({ totalDocs: 1 })
  const id = other['id']
  expect(await failure(app.content.findByID({ collection: 'posts', id, user }))).toMatchObject({ status: 404 })
  expect(await failure(app.content.update({ collection: 'posts', id, data: {}, user }))).toMatchObject({ status: 404 })
  expect(await failure(app.content.delete({ collection: 'posts', id, user }))).toMatchObject({ status: 404 })
  expect(await failure(app.content.delete({ collection: 'posts', id: 'no', user }))).toMatchObject({ status: 404 })
  await app.content.update({ collection: 'posts', id: mine['id'], data: { title: 'still mine' }, user })
})

test('a document that may be read, but not be written: 403', async () => {
  const own: AccessRule = ({ req }) => ({ owner: { equals: req.user.id } })
  await using app = await openContent({ collections: [posts({ read: () => true, update: own, delete: own })] })
  const { id } = await app.content.create({ collection: 'posts', data: { owner: 'u2' } })
  expect(await failure(app.content.update({ collection: 'posts', id, data: {}, user }))).toMatchObject({ status: 403 })
  expect(await failure(app.content.delete({ collection: 'posts', id, user }))).toMatchObject({ status: 403 })
})

test('a rule for reading that decides by the id decides about writes, too', async () => {
  const hidden = new Set<unknown>()
  const access = { read: ({ id }: { id?: unknown }) => !hidden.has(id), update: () => ({ owner: { equals: 'u1' } }) }
  await using app = await openContent({ collections: [posts(access as CollectionConfig['access'])] })
  const shown = await app.content.create({ collection: 'posts', data: { owner: 'u2' } })
  const other = await app.content.create({ collection: 'posts', data: { owner: 'u2' } })
  hidden.add(other['id'])
  const update = (id: unknown): Promise<unknown> =>
    failure(app.content.update({ collection: 'posts', id: String(id), data: {}, user }))
  expect(await update(other['id'])).toMatchObject({ status: 404 })
  expect(await update(shown['id'])).toMatchObject({ status: 403 })
})

test('a relationship takes no id of a document that whoever sends it may not read, but from hooks it does', async () => {
  const teams: CollectionConfig = {
    slug: 'teams',
    access: { read: () => ({ open: { equals: true } }) },
    fields: [{ name: 'open', type: 'checkbox' }],
  }
  const fromHook: FieldConfig = { name: 'by', type: 'relationship', relationTo: 'teams' }
  await using app = await openContent({
    collections: [
      teams,
      {
        ...posts({ create: () => true, read: () => true, update: () => true }, [
          { name: 'team', type: 'relationship', relationTo: 'teams' },
          { ...fromHook, hooks: { beforeChange: [() => hidden['id']] } },
        ]),
      },
    ],
  })
  const hidden = await app.content.create({ collection: 'teams', data: {} })
  const shown = await app.content.create({ collection: 'teams', data: { open: true } })
  const send = (team: unknown): Promise<unknown> =>
    failure(app.content.create({ collection: 'posts', data: { team }, user, depth: 0 }))
  const refused = await send(hidden['id'])
  expect(refused).toMatchObject({ status: 400, errors: [{ code: 'VALIDATION', path: 'team' }] })
  expect(await send('0'.repeat(36))).toEqual(refused)
  const made = await app.content.create({ collection: 'posts', data: { team: shown['id'] }, user, depth: 0 })
  expect(made).toMatchObject({ team: shown['id'], by: hidden['id'] })
  await app.content.update({ collection: 'posts', id: made['id'], data: { team: hidden['id'] } })
  const same = { collection: 'posts', id: made['id'], data: { team: hidden['id'], title: 'kept' }, user, depth: 0 }
  expect(await app.content.update(same)).toMatchObject({ title: 'kept', team: hidden['id'] })
})

test('a refused operation runs no hook after access', async () => {
  await using app = await openContent({ collections: [posts({ update: () => false })] })
  const { id } = await app.content.create({ collection: 'posts', data: {} })
  app.fired()
  await app.content.update({ collection: 'posts', id, data: {}, user }).catch(() => undefined)
  expect(app.fired()).toEqual([
    'posts:beforeOperation',
    'posts:afterRollback',
    'afterRollback',
    'posts:afterError',
    'afterError',
  ])
})

test.each([
  [
    'a plain Error',
    new Error('Only on Mondays'),
    { status: 403, errors: [{ code: 'FORBIDDEN', message: 'Only on Mondays' }] },
  ],
  [
    'a TypeError',
    new TypeError('x is undefined'),
    { status: 500, errors: [{ code: 'ACCESS_FAILED', message: 'Something went wrong.' }] },
  ],
])('%s in a rule refuses', async (_what, thrown, answer) => {
  const rule = (): never => {
    throw thrown
  }
  await using app = await openContent({ collections: [posts({ create: rule })] })
  expect(await failure(app.content.create({ collection: 'posts', data: {}, user }))).toEqual(answer)
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 0 })
})

test('a rule that returns neither a boolean nor a where refuses', async () => {
  await using app = await openContent({ collections: [posts({ read: (() => undefined) as unknown as AccessRule })] })
  expect(await failure(app.content.find({ collection: 'posts', user }))).toMatchObject({
    status: 500,
    errors: [{ code: 'ACCESS_FAILED' }],
  })
})

const secret: FieldConfig = {
  name: 'secret',
  type: 'text',
  access: { read: ({ req }) => req.user?.role === 'admin', update: () => false, create: () => true },
}

test('a field that may not be read is left out everywhere, and cannot be filtered or sorted by', async () => {
  const rows: FieldConfig = { name: 'rows', type: 'array', fields: [secret, { name: 'shown', type: 'text' }] }
  await using app = await openContent({ collections: [posts(open, [secret, rows])] })
  const data = { secret: 's', rows: [{ secret: 's', shown: 'x' }] }
  const doc = await app.content.create({ collection: 'posts', data, user })
  const found = (await app.content.find({ collection: 'posts', user })).docs
  for (const seen of [doc, found[0], await app.content.findByID({ collection: 'posts', id: doc['id'], user })]) {
    expect(seen).not.toHaveProperty('secret')
    expect(seen?.['rows']).toEqual([{ id: expect.any(String), shown: 'x' }])
  }
  for (const query of [
    { where: { or: [{ secret: { like: 's' } }] } },
    { sort: '-secret' },
    { where: { nothing: { equals: 1 } } },
  ]) {
    expect(await failure(app.content.find({ collection: 'posts', user, ...query }))).toMatchObject({
      status: 400,
      errors: [{ code: 'WHERE_FIELD' }],
    })
  }
  const admin = { id: 'a', role: 'admin' }
  expect(
    (await app.content.find({ collection: 'posts', user: admin, where: { secret: { equals: 's' } } })).docs,
  ).toMatchObject([{ secret: 's' }])
})

test('a field that may not be set refuses the write and names the path, unless it is sent as stored', async () => {
  await using app = await openContent({ collections: [posts(open, [secret])] })
  const { id } = await app.content.create({ collection: 'posts', data: { secret: 's' }, user })
  expect(await failure(app.content.update({ collection: 'posts', id, data: { secret: 'other' }, user }))).toEqual({
    status: 403,
    errors: [
      { code: 'FORBIDDEN_FIELD', message: 'You may not set secret.', path: 'secret', data: { paths: ['secret'] } },
    ],
  })
  await app.content.update({ collection: 'posts', id, data: { secret: 's', title: 'B' }, user })
  await app.content.update({ collection: 'posts', id, data: { secret: 'other' } })
})

test('hidden fields are stored, seen by hooks and left out of answers', async () => {
  const seen: unknown[] = []
  await using app = await openContent({
    collections: [
      {
        ...posts(open, [{ name: 'token', type: 'text', hidden: true }]),
        hooks: { afterChange: [({ doc }) => void seen.push(doc['token'])] },
      },
    ],
  })
  const doc = await app.content.create({ collection: 'posts', data: { token: 't' } })
  expect(doc).not.toHaveProperty('token')
  expect(seen).toEqual(['t'])
  expect(await app.content.findByID({ collection: 'posts', id: doc['id'], showHiddenFields: true })).toMatchObject({
    token: 't',
  })
})
