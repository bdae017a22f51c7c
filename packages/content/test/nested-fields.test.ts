import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig, FieldHookArgs, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const orders = (
  items: Partial<FieldConfig> = {},
  price: FieldConfig['hooks'] = {},
  seo: FieldConfig['hooks'] = {},
): CollectionConfig => ({
  slug: 'orders',
  access: open,
  fields: [
    { name: 'first', type: 'text' },
    {
      name: 'items',
      type: 'array',
      ...(items as object),
      fields: [
        { name: 'name', type: 'text' },
        { name: 'price', type: 'number', hooks: price, required: true },
        { name: 'secret', type: 'text' },
      ],
    },
    {
      name: 'seo',
      type: 'group',
      fields: [
        { name: 'title', type: 'text', hooks: seo },
        { name: 'text', type: 'text' },
      ],
    },
    { name: 'last', type: 'text' },
  ],
})

test('fields run in order of definition, nested ones inside the turn of their parent, and again after the write', async () => {
  await using app = await openContent({ collections: [orders()] })
  await app.content.create({ collection: 'orders', data: { items: [{ price: 1 }, { price: 2 }], seo: {} } })
  const row = ['orders.items.name', 'orders.items.price', 'orders.items.secret']
  const all = [
    'orders.first',
    'orders.items',
    ...row,
    ...row,
    'orders.seo',
    'orders.seo.title',
    'orders.seo.text',
    'orders.last',
  ]
  const fired = app.fired()
  for (const point of ['beforeValidate', 'beforeChange', 'afterRead', 'afterChange']) {
    expect(fired.filter((name) => name.includes('.') && name.endsWith(`:${point}`))).toEqual(
      all.map((name) => `${name}:${point}`),
    )
  }
})

test('a value that a field hook returns is visible to the next sibling', async () => {
  await using app = await openContent({
    collections: [
      {
        slug: 'posts',
        access: open,
        fields: [
          { name: 'a', type: 'text', hooks: { beforeChange: [async () => 'from a'] } },
          { name: 'b', type: 'text', hooks: { beforeChange: [({ siblingData }) => `after ${siblingData['a']}`] } },
        ],
      },
    ],
  })
  expect(await app.content.create({ collection: 'posts', data: {} })).toMatchObject({ a: 'from a', b: 'after from a' })
})

test.each(['beforeValidate', 'beforeChange'] as const)('what nested %s hooks return is stored', async (stage) => {
  const hooks = { [stage]: [async ({ value }: FieldHookArgs) => value * 10] }
  await using app = await openContent({
    collections: [orders({}, hooks, { [stage]: [({ path }: FieldHookArgs) => path] })],
  })
  const { id } = await app.content.create({ collection: 'orders', data: { items: [{ price: 1 }, { price: 2 }] } })
  expect(await app.storage.documents.findByID('orders', id)).toMatchObject({
    items: [{ price: 10 }, { price: 20 }],
    seo: { title: 'seo.title' },
  })
})

test.each(['afterRead', 'afterChange'] as const)(
  'what nested %s hooks return reaches the caller and not the database',
  async (stage) => {
    const hooks = { [stage]: [async ({ value, path }: FieldHookArgs) => `${path} ${value}`] }
    await using app = await openContent({ collections: [orders({}, hooks)] })
    const doc = await app.content.create({ collection: 'orders', data: { items: [{ price: 1 }, { price: 2 }] } })
    expect(doc['items']).toMatchObject([{ price: 'items.0.price 1' }, { price: 'items.1.price 2' }])
    expect(await app.storage.documents.findByID('orders', doc['id'])).toMatchObject({
      items: [{ price: 1 }, { price: 2 }],
    })
  },
)

test('rows keep their id, and what was not sent of them, wherever they move', async () => {
  const previous: Untyped[] = []
  const watch = {
    beforeChange: [({ previousValue, path }: FieldHookArgs) => void previous.push([path, previousValue])],
  }
  await using app = await openContent({ collections: [orders({}, watch)] })
  const data = {
    items: [
      { name: 'a', price: 1, secret: 's' },
      { name: 'b', price: 2 },
    ],
    seo: { title: 't', text: 'x' },
  }
  const doc = await app.content.create({ collection: 'orders', data })
  const [a, b] = doc['items']
  expect([a.id, b.id]).toEqual([expect.any(String), expect.any(String)])
  previous.length = 0
  const updated = await app.content.update({
    collection: 'orders',
    id: doc['id'],
    data: {
      items: [
        { id: b.id, price: 3 },
        { name: 'new', price: 9 },
        { id: a.id, name: 'A' },
      ],
      seo: { title: 'T' },
    },
  })
  expect(updated['items']).toEqual([
    { id: b.id, name: 'b', price: 3, secret: null },
    { id: expect.any(String), name: 'new', price: 9, secret: null },
    { id: a.id, name: 'A', price: 1, secret: 's' },
  ])
  expect(updated['seo']).toEqual({ title: 'T', text: 'x' })
  expect(previous).toEqual([
    ['items.0.price', 2],
    ['items.1.price', undefined],
    ['items.2.price', 1],
  ])
})

test('on update, data is what was sent, value is undefined for the rest, and originalDoc is the document as stored', async () => {
  const seen: Untyped[] = []
  const masked: FieldConfig = {
    name: 'secret',
    type: 'text',
    hooks: {
      beforeChange: [
        ({ value, previousValue, data }) => void seen.push({ value, previousValue, sent: Object.keys(data) }),
      ],
      afterRead: [() => '***'],
    },
  }
  await using app = await openContent({
    collections: [
      {
        slug: 'posts',
        access: open,
        fields: [masked, { name: 'title', type: 'text' }],
        hooks: {
          beforeChange: [
            ({ originalDoc, merged }) => void seen.push([originalDoc?.['secret'], merged['secret'], merged['title']]),
          ],
          afterChange: [({ previousDoc, changed }) => void seen.push([previousDoc?.['secret'], [...changed]])],
        },
      },
    ],
  })
  const { id } = await app.content.create({ collection: 'posts', data: { secret: 's', title: 'A' } })
  seen.length = 0
  expect(await app.content.update({ collection: 'posts', id, data: { title: 'B' } })).toMatchObject({
    secret: '***',
    title: 'B',
  })
  expect(seen).toEqual([['s', 's', 'B'], { value: undefined, previousValue: 's', sent: ['title'] }, ['s', ['title']]])
})

test('changed names every path that differs, and those on the way to it', async () => {
  let paths: string[] = []
  await using app = await openContent({
    collections: [{ ...orders(), hooks: { afterChange: [({ changed }) => void (paths = [...changed])] } }],
  })
  const doc = await app.content.create({
    collection: 'orders',
    data: { items: [{ name: 'a', price: 1 }], seo: { title: 't' } },
  })
  const items = [{ ...doc['items'][0], price: 2 }]
  await app.content.update({ collection: 'orders', id: doc['id'], data: { items, seo: { title: 't' }, first: 'x' } })
  expect(paths).toEqual(['first', 'items', 'items.0', 'items.0.price'])
})

test('beforeChange of a field may not return what the field cannot store', async () => {
  await using app = await openContent({ collections: [orders({ hooks: { beforeChange: [() => 'no list'] } })] })
  await expect(app.content.create({ collection: 'orders', data: { items: [] } })).rejects.toMatchObject({
    code: 'HOOK_RETURN',
    hook: 'orders.items:beforeChange',
    handler: 'collections.orders.fields.items.hooks.beforeChange[0]',
  })
})
