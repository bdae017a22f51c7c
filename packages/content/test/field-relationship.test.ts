import { expect, test } from 'vitest'
import type { FieldConfig, Untyped } from '../src/index.ts'
import { author, create, ids, openPosts, read, subject, tags, update } from './open-posts.ts'

test('a relationship is an id, { relationTo, value }, or a list of them in order, at the top and inside fields', async () => {
  await using app = await openPosts()
  const { Ada, Bob, red, blue, green } = app.ids
  const values = {
    author: Ada,
    subject: { relationTo: 'tags', value: red },
    tags: [green, red, green],
    links: [{ relationTo: 'tags', value: blue }],
    seo: { author: Bob, tags: [blue, red] },
    items: [{ subject: { relationTo: 'users', value: Ada }, links: [{ relationTo: 'tags', value: green }] }],
    content: [{ blockType: 'quote', by: Bob }],
  }
  const made = await create(app.content, values)
  expect(made).toMatchObject(values)
  expect(await read(app.content, made.id)).toEqual(made)
  const { docs } = await app.content.find({ collection: 'posts', where: { author: { equals: Ada } }, ...ids })
  expect(docs).toEqual([made])
  const changed = await update(app.content, made.id, { tags: [blue], subject: null, links: [] })
  expect(changed).toEqual({ ...made, tags: [blue], subject: null, links: [], updatedAt: changed.updatedAt })
  expect(await read(app.content, made.id)).toEqual(changed)
})

test('without values: null, and an empty list', async () => {
  await using app = await openPosts()
  const made = await create(app.content, { tags: null })
  expect(made).toMatchObject({ author: null, subject: null, tags: [], links: [], seo: { author: null, tags: [] } })
})

test('a document in place of its id is taken as the id, so what was read can be sent back', async () => {
  await using app = await openPosts()
  const { Ada, red, blue } = app.ids
  const user = await app.content.findByID({ collection: 'users', id: Ada ?? '' })
  const tag = await app.content.findByID({ collection: 'tags', id: red ?? '' })
  const made = await create(app.content, {
    author: user,
    subject: { relationTo: 'tags', value: tag },
    tags: [tag, blue],
    seo: { author: user },
  })
  expect(made).toMatchObject({
    author: Ada,
    subject: { relationTo: 'tags', value: red },
    tags: [red, blue],
    seo: { author: Ada },
  })
  expect(await update(app.content, made.id, { author: '' })).toMatchObject({ author: null })
})

test('an id of no document is a validation error with its path, and nothing is stored', async () => {
  await using app = await openPosts()
  const { red } = app.ids
  const wrong = create(app.content, {
    author: 'nobody',
    subject: { relationTo: 'tags', value: 'no tag' },
    tags: [red, 'x', 7],
    items: [{}, { links: [{ relationTo: 'posts', value: red }] }],
  })
  await expect(wrong).rejects.toMatchObject({
    code: 'VALIDATION',
    errors: [
      { path: 'author', message: 'names no document of "users"' },
      { path: 'subject', message: 'names no document of "tags"' },
      { path: 'tags.1' },
      { path: 'tags.2' },
      { path: 'items.1.links.0', message: 'names no document of "posts"' },
    ],
  })
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 0 })
})

test.each<[string, Untyped, string]>([
  ['a list for one', { author: ['x'] }, 'author'],
  ['an object without id', { author: { name: 'Ada' } }, 'author'],
  ['a boolean', { author: true }, 'author'],
  ['half a character', { author: '\ud800' }, 'author'],
  ['one for a list', { tags: 'x' }, 'tags'],
  ['an empty id in a list', { tags: ['x', ''] }, 'tags.1'],
  ['an id alone where there are several collections', { subject: 'x' }, 'subject'],
  ['another collection', { subject: { relationTo: 'posts', value: 'x' } }, 'subject'],
  ['an object method for a collection', { subject: { relationTo: 'toString', value: 'x' } }, 'subject'],
  ['a fraction', { links: [{ relationTo: 'tags', value: 1.5 }] }, 'links.0'],
])('what is no reference is refused with its path: %s', async (_what, data, path) => {
  await using app = await openPosts()
  await expect(create(app.content, data)).rejects.toMatchObject({ code: 'VALIDATION', errors: [{ path }] })
})

test('required, minRows, maxRows and unique', async () => {
  await using app = await openPosts({
    fields: [
      { ...author, unique: true },
      { ...subject, unique: true },
      { ...tags, required: true, minRows: 1, maxRows: 2 },
    ],
  })
  const { Ada, red, blue, green } = app.ids
  await expect(create(app.content, {})).rejects.toMatchObject({ errors: [{ path: 'tags', message: 'is required' }] })
  await expect(create(app.content, { tags: [red, blue, green] })).rejects.toMatchObject({ errors: [{ path: 'tags' }] })
  const subjectOf = (value: Untyped): Untyped => ({ relationTo: 'tags', value })
  await create(app.content, { tags: [red], author: Ada, subject: subjectOf(red) })
  await create(app.content, { tags: [red], subject: subjectOf(blue) })
  const again = create(app.content, { tags: [red], author: Ada })
  await expect(again).rejects.toMatchObject({ code: 'VALUE_TAKEN', path: 'author' })
  const same = create(app.content, { tags: [red], subject: subjectOf(red) })
  await expect(same).rejects.toMatchObject({ code: 'VALUE_TAKEN', path: 'subject' })
})

test('a field that may not be set may be sent back as the document that was read', async () => {
  await using app = await openPosts({ fields: [{ ...author, access: { update: () => false } }] })
  const { Ada = '', Bob } = app.ids
  const made = await create(app.content, { author: Ada })
  const as = { collection: 'posts', id: made.id, user: { id: 'u' } }
  const document = await app.content.findByID({ collection: 'users', id: Ada })
  await app.content.update({ ...as, data: { author: document } })
  await expect(app.content.update({ ...as, data: { author: Bob } })).rejects.toMatchObject({ code: 'FORBIDDEN_FIELD' })
})

test('only a list changes, in a collection without timestamps', async () => {
  await using app = await openPosts({ timestamps: false })
  const { red } = app.ids
  const made = await create(app.content, { name: 'A' })
  expect(await update(app.content, made.id, { tags: [red] })).toEqual({ ...made, tags: [red] })
})

test('a collection may refer to itself', async () => {
  const parent: FieldConfig = { name: 'parent', type: 'relationship', relationTo: 'posts' }
  await using app = await openPosts({ fields: [parent, { ...parent, name: 'children', hasMany: true }] })
  const top = await create(app.content, {})
  const inner = await create(app.content, { parent: top.id, children: [top.id] })
  await update(app.content, top.id, { parent: inner.id })
  await app.content.delete({ collection: 'posts', id: top.id })
  expect(await read(app.content, inner.id)).toMatchObject({ parent: null, children: [] })
})
