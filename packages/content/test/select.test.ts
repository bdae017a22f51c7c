import type { Documents } from '@crochet/storage'
import { expect, test } from 'vitest'
import type { CollectionConfig, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

const things: CollectionConfig = {
  slug: 'things',
  access: open,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'body', type: 'textarea' },
    { name: 'meta', type: 'json' },
    {
      name: 'seo',
      type: 'group',
      fields: [
        { name: 'title', type: 'text' },
        {
          name: 'deep',
          type: 'group',
          fields: [
            { name: 'x', type: 'text' },
            { name: 'y', type: 'text' },
          ],
        },
      ],
    },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'name', type: 'text' },
        { name: 'price', type: 'number' },
      ],
    },
    {
      name: 'content',
      type: 'blocks',
      blocks: [
        {
          slug: 'quote',
          fields: [
            { name: 'text', type: 'text' },
            { name: 'by', type: 'text' },
          ],
        },
        { slug: 'note', fields: [{ name: 'text', type: 'text' }] },
      ],
    },
  ],
}

const data = {
  title: 'T',
  body: 'B',
  meta: { a: 1 },
  seo: { title: 'S', deep: { x: 'X', y: 'Y' } },
  items: [{ id: 'i1', name: 'N', price: 1 }],
  content: [
    { id: 'c1', blockType: 'quote', text: 'Q', by: 'W' },
    { id: 'c2', blockType: 'note', text: 'O' },
  ],
}
const { title, body, meta, seo, items, content } = data
const dated = { createdAt: expect.any(String), updatedAt: expect.any(String) }
const quoteOnly = [
  { id: 'c1', blockType: 'quote', text: 'Q' },
  { id: 'c2', blockType: 'note' },
]

const cases: [string, Untyped, object][] = [
  ['nothing', {}, {}],
  ['fields', { title: true, meta: 'true', createdAt: true }, { title, meta, createdAt: dated.createdAt }],
  ['a field of a group', { seo: { deep: { x: true } } }, { seo: { deep: { x: 'X' } } }],
  ['a field of rows', { items: { price: true } }, { items: [{ id: 'i1', price: 1 }] }],
  ['a field of one block', { content: { quote: { text: true } } }, { content: quoteOnly }],
  ['one block', { content: { note: true } }, { content: [{ id: 'c1', blockType: 'quote' }, content[1]] }],
  ['a group but for one field', { title: true, seo: { deep: false } }, { title, seo: { title: 'S' } }],
  [
    'all but fields',
    { body: false, items: 'false', content: false, updatedAt: false },
    { title, meta, seo, createdAt: dated.createdAt },
  ],
  [
    'all but a field of a group',
    { seo: { deep: { x: false } } },
    { title, body, meta, seo: { title: 'S', deep: { y: 'Y' } }, items, content, ...dated },
  ],
  [
    'all but a field of rows',
    { items: { price: false } },
    { title, body, meta, seo, items: [{ id: 'i1', name: 'N' }], content, ...dated },
  ],
  [
    'all but one block',
    { content: { quote: false } },
    { title, body, meta, seo, items, content: [{ id: 'c1', blockType: 'quote' }, content[1]], ...dated },
  ],
  ['a true decides', { title: true, body: false }, { title }],
]

test.each(cases)('select: %s', async (_what, select, expected) => {
  await using app = await openContent({ collections: [things] }, { record: false })
  const { id } = await app.content.create({ collection: 'things', data })
  for (const doc of [
    await app.content.findByID({ collection: 'things', id, select }),
    (await app.content.find({ collection: 'things', select })).docs[0],
    await app.content.update({ collection: 'things', id, data: {}, select }),
    (await app.content.update({ collection: 'things', where: {}, data: {}, select })).docs[0],
    await app.content.create({ collection: 'things', data, select }),
  ]) {
    expect(doc).toEqual({ id: expect.any(String), ...expected })
  }
})

const wrong: [Untyped, string][] = [
  ['title', 'select'],
  [[], 'select'],
  [{ nothing: true }, 'nothing'],
  [{ title: 1 }, 'title'],
  [{ title: { x: true } }, 'title'],
  [{ meta: { a: true } }, 'meta'],
  [{ id: {} }, 'id'],
  [{ seo: { nothing: true } }, 'seo.nothing'],
  [{ seo: null }, 'seo'],
  [{ content: { text: true } }, 'content.text'],
  [{ content: { quote: { nothing: true } } }, 'content.quote.nothing'],
  [{ content: { quote: 3 } }, 'content.quote'],
  [JSON.parse('{ "__proto__": true }'), '__proto__'],
  [JSON.parse('{ "content": { "constructor": true } }'), 'content.constructor'],
]

test.each(wrong)('%j is no selection, and is refused before anything is written', async (select, path) => {
  await using app = await openContent({ collections: [things] })
  const { id } = await app.content.create({ collection: 'things', data })
  const where = {}
  for (const call of [
    app.content.find({ collection: 'things', select }),
    app.content.findByID({ collection: 'things', id, select }),
    app.content.create({ collection: 'things', data, select }),
    app.content.update({ collection: 'things', id, data: { title: 'N' }, select }),
    app.content.update({ collection: 'things', where, data: { title: 'N' }, select }),
    app.content.duplicate({ collection: 'things', id, select }),
  ]) {
    await expect(call).rejects.toMatchObject({ code: 'SELECT_SHAPE', status: 400, path })
  }
  expect((await app.content.find({ collection: 'things' })).docs).toMatchObject([{ title: 'T' }])
})

/** Notes which columns each read asks for. */
async function openNoting(collection: CollectionConfig): Promise<Opened & { readonly asked: unknown[] }> {
  const asked: unknown[] = []
  const wrap = (documents: Documents): Documents => ({
    ...bound(documents),
    find(table, query) {
      asked.push(query?.select)
      return documents.find(table, query)
    },
    findByID(table, id) {
      asked.push(undefined)
      return documents.findByID(table, id)
    },
  })
  const app = await openContent({ collections: [collection] }, { record: false, wrap })
  await app.content.create({ collection: 'things', data })
  return { ...app, asked, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

const bound = (documents: Documents): Documents => ({
  migrate: (tables) => documents.migrate(tables),
  plan: (tables) => documents.plan(tables),
  undeclared: (tables) => documents.undeclared(tables),
  count: (table, where) => documents.count(table, where),
  distinct: (table, column, query) => documents.distinct(table, column, query),
  transaction: (options) => documents.transaction(options),
  find: (table, query) => documents.find(table, query),
  findByID: (table, id) => documents.findByID(table, id),
})

test('only the columns that are selected are read', async () => {
  await using app = await openNoting(things)
  const [doc] = (await app.content.find({ collection: 'things', select: { title: true, seo: { title: true } } })).docs
  await app.content.findByID({
    collection: 'things',
    id: doc?.['id'],
    select: { body: false, items: { price: false } },
  })
  await app.content.find({ collection: 'things' })
  expect(app.asked).toEqual([
    ['title', 'seo'],
    ['title', 'meta', 'seo', 'items', 'content', 'createdAt', 'updatedAt'],
    undefined,
  ])
})

test.each<[string, Partial<CollectionConfig>]>([
  ['afterFetch', { hooks: { afterFetch: [({ doc }) => ({ ...doc, title: doc['body'] })] } }],
  ['afterRead', { hooks: { afterRead: [({ doc }) => ({ ...doc, title: doc['body'] })] } }],
  [
    'afterOperation',
    { hooks: { afterOperation: [({ result }) => result.docs?.forEach((doc: Untyped) => (doc.title = doc.body))] } },
  ],
  [
    'afterRead of a field',
    {
      fields: [
        { name: 'title', type: 'text', hooks: { afterRead: [({ data: doc }) => doc['body']] } },
        ...things.fields.slice(1),
      ],
    },
  ],
])('handlers of %s are given whole documents, whatever is selected', async (_what, more) => {
  await using app = await openNoting({ ...things, ...more })
  const { docs } = await app.content.find({ collection: 'things', select: { title: true } })
  expect(docs).toEqual([{ id: expect.any(String), title: 'B' }])
})
