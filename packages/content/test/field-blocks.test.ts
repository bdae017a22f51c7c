import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig, FieldHookArgs, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const posts = (hooks: FieldConfig['hooks'] = {}): CollectionConfig => ({
  slug: 'posts',
  access: open,
  fields: [
    { name: 'title', type: 'text' },
    {
      name: 'content',
      type: 'blocks',
      maxRows: 4,
      blocks: [
        {
          slug: 'quote',
          labels: { singular: 'Quote' },
          fields: [
            { name: 'text', type: 'text', required: true, hooks },
            { name: 'by', type: 'text', defaultValue: 'unknown' },
            { name: 'note', type: 'text', hidden: true },
          ],
        },
        {
          slug: 'image',
          fields: [
            { name: 'text', type: 'number', access: { create: ({ req }) => req.user?.id === 'admin' } },
            { name: 'at', type: 'group', fields: [{ name: 'place', type: 'point' }] },
          ],
        },
      ],
    },
  ],
})

test('rows have the fields of their block, an id, default values, and nothing of what may not be seen', async () => {
  await using app = await openContent({ collections: [posts()] })
  const content = [
    { blockType: 'quote', text: 'a', note: 'hidden' },
    { blockType: 'image', text: 1, at: { place: [1, 2] } },
  ]
  const doc = await app.content.create({ collection: 'posts', data: { content } })
  const id = expect.any(String)
  expect(doc['content']).toEqual([
    { id, blockType: 'quote', text: 'a', by: 'unknown' },
    { id, blockType: 'image', text: 1, at: { place: [1, 2] } },
  ])
  const row = await app.storage.documents.findByID('posts', doc['id'])
  expect(row).toMatchObject({ content: [{ note: 'hidden' }, {}] })
})

test('rows are matched by id: reordered, inserted and removed at once, each keeps what was not sent of it', async () => {
  const previous: unknown[] = []
  const see = ({ path, value, previousValue, siblingData }: FieldHookArgs): void =>
    void previous.push({ path, value, previousValue, in: siblingData['blockType'] })
  await using app = await openContent({ collections: [posts({ beforeChange: [see] })] })
  const data = {
    content: [
      { blockType: 'quote', text: 'a', by: 'A', note: 'n' },
      { blockType: 'image', text: 1 },
      { blockType: 'quote', text: 'c', by: 'C' },
    ],
  }
  const doc = await app.content.create({ collection: 'posts', data })
  const [a, b, c] = doc['content']
  previous.length = 0
  const content = [
    { id: c.id, text: 'C!' },
    { blockType: 'quote', text: 'new' },
    { id: a.id, blockType: 'quote' },
  ]
  const updated = await app.content.update({
    collection: 'posts',
    id: doc['id'],
    data: { content },
    showHiddenFields: true,
  })
  expect(updated['content']).toEqual([
    { id: c.id, blockType: 'quote', text: 'C!', by: 'C', note: null },
    { id: expect.any(String), blockType: 'quote', text: 'new', by: 'unknown', note: null },
    { id: a.id, blockType: 'quote', text: 'a', by: 'A', note: 'n' },
  ])
  expect(previous).toEqual([
    { path: 'content.0.text', value: 'C!', previousValue: 'c', in: 'quote' },
    { path: 'content.1.text', value: 'new', previousValue: undefined, in: 'quote' },
    { path: 'content.2.text', value: undefined, previousValue: 'a', in: 'quote' },
  ])
  expect(b.blockType).toBe('image')
})

test('a row that becomes another block starts anew under its id', async () => {
  await using app = await openContent({ collections: [posts()] })
  const doc = await app.content.create({
    collection: 'posts',
    data: { content: [{ blockType: 'quote', text: 'a', by: 'A' }] },
  })
  const id = doc['content'][0].id
  const become = (row: object): Promise<Untyped> =>
    app.content.update({ collection: 'posts', id: doc['id'], data: { content: [{ id, ...row }] } })
  expect((await become({ blockType: 'image' })).content).toEqual([
    { id, blockType: 'image', text: null, at: { place: null } },
  ])
  await expect(become({ blockType: 'quote' })).rejects.toMatchObject({
    errors: [{ path: 'content.0.text', message: 'is required', field: 'text' }],
  })
})

test.each<[string, unknown, object]>([
  [
    'an unknown block',
    [{ blockType: 'quote', text: 'a' }, { blockType: 'video' }],
    { path: 'content.1.blockType', message: 'must be one of quote, image' },
  ],
  ['no block', [{ text: 'a' }], { path: 'content.0.blockType', message: 'must be one of quote, image' }],
  [
    'a prototype key for a block',
    [{ blockType: 'constructor' }],
    { path: 'content.0.blockType', message: 'must be one of quote, image' },
  ],
  [
    'a block that is no text',
    [{ blockType: ['quote'] }],
    { path: 'content.0.blockType', message: 'must be one of quote, image' },
  ],
  [
    'an id that nobody has stored and no block',
    [{ id: 'x' }],
    { path: 'content.0.blockType', message: 'must be one of quote, image' },
  ],
  [
    'a field of another block',
    [{ blockType: 'quote', text: 'a', at: {} }],
    { path: 'content.0.at', message: 'is no field of this collection' },
  ],
  [
    'a value that is wrong in this block',
    [{ blockType: 'quote', text: 1 }],
    { path: 'content.0.text', message: 'must be text' },
  ],
  [
    'a wrong value deep inside',
    [{ blockType: 'image', at: { place: 1 } }],
    { path: 'content.0.at.place', message: 'must be two numbers: [longitude, latitude]' },
  ],
  [
    'too many rows',
    Array.from({ length: 5 }, () => ({ blockType: 'quote', text: 'a' })),
    { path: 'content', message: 'must have at most 4 rows' },
  ],
  ['an object', {}, { path: 'content', message: 'must be a list of objects' }],
])('%s is refused with the path', async (_what, content, problem) => {
  await using app = await openContent({ collections: [posts()] })
  await expect(app.content.create({ collection: 'posts', data: { content } })).rejects.toMatchObject({
    code: 'VALIDATION',
    errors: [problem],
  })
  expect(app.fired().filter((name) => name.endsWith(':beforeChange'))).toEqual([])
})

test('an unknown block that a hook leaves is refused too, with the path', async () => {
  const hooks = { beforeValidate: [({ data }: Untyped) => void (data.content[0].blockType = 'video')] }
  await using app = await openContent({ collections: [{ ...posts(), hooks }] })
  const data = { content: [{ blockType: 'quote', text: 'a' }] }
  await expect(app.content.create({ collection: 'posts', data })).rejects.toMatchObject({
    errors: [{ path: 'content.0.blockType', message: 'must be one of quote, image', field: 'content' }],
  })
})

test('the rules of a field count in its block only', async () => {
  await using app = await openContent({ collections: [posts()] })
  const create = (row: object, id: string): Promise<unknown> =>
    app.content.create({ collection: 'posts', data: { content: [row] }, user: { id } })
  await create({ blockType: 'quote', text: 'a' }, 'u')
  await create({ blockType: 'image', text: 1 }, 'admin')
  await expect(create({ blockType: 'image', text: 1 }, 'u')).rejects.toMatchObject({
    code: 'FORBIDDEN_FIELD',
    path: 'content.0.text',
  })
})

test('hook points are named by field, block and field, and what hooks in rows return is kept', async () => {
  const mark = ({ value, path }: FieldHookArgs): string => `${path}=${value}`
  for (const stage of ['beforeValidate', 'beforeChange', 'afterRead', 'afterChange'] as const) {
    await using app = await openContent({ collections: [posts({ [stage]: [mark] })] })
    expect(app.engine.names()).toContain(`posts.content.quote.text:${stage}`)
    const content = [
      { blockType: 'image', text: 1 },
      { blockType: 'quote', text: 'a' },
      { blockType: 'quote', text: 'b' },
    ]
    const doc = await app.content.create({ collection: 'posts', data: { content } })
    expect(doc['content']).toMatchObject([{ text: 1 }, { text: 'content.1.text=a' }, { text: 'content.2.text=b' }])
  }
})
