import { expect, test } from 'vitest'
import type { CollectionConfig, Content, FieldConfig, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

const named = (slug: string, fields: readonly FieldConfig[] = []): CollectionConfig => ({
  slug,
  access: open,
  fields: [{ name: 'name', type: 'text' }, ...fields],
})
const author: FieldConfig = { name: 'author', type: 'relationship', relationTo: 'users' }
const subject: FieldConfig = { name: 'subject', type: 'relationship', relationTo: ['users', 'tags'] }
const tags: FieldConfig = { name: 'tags', type: 'relationship', relationTo: 'tags', hasMany: true }
const links: FieldConfig = { name: 'links', type: 'relationship', relationTo: ['posts', 'tags'], hasMany: true }
const nested: FieldConfig[] = [
  { name: 'seo', type: 'group', fields: [author, tags] },
  { name: 'items', type: 'array', fields: [subject, links] },
  { name: 'content', type: 'blocks', blocks: [{ slug: 'quote', fields: [{ ...author, name: 'by' }] }] },
]
const settings = { slug: 'settings', access: { read: () => true, update: () => true }, fields: [author, links] }

async function openPosts(more: Partial<CollectionConfig> = {}): Promise<Opened & { ids: Record<string, string> }> {
  const posts = named('posts', [author, subject, tags, links, ...nested])
  const collections = [named('users'), named('tags'), { ...posts, ...more }]
  const app = await openContent({ collections, globals: [settings] })
  const ids: Record<string, string> = {}
  for (const [collection, names] of Object.entries({ users: ['Ada', 'Bob'], tags: ['red', 'blue', 'green'] })) {
    for (const name of names) ids[name] = await idOf(app.content, collection, name)
  }
  return { ...app, ids }
}

const idOf = async (content: Content, collection: string, name: string): Promise<string> =>
  (await content.create({ collection, data: { name } }))['id']

const create = (content: Content, data: Untyped): Promise<Untyped> =>
  content.create({ collection: 'posts', data, ...ids })
const update = (content: Content, id: string, data: Untyped): Promise<Untyped> =>
  content.update({ collection: 'posts', id, data, ...ids })
const read = (content: Content, id: string): Promise<Untyped> => content.findByID({ collection: 'posts', id, ...ids })
/** Answers with ids, whatever they refer to. */
const ids = { depth: 0 }

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
