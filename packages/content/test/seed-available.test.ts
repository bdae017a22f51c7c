import { expect, test } from 'vitest'
import { openContent } from './open-content.ts'
import { posts } from './posts.ts'

/** The seed's table of collection hooks: each runs when it says, and can be used for what it says. */
test('Available Collection Hooks', async () => {
  const ran: string[] = []
  const note = (name: string) => (): void => void ran.push(name)
  const names = [
    'beforeRead',
    'afterRead',
    'beforeChange',
    'afterChange',
    'beforeValidate',
    'beforeDelete',
    'afterDelete',
  ]
  await using app = await openContent({
    collections: [posts(Object.fromEntries(names.map((name) => [name, [note(name)]])))],
  })
  const { content } = app
  const during = async <T>(call: Promise<T>): Promise<[T, string[]]> => {
    const result = await call
    return [result, ran.splice(0)]
  }
  const written = ['beforeValidate', 'beforeChange', 'afterRead', 'afterChange']

  const [{ id }, onCreate] = await during(content.create({ collection: 'posts', data: { title: 'A' } }))
  expect(onCreate).toEqual(written)
  expect((await during(content.update({ collection: 'posts', id, data: { title: 'B' } })))[1]).toEqual(written)
  expect((await during(content.findByID({ collection: 'posts', id })))[1]).toEqual(['beforeRead', 'afterRead'])
  expect((await during(content.find({ collection: 'posts' })))[1]).toEqual(['beforeRead', 'afterRead'])
  expect((await during(content.delete({ collection: 'posts', id })))[1]).toEqual(['beforeDelete', 'afterDelete'])
})

test('Available Collection Hooks: beforeRead modifies the query, beforeDelete has the document to clean up after', async () => {
  const cleaned: unknown[] = []
  await using app = await openContent({
    collections: [
      posts({
        beforeRead: [
          ({ query }) => void (query.where = { and: [query.where ?? {}, { title: { not_equals: 'secret' } }] }),
        ],
        beforeDelete: [({ id, doc }) => void cleaned.push([id, doc['title']])],
      }),
    ],
  })
  for (const title of ['open', 'secret']) await app.content.create({ collection: 'posts', data: { title } })
  const { docs } = await app.content.find({ collection: 'posts' })
  expect(docs.map((doc) => doc['title'])).toEqual(['open'])
  const id: unknown = docs[0]?.['id']
  await app.content.delete({ collection: 'posts', id: id as string })
  expect(cleaned).toEqual([[id, 'open']])
})
