import { expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { author, create, ids, openPosts, read, subject, tags, update } from './open-posts.ts'

test('what is deleted leaves every top-level relationship; inside fields its id stays, and does not block an update', async () => {
  await using app = await openPosts()
  const { Ada, red, blue } = app.ids
  const value = { relationTo: 'tags', value: red }
  const made = await create(app.content, {
    author: Ada,
    subject: value,
    tags: [red, blue],
    links: [value, { relationTo: 'tags', value: blue }],
    items: [{ subject: value }],
  })
  await app.content.delete({ collection: 'tags', id: red ?? '' })
  await app.content.delete({ collection: 'users', where: {} })
  expect(await read(app.content, made.id)).toMatchObject({
    author: null,
    subject: null,
    tags: [blue],
    links: [{ relationTo: 'tags', value: blue }],
    items: [{ subject: value }],
  })
  expect(await update(app.content, made.id, { items: [...made.items, {}] })).toMatchObject({
    items: [{ subject: value }, {}],
  })
  await expect(update(app.content, made.id, { subject: value })).rejects.toMatchObject({ code: 'VALIDATION' })
})

test.each([
  ['one collection', { ...author, required: true }, (id: string) => id],
  ['several', { ...subject, name: 'author', required: true }, (id: string) => ({ relationTo: 'users', value: id })],
] as const)('a document that a required relationship names cannot be deleted: %s', async (_what, field, value) => {
  await using app = await openPosts({ fields: [field] })
  const { Ada = '', Bob = '' } = app.ids
  const made = await create(app.content, { author: value(Ada) })
  await expect(app.content.delete({ collection: 'users', id: Ada })).rejects.toMatchObject({
    code: 'STILL_REFERRED',
    status: 409,
    message: 'Documents of "posts" refer to this one in `author`, which they must have.',
  })
  const { docs, errors } = await app.content.delete({ collection: 'users', where: {} })
  expect({ docs, errors }).toMatchObject({ docs: [{ id: Bob }], errors: [{ id: Ada, code: 'STILL_REFERRED' }] })
  await app.content.delete({ collection: 'posts', id: made.id })
  expect(await app.content.delete({ collection: 'users', id: Ada })).toEqual({ id: Ada })
})

test('what is deleted takes its lists with it', async () => {
  await using app = await openPosts()
  const made = await create(app.content, { tags: [app.ids['red']] })
  await app.content.delete({ collection: 'posts', id: made.id })
  expect(await app.storage.documents.count('posts/tags')).toBe(0)
})

test('hooks see ids, what was there before and which paths have changed; documents they leave become ids', async () => {
  const seen: Untyped[] = []
  await using app = await openPosts({
    fields: [
      {
        ...author,
        hooks: { beforeChange: [({ value }: Untyped) => (typeof value === 'string' ? { id: value } : value)] },
      },
      {
        ...tags,
        hooks: { afterChange: [({ value, previousValue }: Untyped) => void seen.push({ value, previousValue })] },
      },
      subject,
    ],
    hooks: { afterChange: [({ changed, doc }) => void seen.push({ changed: [...changed], author: doc['author'] })] },
  })
  const { Ada, red, blue } = app.ids
  const made = await create(app.content, { author: Ada, tags: [red] })
  seen.length = 0
  await update(app.content, made.id, { tags: [red, blue], subject: { relationTo: 'tags', value: red } })
  expect(seen).toEqual([
    { value: [red, blue], previousValue: [red] },
    { changed: ['tags', 'tags.1', 'subject', 'subject.relationTo', 'subject.value'], author: Ada },
  ])
})

test.each<[string, Untyped]>([
  ['subject', 'an id alone'],
  ['tags', ['', 1]],
  ['author', ['x']],
])('what a hook leaves in a relationship and cannot be stored refuses the write: %s', async (path, left) => {
  await using app = await openPosts({ hooks: { beforeChange: [({ data }) => ({ ...data, [path]: left })] } })
  await expect(create(app.content, {})).rejects.toMatchObject({ code: 'DATA_FROM_HOOKS', path })
})

test('a list that changes while hooks run makes the pipeline run once more', async () => {
  const loaded: Untyped[] = []
  const interfere = { times: 1 }
  await using app = await openPosts({
    hooks: {
      beforeChange: [
        async ({ originalDoc }) => {
          if (originalDoc === undefined) return
          loaded.push(originalDoc['tags'])
          if (interfere.times-- <= 0) return
          const name = 'posts/tags'
          await using transaction = await app.storage.documents.transaction()
          await transaction.deleteWhere(name, { column: 'value', operator: 'equals', value: app.ids['red'] })
          await transaction.commit()
        },
      ],
    },
  })
  const { red, blue } = app.ids
  const made = await create(app.content, { tags: [red, blue] })
  expect(await update(app.content, made.id, { name: 'N' })).toMatchObject({ name: 'N', tags: [blue] })
  expect(loaded).toEqual([[red, blue], [blue]])
})

test('bulk updates, duplicates and globals take them along', async () => {
  await using app = await openPosts()
  const { Ada, red, blue } = app.ids
  const [one, two] = [await create(app.content, { tags: [red] }), await create(app.content, { tags: [blue, red] })]
  const { docs } = await app.content.update({
    collection: 'posts',
    where: {},
    data: { tags: [red], author: Ada },
    ...ids,
  })
  expect(docs).toMatchObject([
    { id: one.id, tags: [red], author: Ada },
    { id: two.id, tags: [red], author: Ada },
  ])
  const copy = await app.content.duplicate({ collection: 'posts', id: one.id, data: { name: 'C' }, ...ids })
  expect(copy).toMatchObject({ name: 'C', tags: [red], author: Ada })
  const list = [
    { relationTo: 'tags', value: red },
    { relationTo: 'posts', value: two.id },
  ]
  expect(await app.content.findGlobal({ slug: 'settings', ...ids })).toMatchObject({ author: null, links: [] })
  const data = { author: Ada, links: list }
  expect(await app.content.updateGlobal({ slug: 'settings', data, ...ids })).toMatchObject(data)
  expect(await app.content.updateGlobal({ slug: 'settings', data: { links: list.slice(1) }, ...ids })).toMatchObject({
    author: Ada,
    links: list.slice(1),
  })
  expect(await app.content.findGlobal({ slug: 'settings', ...ids })).toMatchObject({ links: list.slice(1) })
})
