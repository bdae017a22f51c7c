import { expect, test } from 'vitest'
import type { CollectionConfig, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const pages = (change: (data: Untyped) => void): CollectionConfig => ({
  slug: 'pages',
  access: open,
  hooks: { beforeChange: [({ data }) => void change(data)] },
  fields: [
    { name: 'group', type: 'group', fields: [{ name: 'n', type: 'number' }] },
    {
      name: 'rows',
      type: 'array',
      fields: [{ name: 'inner', type: 'group', fields: [{ name: 'n', type: 'number' }] }],
    },
    { name: 'content', type: 'blocks', blocks: [{ slug: 'line', fields: [{ name: 'n', type: 'number' }] }] },
  ],
})

test.each<[string, (data: Untyped) => void]>([
  ['group', (data) => (data.group = 'text')],
  ['group', (data) => (data.group = [])],
  ['rows', (data) => (data.rows = {})],
  ['rows', (data) => data.rows.push('text')],
  ['rows.0.inner', (data) => (data.rows[0].inner = 1)],
  ['content.1.blockType', (data) => data.content.push({ n: 2 })],
  ['content.0.blockType', (data) => (data.content[0].blockType = 'video')],
])('a collection hook may not leave something else in `%s`', async (path, change) => {
  await using app = await openContent({ collections: [pages(change)] })
  const data = { group: { n: 1 }, rows: [{ inner: { n: 1 } }], content: [{ blockType: 'line', n: 1 }] }
  await expect(app.content.create({ collection: 'pages', data })).rejects.toMatchObject({
    code: 'DATA_FROM_HOOKS',
    status: 500,
    path,
  })
  expect(await app.content.count({ collection: 'pages' })).toEqual({ totalDocs: 0 })
})

test('rows that a collection hook adds get their id', async () => {
  await using app = await openContent({
    collections: [pages((data) => data.content.push({ blockType: 'line', n: 2 }))],
  })
  const doc = await app.content.create({ collection: 'pages', data: { content: [] } })
  expect(doc['content']).toEqual([{ id: expect.any(String), blockType: 'line', n: 2 }])
})
