import { HookError } from '@crochet/hooks'
import { expect, test } from 'vitest'
import type { CollectionConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const posts = (hooks: CollectionConfig['hooks']): CollectionConfig => ({
  slug: 'posts',
  access: open,
  fields: [{ name: 'title', type: 'text' }],
  ...(hooks === undefined ? {} : { hooks }),
})

test('undefined keeps what was; an object replaces it for the next handler', async () => {
  const seen: unknown[] = []
  await using app = await openContent({
    collections: [
      posts({
        beforeChange: [
          () => undefined,
          ({ data }) => ({ ...data, title: `${data['title']}!` }),
          ({ data }) => void seen.push(data['title']),
        ],
      }),
    ],
  })
  expect(await app.content.create({ collection: 'posts', data: { title: 'A' } })).toMatchObject({ title: 'A!' })
  expect(seen).toEqual(['A!'])
})

const needing = [
  'beforeOperation',
  'beforeValidate',
  'beforeChange',
  'afterRead',
  'afterChange',
  'afterOperation',
] as const

test.each(needing.flatMap((point) => [null, [], 'text', 0].map((value) => ({ point, value }))))(
  '$point that returns $value where a document is required is HOOK_RETURN naming the handler',
  async ({ point, value }) => {
    await using app = await openContent({
      collections: [posts({ [point]: [async () => value] } as CollectionConfig['hooks'])],
    })
    const error: unknown = await app.content
      .create({ collection: 'posts', data: {} })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(HookError)
    expect(error).toMatchObject({
      code: 'HOOK_RETURN',
      hook: `posts:${point}`,
      handler: expect.stringContaining(`collections.posts.hooks.${point}[0]`),
    })
    expect(await app.content.count({ collection: 'posts', overrideAccess: true }).catch(() => 'refused')).toEqual(
      point === 'beforeOperation' || point === 'afterOperation' ? 'refused' : { totalDocs: 0 },
    )
  },
)

test('what afterValidate and afterDelete return is ignored', async () => {
  await using app = await openContent({
    collections: [posts({ afterValidate: [() => ({ title: 'no' })], afterDelete: [() => ({ id: 'no' })] })],
  })
  const doc = await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(doc['title']).toBe('A')
  expect(await app.content.delete({ collection: 'posts', id: doc['id'] })).toEqual({ id: doc['id'] })
})

test('beforeOperation replaces the arguments of the whole operation', async () => {
  await using app = await openContent({
    collections: [
      posts({
        beforeOperation: [
          ({ args, operation }) => {
            if (operation === 'create') return { ...args, data: { title: 'replaced' } }
            return operation === 'read' ? { ...args, where: { title: { equals: 'replaced' } }, limit: 1 } : undefined
          },
        ],
      }),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  await app.content.create({ collection: 'posts', data: { title: 'B' } })
  expect(await app.content.find({ collection: 'posts' })).toMatchObject({
    totalDocs: 2,
    limit: 1,
    docs: [{ title: 'replaced' }],
  })
})

test('beforeRead narrows the query in place, for find, find by id and count', async () => {
  await using app = await openContent({
    collections: [
      posts({
        beforeRead: [
          ({ query }) => {
            query.where = { and: [query.where ?? {}, { title: { not_equals: 'secret' } }] }
          },
        ],
      }),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'shown' } })
  const secret = await app.content.create({ collection: 'posts', data: { title: 'secret' } })
  expect((await app.content.find({ collection: 'posts' })).docs).toMatchObject([{ title: 'shown' }])
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 1 })
  await expect(app.content.findByID({ collection: 'posts', id: secret['id'] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('beforeRead answers a find with a list; anything else is HOOK_RETURN', async () => {
  let answer: unknown = [{ id: '1', title: 'cached' }]
  await using app = await openContent({ collections: [posts({ beforeRead: [() => answer] })] })
  expect(await app.content.find({ collection: 'posts' })).toMatchObject({
    docs: [{ id: '1', title: 'cached' }],
    totalDocs: 1,
    hasNextPage: false,
  })
  answer = { id: '1' }
  await expect(app.content.find({ collection: 'posts' })).rejects.toMatchObject({
    code: 'HOOK_RETURN',
    hook: 'posts:beforeRead',
  })
})

test('afterFetch sees the document as stored and may replace it before the fields read it', async () => {
  await using app = await openContent({
    collections: [posts({ afterFetch: [({ doc }) => ({ ...doc, title: `fetched ${doc['title']}` })] })],
  })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ title: 'fetched A' })
})

test.each(['beforeChange', 'afterChange'] as const)(
  'what %s sets in its payload must be an object, too',
  async (point) => {
    const key = point === 'beforeChange' ? 'data' : 'doc'
    const spoil = (args: object): void => void Object.assign(args, { [key]: 'text' })
    await using app = await openContent({ collections: [posts({ [point]: [spoil] } as CollectionConfig['hooks'])] })
    await expect(app.content.create({ collection: 'posts', data: {} })).rejects.toMatchObject({
      code: 'HOOK_RETURN',
      hook: `posts:${point}`,
      handler: expect.stringContaining(`collections.posts.hooks.${point}[0]`),
    })
  },
)
