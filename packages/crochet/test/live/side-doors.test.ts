import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { App, CollectionConfig } from '../../src/index.ts'
import { open } from '../project.ts'
import { liveApp, type LiveApp } from './live-app.ts'
import { later, posts } from './live-posts.ts'

const body = 'one two three four'
const write = {
  body: 'one two 3 four five',
  price: 9,
  items: [
    { id: 'b', label: 'B2' },
    { id: 'c', label: 'C' },
  ],
}

type Door = (at: LiveApp, id: string) => Promise<unknown>

const local =
  (work: (app: App, id: string) => Promise<unknown>): Door =>
  ({ app }, id) =>
    work(app, id)

const doors: [string, Door][] = [
  ['REST PATCH', (at, id) => at.rest('PATCH', `posts/${id}`, { body: write })],
  ['REST PATCH of many', (at) => at.rest('PATCH', 'posts?where[price][equals]=1', { body: write })],
  [
    'GraphQL',
    (at, id) =>
      at.rest('POST', 'graphql', {
        body: {
          query: `mutation ($id: String!, $data: mutationPostUpdateInput!) { updatePost(id: $id, data: $data) { id } }`,
          variables: { id, data: write },
        },
      }),
  ],
  ['the Local API', local((app, id) => app.update({ collection: 'posts', id, data: write }))],
  [
    'the Local API, many',
    local((app) => app.update({ collection: 'posts', where: { price: { equals: 1 } }, data: write })),
  ],
]

test.each(doors)(
  'what is written through %s comes to those who have it open, beside what they type',
  async (_, door) => {
    await using at = await liveApp({ collections: [posts], realtime: later })
    const data = {
      title: 'T',
      body,
      price: 1,
      items: [
        { id: 'a', label: 'A' },
        { id: 'b', label: 'B' },
      ],
    }
    const id = String((await at.app.create({ collection: 'posts', data }))['id'])
    const [ann, bob] = await Promise.all([at.open(`posts/${id}`), at.open(`posts/${id}`)])
    const rows = ann.document.getArray<Y.Map<unknown>>('items')
    const kept = rows.get(1).get('label')
    ann.text('body').insert(3, ' and a half')
    ann.text('title').insert(1, 'itle')
    const cursor = Y.createRelativePositionFromTypeIndex(ann.text('body'), ann.text('body').length - 2)
    await ann.until(() => !ann.hasUnsyncedChanges)
    const answer = await door(at, id)
    expect(JSON.stringify(answer)).not.toContain('error":')
    await Promise.all([ann, bob].map((client) => client.until(() => client.values.get('price') === 9)))
    for (const client of [ann, bob]) {
      expect(client.text('body').toString()).toBe('one and a half two 3 four five')
      expect(client.text('title').toString()).toBe('Title')
      expect(client.document.getArray('items').toJSON()).toEqual(write.items)
    }
    expect(rows.get(0).get('label')).toBe(kept)
    const place = Y.createAbsolutePositionFromRelativePosition(cursor, ann.document)?.index
    expect(ann.text('body').toString().slice(0, place)).toBe('one and a half two 3 fo')
    ann.sendStateless('save')
    await bob.says('saved')
    expect(await at.rest('GET', `posts/${id}`)).toMatchObject({
      ...write,
      title: 'Title',
      body: 'one and a half two 3 four five',
    })
  },
)

test('a hook of another document writes to one that is open', async () => {
  const notes: CollectionConfig = {
    slug: 'notes',
    access: open,
    fields: [{ name: 'post', type: 'text' }],
    hooks: {
      afterChange: [
        async ({ doc }) => {
          const id = String(doc['post'])
          await at.app.update({ collection: 'posts', id, data: { title: 'From a hook' } })
        },
      ],
    },
  }
  await using at: LiveApp = await liveApp({ collections: [posts, notes] })
  const id = String((await at.app.create({ collection: 'posts', data: { title: 'T' } }))['id'])
  const client = await at.open(`posts/${id}`)
  await at.app.create({ collection: 'notes', data: { post: id } })
  await client.until(() => client.text('title').toString() === 'From a hook')
})

test.each<[string, Door]>([
  ['REST', (at, id) => at.rest('DELETE', `posts/${id}`)],
  ['the Local API, many', local((app) => app.delete({ collection: 'posts', where: { price: { equals: 1 } } }))],
])('a document that is deleted through %s is closed for everybody, and does not open again', async (_, door) => {
  await using at = await liveApp({ collections: [posts] })
  const id = String((await at.app.create({ collection: 'posts', data: { title: 'T', price: 1 } }))['id'])
  const clients = await Promise.all([at.open(`posts/${id}`), at.open(`posts/${id}`)])
  await door(at, id)
  for (const client of clients) {
    await client.until(() => client.reasons.length > 0)
    expect(client.reasons[0]).toBe(`The document "posts/${id}" has been deleted`)
  }
  const again = at.client(`posts/${id}`)
  await again.until(() => again.reasons.length > 0)
  expect(again.reasons).toEqual([`There is no live document "posts/${id}"`])
})
