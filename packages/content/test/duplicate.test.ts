import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig, FieldHookArgs, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const posts = (fields: FieldConfig[], more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'posts',
  access: open,
  fields,
  ...more,
})
const user = { id: 'u1' }

test('a copy has an id, timestamps and row ids of its own, and otherwise what is stored, never what is shown', async () => {
  const hash: FieldConfig = { name: 'password', type: 'text', hooks: { afterRead: [() => null] } }
  const rows: FieldConfig = { name: 'rows', type: 'array', fields: [{ name: 'n', type: 'number' }] }
  await using app = await openContent({
    collections: [posts([hash, rows, { name: 'kind', type: 'text', defaultValue: 'note' }])],
  })
  const data = { password: 'H:secret', rows: [{ n: 1 }, { n: 2 }], kind: null }
  const original = await app.content.create({ collection: 'posts', data })
  const copy = await app.content.duplicate({ collection: 'posts', id: original['id'] })
  expect(copy).toMatchObject({ password: null, rows: [{ n: 1 }, { n: 2 }], kind: null })
  expect(copy['id']).not.toBe(original['id'])
  for (const index of [0, 1]) {
    expect(copy['rows'][index].id).toEqual(expect.any(String))
    expect(copy['rows'][index].id).not.toBe(original['rows'][index].id)
  }
  expect(await app.storage.documents.findByID('posts', copy['id'])).toMatchObject({ password: 'H:secret' })
  expect(await app.content.findByID({ collection: 'posts', id: original['id'] })).toEqual(original)
})

test('data is put over the copy, groups field by field, and is checked as in a create', async () => {
  const seo: FieldConfig = {
    name: 'seo',
    type: 'group',
    fields: [
      { name: 'title', type: 'text' },
      { name: 'text', type: 'text' },
    ],
  }
  await using app = await openContent({ collections: [posts([{ name: 'title', type: 'text' }, seo])] })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A', seo: { title: 'a', text: 'b' } } })
  expect(
    await app.content.duplicate({ collection: 'posts', id, data: { title: 'B', seo: { text: null } } }),
  ).toMatchObject({ title: 'B', seo: { title: 'a', text: null } })
  for (const data of [{ nothing: 1 }, { id: 'mine' }, { title: 3 }]) {
    await expect(app.content.duplicate({ collection: 'posts', id, data })).rejects.toMatchObject({ code: 'VALIDATION' })
  }
  await expect(app.content.duplicate({ collection: 'posts', id: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 2 })
})

test('unique texts get an ending that is free, slugs one of their kind, other unique values are left out', async () => {
  await using app = await openContent({
    collections: [
      posts([
        { name: 'title', type: 'text', unique: true, maxLength: 14 },
        { name: 'slug', type: 'text', unique: true },
        { name: 'mail', type: 'email', unique: true },
        { name: 'number', type: 'number', unique: true },
      ]),
    ],
  })
  const data = { title: 'A long title', slug: 'a-long-title', mail: 'a@example.org', number: 1 }
  const { id } = await app.content.create({ collection: 'posts', data })
  const copies = []
  for (let index = 0; index < 3; index++) copies.push(await app.content.duplicate({ collection: 'posts', id }))
  expect(copies).toMatchObject([
    { title: 'A long  - Copy', slug: 'a-long-title-copy', mail: null, number: null },
    { title: 'A lon - Copy 2', slug: 'a-long-title-copy-2', mail: null, number: null },
    { title: 'A lon - Copy 3', slug: 'a-long-title-copy-3', mail: null, number: null },
  ])
  const sent = { title: 'Own', slug: 'own', mail: 'b@example.org', number: 2 }
  expect(await app.content.duplicate({ collection: 'posts', id, data: sent })).toMatchObject(sent)
})

test('a unique value that cannot be made up and is required has to be sent', async () => {
  const mail: FieldConfig = { name: 'mail', type: 'email', unique: true, required: true }
  await using app = await openContent({ collections: [posts([mail])] })
  const { id } = await app.content.create({ collection: 'posts', data: { mail: 'a@example.org' } })
  await expect(app.content.duplicate({ collection: 'posts', id })).rejects.toMatchObject({
    errors: [{ path: 'mail', message: 'is required' }],
  })
})

test('beforeDuplicate sees what is stored, at every level, before the other hooks, and decides about unique values', async () => {
  const seen: Untyped[] = []
  const note = ({ path, value, doc, operation }: FieldHookArgs): void =>
    void seen.push([path, value, doc?.['slug'], operation])
  await using app = await openContent({
    collections: [
      posts([
        {
          name: 'slug',
          type: 'text',
          unique: true,
          hooks: { beforeDuplicate: [note, ({ value }) => `${value}-again`] },
        },
        {
          name: 'rows',
          type: 'array',
          fields: [
            {
              name: 'n',
              type: 'number',
              hooks: { beforeDuplicate: [note, ({ value }) => value * 10], afterRead: [() => 0] },
            },
          ],
        },
      ]),
    ],
  })
  const { id } = await app.content.create({ collection: 'posts', data: { slug: 'a', rows: [{ n: 1 }, { n: 2 }] } })
  const copy = await app.content.duplicate({ collection: 'posts', id })
  expect(seen).toEqual([
    ['slug', 'a', 'a', 'create'],
    ['rows.0.n', 1, 'a', 'create'],
    ['rows.1.n', 2, 'a', 'create'],
  ])
  expect(await app.storage.documents.findByID('posts', copy['id'])).toMatchObject({
    slug: 'a-again',
    rows: [{ n: 10 }, { n: 20 }],
  })
})

test('it takes the right to read the original and the right to create', async () => {
  const own = ({ req }: Untyped): Untyped => ({ owner: { equals: req.user.id } })
  await using app = await openContent({
    collections: [
      posts([{ name: 'owner', type: 'text' }], { access: { ...open, read: own } }),
      { ...posts([{ name: 'owner', type: 'text' }]), slug: 'sealed', access: { ...open, create: () => false } },
    ],
  })
  const mine = await app.content.create({ collection: 'posts', data: { owner: 'u1' } })
  const other = await app.content.create({ collection: 'posts', data: { owner: 'u2' } })
  const sealed = await app.content.create({ collection: 'sealed', data: { owner: 'u1' } })
  expect(await app.content.duplicate({ collection: 'posts', id: mine['id'], user })).toMatchObject({ owner: 'u1' })
  const codes = [
    app.content.duplicate({ collection: 'posts', id: other['id'], user }),
    app.content.duplicate({ collection: 'sealed', id: sealed['id'], user }),
  ].map((call) => call.catch((error) => error.code))
  expect(await Promise.all(codes)).toEqual(['NOT_FOUND', 'FORBIDDEN'])
})

test('a field that the user may not read or not set does not get into the copy; a hidden one does', async () => {
  await using app = await openContent({
    collections: [
      posts([
        { name: 'unread', type: 'text', access: { read: ({ req }) => req.user === null } },
        { name: 'unset', type: 'text', access: { create: () => false }, defaultValue: 'new' },
        { name: 'token', type: 'text', hidden: true },
      ]),
    ],
  })
  const data = { unread: 'secret', unset: 'approved', token: 't' }
  const { id } = await app.content.create({ collection: 'posts', data })
  const copy = await app.content.duplicate({ collection: 'posts', id, user })
  expect(await app.storage.documents.findByID('posts', copy['id'])).toMatchObject({
    unread: null,
    unset: 'new',
    token: 't',
  })
  const sent = app.content.duplicate({ collection: 'posts', id, user, data: { unset: 'mine' } })
  await expect(sent).rejects.toMatchObject({ code: 'FORBIDDEN_FIELD', path: 'unset' })
  expect((await app.content.duplicate({ collection: 'posts', id }))['unset']).toBe('approved')
})

test('a copy has rows of blocks with ids of their own, a slug of its own, and no password', async () => {
  const quote = { slug: 'quote', fields: [{ name: 'text', type: 'text' }] } as const
  const fields: FieldConfig[] = [
    { name: 'title', type: 'text' },
    { name: 'slug', type: 'slug' },
    { name: 'secret', type: 'password' },
    { name: 'body', type: 'blocks', blocks: [quote] },
  ]
  await using app = await openContent({ collections: [posts(fields)] })
  const data = { title: 'Ada', secret: 'correct horse', body: [{ blockType: 'quote', text: 'x' }] }
  const original = await app.content.create({ collection: 'posts', data })
  const copy = await app.content.duplicate({ collection: 'posts', id: original['id'] })
  expect([original['slug'], copy['slug']]).toEqual(['ada', 'ada-copy'])
  expect(copy['body'][0]).toMatchObject({ blockType: 'quote', text: 'x' })
  expect(copy['body'][0].id).not.toBe(original['body'][0].id)
  expect(await app.storage.documents.findByID('posts', copy['id'])).toMatchObject({ secret: null })
})
