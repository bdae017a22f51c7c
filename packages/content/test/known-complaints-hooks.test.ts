import { expect, test } from 'vitest'
import type { FieldConfig, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'
import { posts } from './posts.ts'
import { withHooks } from './with-hooks.ts'

/**
 * What users of Payload have suffered from in what hooks are told and when they run (issues and pull requests of
 * payloadcms/payload), each as the behaviour that takes its place here. Numbered as in `known-complaints-writes.test.ts`.
 */

test('complaint 8 (website#74): the order of handlers can be asked for, each with the reason for its place', async () => {
  await using app = await openContent({ collections: [withHooks('posts', { beforeChange: [() => undefined] })] })
  app.engine.on('posts:beforeChange', { id: 'last', stage: 'late', handler: () => undefined })
  const explained = app.engine.explain('posts:beforeChange')
  expect(explained.map(({ id }) => id).slice(-2)).toEqual(['collections.posts.hooks.beforeChange[0]', 'last'])
  expect(explained.at(-1)).toMatchObject({ reason: expect.stringContaining('late') })
})

test('complaint 9 (#12065): what beforeChange encrypts was validated before, as it was sent', async () => {
  const secret: FieldConfig = {
    name: 'secret',
    type: 'text',
    maxLength: 4,
    validate: (value) => /^\d+$/.test(value) || 'must be digits',
    hooks: { beforeChange: [({ value }) => (value === undefined ? undefined : `encrypted:${value}`)] },
  }
  await using app = await openContent({ collections: [posts({}, [secret])] })
  const { id } = await app.content.create({ collection: 'posts', data: { secret: '1234' } })
  expect(await app.content.update({ collection: 'posts', id, data: { title: 'A' } })).toMatchObject({
    secret: 'encrypted:1234',
  })
  const invalid = app.content.update({ collection: 'posts', id, data: { secret: 'abc' } })
  await expect(invalid).rejects.toMatchObject({ errors: [{ path: 'secret', message: 'must be digits' }] })
})

test('complaint 10 (#9960): field hooks run in order of definition, and see what those before them returned', async () => {
  const wait = async (turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
  }
  const step = (name: string, turns: number): FieldConfig => ({
    name,
    type: 'text',
    hooks: {
      beforeChange: [
        async ({ siblingData }) => {
          await wait(turns)
          return Object.keys(siblingData).join('')
        },
      ],
    },
  })
  await using app = await openContent({
    collections: [{ slug: 'posts', access: open, fields: [step('a', 9), step('b', 5), step('c', 1)] }],
  })
  expect(await app.content.create({ collection: 'posts', data: {} })).toMatchObject({ a: '', b: 'a', c: 'ab' })
})

test('complaint 12 (#4405): previousDoc is what was stored before this write', async () => {
  const seen: Untyped[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [({ previousDoc, doc }) => void seen.push([previousDoc?.['title'], doc['title']])],
      }),
    ],
  })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A' } })
  await app.content.update({ collection: 'posts', id, data: { title: 'B' } })
  await app.content.update({ collection: 'posts', where: {}, data: { title: 'C' } })
  expect(seen).toEqual([
    [undefined, 'A'],
    ['A', 'B'],
    ['B', 'C'],
  ])
})

test('complaint 13 (#4643, #14151): previousValue in a row is that of the same row, wherever it stands now', async () => {
  const seen: Untyped[] = []
  const note = ({ path, value, previousValue }: Untyped): void => void seen.push([path, value, previousValue])
  const inner: FieldConfig = {
    name: 'inner',
    type: 'array',
    fields: [
      { name: 'n', type: 'number', hooks: { beforeValidate: [note], beforeChange: [note], afterChange: [note] } },
    ],
  }
  const rows: FieldConfig = { name: 'rows', type: 'array', fields: [{ name: 'group', type: 'group', fields: [inner] }] }
  await using app = await openContent({ collections: [posts({}, [rows])] })
  const made = await app.content.create({
    collection: 'posts',
    data: { rows: [{ group: { inner: [{ n: 1 }] } }, { group: { inner: [{ n: 2 }] } }] },
  })
  seen.length = 0
  const [one, two] = made['rows']
  two.group.inner[0].n = 20
  const data = { rows: [two, { group: { inner: [{ n: 3 }] } }, one] }
  await app.content.update({ collection: 'posts', id: made['id'], data })
  const once = [
    ['rows.0.group.inner.0.n', 20, 2],
    ['rows.1.group.inner.0.n', 3, undefined],
    ['rows.2.group.inner.0.n', 1, 1],
  ]
  expect(seen).toEqual([...once, ...once, ...once])
})

test('complaint 14 (#2222): afterRead handlers follow one another in the same way, whatever operation answers', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterRead: [({ doc }) => ({ ...doc, chain: 'a' }), ({ doc }) => ({ ...doc, chain: `${doc['chain']}b` })],
      }),
    ],
  })
  const { id, chain } = await app.content.create({ collection: 'posts', data: { title: 'A' } })
  const chains = [
    chain,
    (await app.content.findByID({ collection: 'posts', id }))['chain'],
    (await app.content.find({ collection: 'posts' })).docs[0]?.['chain'],
    (await app.content.update({ collection: 'posts', id, data: {} }))['chain'],
    (await app.content.update({ collection: 'posts', where: {}, data: {} })).docs[0]?.['chain'],
    (await app.content.duplicate({ collection: 'posts', id }))['chain'],
  ]
  expect(chains).toEqual(Array.from({ length: 6 }, () => 'ab'))
})

test('complaint 17 (#1374): every hook is told its collection or global, the request, the context and what goes on', async () => {
  await using app = await openContent({
    collections: [withHooks('posts')],
    globals: [
      { slug: 'settings', access: { read: () => true, update: () => true }, fields: [{ name: 'title', type: 'text' }] },
    ],
  })
  const incomplete: string[] = []
  const on = app.engine.on.bind(app.engine) as unknown as (name: string, handler: (payload: Untyped) => void) => void
  for (const name of app.engine.names()) {
    const isGlobal = name.startsWith('globals/')
    on(name, (payload) => {
      const of = isGlobal || payload.global !== undefined ? payload.global : payload.collection
      const told = [of?.slug, payload.req, payload.context, payload.operation]
      if (told.includes(undefined) || payload.req.context !== payload.context) incomplete.push(name)
    })
  }
  app.engine.on('posts:afterChange', ({ data, operation }) => void (data === undefined && incomplete.push(operation)))
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A' } })
  await app.content.update({ collection: 'posts', where: {}, data: {} })
  await app.content.duplicate({ collection: 'posts', id })
  await app.content.find({ collection: 'posts' })
  await app.content.delete({ collection: 'posts', id })
  await app.content.updateGlobal({ slug: 'settings', data: { title: 'A' } })
  await app.content.findGlobal({ slug: 'settings' })
  expect(incomplete).toEqual([])
})

test('complaint 18 (#2591): the context carries a value from beforeChange to afterChange and afterCommit, for this operation only', async () => {
  const seen: Untyped[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [({ context, data }) => void (context['sent'] = [...(context['sent'] ?? []), data['title']])],
        afterChange: [({ context }) => void seen.push(context['sent'])],
        afterCommit: [({ context }) => void seen.push(context['sent'])],
      }),
    ],
  })
  for (const title of ['A', 'B']) await app.content.create({ collection: 'posts', data: { title } })
  expect(seen).toEqual([['A'], ['A'], ['B'], ['B']])
})

test('complaint 23 (#17686): a Local API call inside a request acts as its user, unless it says otherwise', async () => {
  await using app = await openContent({
    collections: [{ ...withHooks('posts'), access: { ...open, read: ({ req }) => req.user?.role === 'admin' } }],
  })
  const find = (more: object = {}): Promise<unknown> => app.content.find({ collection: 'posts', ...more })
  const inRequest = app.content.runAs({ user: { id: 'u1' }, source: 'rest' }, async () => [
    await find().catch((error) => error.code),
    await app.content.findDistinct({ collection: 'posts', field: 'title' }).catch((error) => error.code),
    await find({ overrideAccess: true }).then(() => 'read'),
  ])
  expect(await inRequest).toEqual(['FORBIDDEN', 'FORBIDDEN', 'read'])
  await find()
})

test('complaint 26 (ueberdosis/hocuspocus#754): a hook that rejects is an error of its operation, and never an unhandled rejection', async () => {
  const unhandled: unknown[] = []
  const listener = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', listener)
  const reject = async (): Promise<never> => Promise.reject(new Error('rejected'))
  await using app = await openContent({
    collections: [withHooks('posts', { afterChange: [reject], afterRollback: [reject], afterError: [reject] })],
    hooks: { afterError: [reject], afterRollback: [reject] },
  })
  await expect(app.content.create({ collection: 'posts', data: {} })).rejects.toThrow('rejected')
  await using transaction = await app.storage.documents.transaction()
  await transaction.insert('posts', { id: 'p1', title: 'A' })
  await transaction.commit()
  const { errors } = await app.content.update({ collection: 'posts', where: {}, data: {} })
  expect(errors).toMatchObject([{ id: 'p1' }])
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', listener)
  expect(unhandled).toEqual([])
})
