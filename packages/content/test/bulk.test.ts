import type { Documents } from '@crochet/storage'
import { expect, test } from 'vitest'
import type { CollectionConfig, Untyped } from '../src/index.ts'
import { openContent, type Opened } from './open-content.ts'
import { watched } from './watched-documents.ts'
import { titles, withHooks } from './with-hooks.ts'

const refuse =
  (bad: string) =>
  ({ originalDoc, doc }: Untyped): void => {
    if ((originalDoc ?? doc).title === bad) throw new Error(`not ${bad}`)
  }

/** Posts with these titles; the hooks only run for what comes after. */
async function openWith(
  names: readonly string[],
  { posts, wrap }: { posts?: CollectionConfig['hooks']; wrap?: (documents: Documents) => Documents } = {},
): Promise<Opened> {
  const collections = [withHooks('posts', posts), withHooks('tags')]
  const app = await openContent({ collections }, wrap === undefined ? {} : { wrap })
  await using transaction = await app.storage.documents.transaction()
  for (const [index, title] of names.entries()) {
    await transaction.insert('posts', { id: `p${String(index).padStart(4, '0')}`, title, views: index })
  }
  await transaction.commit()
  return app
}

const everything = { collection: 'posts', where: {} }

test('a bulk update changes what matches, in the order of ids, and answers with the documents', async () => {
  await using app = await openWith(['a', 'b', 'c'])
  const where = { title: { in: ['c', 'a'] } }
  expect(await app.content.update({ collection: 'posts', where, data: { views: 9 }, select: { views: true } })).toEqual(
    {
      docs: [
        { id: 'p0000', views: 9 },
        { id: 'p0002', views: 9 },
      ],
      errors: [],
    },
  )
  expect(await app.content.count({ collection: 'posts', where: { views: { equals: 9 } } })).toEqual({ totalDocs: 2 })
})

test('a bulk delete answers with ids; its hooks get each document as stored', async () => {
  const deleted: Untyped[] = []
  await using app = await openWith(['a', 'b', 'c'], {
    posts: { afterDelete: [({ doc }) => void deleted.push(doc.title)] },
  })
  expect(await app.content.delete({ collection: 'posts', where: { title: { not_equals: 'b' } } })).toEqual({
    docs: [{ id: 'p0000' }, { id: 'p0002' }],
    errors: [],
  })
  expect(deleted).toEqual(['a', 'c'])
  expect(await titles(app, 'posts')).toEqual(['b'])
})

test('by default a document that fails is left out with its message, and everything else is stored', async () => {
  await using app = await openWith(['a', 'b', 'c'], {
    posts: { afterChange: [({ previousDoc }) => refuse('b')({ doc: previousDoc })] },
  })
  const result = await app.content.update({ ...everything, data: { views: 9 } })
  expect(result.docs.map((doc) => doc['title'])).toEqual(['a', 'c'])
  expect(result.errors).toEqual([{ id: 'p0001', message: 'Something went wrong.', code: 'INTERNAL' }])
  expect((await app.content.find({ collection: 'posts', sort: 'id' })).docs.map((doc) => doc['views'])).toEqual([
    9, 1, 9,
  ])
  const outcomes = app.fired().filter((name) => /posts:after(Commit|Rollback|Error)/.test(name))
  expect(outcomes).toEqual(['posts:afterCommit', 'posts:afterRollback', 'posts:afterCommit', 'posts:afterError'])
})

test('errors are worded for the caller: a veto with its message, invalid data with every path, a taken value with its code', async () => {
  await using app = await openWith(['a', 'b'], { posts: { beforeChange: [refuse('b')] } })
  const vetoed = await app.content.update({ ...everything, data: { views: 1 } })
  expect(vetoed.errors).toEqual([{ id: 'p0001', message: 'not b', code: 'REFUSED_BY_HOOK' }])
  const invalid = await app.content.update({ ...everything, data: { views: 'many', title: 3 } })
  expect(invalid.errors[0]).toEqual({
    id: 'p0000',
    message: 'Not valid: title must be text; views must be a number',
    code: 'VALIDATION',
  })
  await app.content.create({ collection: 'tags', data: { title: 'x' } })
  await app.content.create({ collection: 'tags', data: { title: 'y' } })
  const taken = await app.content.update({ collection: 'tags', where: {}, data: { title: 'z' } })
  expect(taken).toMatchObject({ docs: [{ title: 'z' }], errors: [{ code: 'VALUE_TAKEN' }] })
})

test('with abort the first error is thrown, everything is undone, and every document that was reached hears of it', async () => {
  await using app = await openWith(['a', 'b', 'c'], { posts: { beforeDelete: [refuse('b')] } })
  await expect(app.content.delete({ ...everything, onError: 'abort' })).rejects.toThrow('not b')
  const outcomes = app.fired().filter((name) => /posts:after(Commit|Rollback|Error|Operation)/.test(name))
  expect(outcomes).toEqual(['posts:afterRollback', 'posts:afterRollback', 'posts:afterError'])
  expect(await titles(app, 'posts')).toEqual(['a', 'b', 'c'])
})

test('an error in afterOperation undoes every document', async () => {
  const fail = (): never => {
    throw new Error('no')
  }
  await using app = await openWith(['a', 'b'], {
    posts: { afterOperation: [({ operation }) => (operation === 'update' ? fail() : undefined)] },
  })
  await expect(app.content.update({ ...everything, data: { views: 9 } })).rejects.toThrow('no')
  expect(await app.content.count({ collection: 'posts', where: { views: { equals: 9 } } }).catch(() => 0)).toEqual({
    totalDocs: 0,
  })
})

test('documents are found a hundred at a time, and each once, though the write changes what the where asks for', async () => {
  const names = Array.from({ length: 250 }, (_, index) => `t${index}`)
  const asked: string[] = []
  await using app = await openWith(names, {
    posts: { beforeChange: [({ data, originalDoc }) => ({ ...data, views: originalDoc?.['views'] + 1000 })] },
    wrap: (documents) =>
      watched(documents, (call) => {
        if (call === 'find' || call === 'count') asked.push(call)
      }),
  })
  const where = { views: { greater_than_equal: 0 } }
  const { docs } = await app.content.update({ collection: 'posts', where, data: {} })
  expect(docs.map((doc) => doc['views'])).toEqual(names.map((_, index) => index + 1000))
  expect(new Set(docs.map((doc) => doc['id'])).size).toBe(250)
  // The first batch, the highest id, the second batch, the third, and the one that is empty.
  expect(asked).toEqual(['find', 'find', 'find', 'find', 'find'])
})

test('documents that hooks create meanwhile are not taken in', async () => {
  const names = Array.from({ length: 120 }, (_, index) => `t${index}`)
  await using app = await openWith(names, {
    posts: {
      afterChange: [
        async ({ operation }) => {
          if (operation === 'update') await app.content.create({ collection: 'posts', data: { title: 'new' } })
        },
      ],
    },
  })
  const { docs } = await app.content.update({ ...everything, data: { views: 1 } })
  expect(docs).toHaveLength(120)
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 240 })
})

test('limit takes the documents with the lowest ids', async () => {
  await using app = await openWith(['a', 'b', 'c'])
  expect((await app.content.delete({ ...everything, limit: 2 })).docs).toEqual([{ id: 'p0000' }, { id: 'p0001' }])
  await expect(app.content.delete({ ...everything, limit: 0 })).rejects.toMatchObject({ code: 'PAGE_RANGE' })
})

test('every document gets data of its own', async () => {
  const data = Object.freeze({ title: 'same' })
  await using app = await openWith(['a', 'b'], {
    posts: { beforeChange: [(payload) => void (payload.data['title'] += ` ${payload.originalDoc?.['title']}`)] },
  })
  await app.content.update({ ...everything, data })
  expect(await titles(app, 'posts')).toEqual(['same a', 'same b'])
})

test('a document that a hook of an earlier one changed is taken as it is now, or left out when it no longer matches', async () => {
  await using app = await openWith(['a', 'b', 'c', 'd'], {
    posts: {
      afterChange: [
        async ({ doc, context }) => {
          if (doc['id'] !== 'p0000' || context['nested']) return
          const change = (id: string, data: object): Promise<unknown> =>
            app.content.update({ collection: 'posts', id, data, context: { nested: true } })
          await change('p0001', { title: 'changed' })
          await change('p0002', { views: -1 })
          await app.content.delete({ collection: 'posts', id: 'p0003' })
        },
      ],
    },
  })
  const where = { views: { greater_than_equal: 0 } }
  const { docs, errors } = await app.content.update({ collection: 'posts', where, data: { views: 7 } })
  expect(docs).toMatchObject([
    { title: 'a', views: 7 },
    { title: 'changed', views: 7 },
  ])
  expect(errors).toEqual([])
  expect(await app.content.findByID({ collection: 'posts', id: 'p0002' })).toMatchObject({ views: -1 })
})

test('beforeOperation and afterOperation run once and may replace arguments and result; context is the same throughout', async () => {
  const ran: Untyped[] = []
  await using app = await openWith(['a', 'b', 'c'], {
    posts: {
      beforeOperation: [
        ({ args, context, operation }) => {
          if (operation !== 'update') return undefined
          context['count'] = 0
          ran.push(['before', args.where, args.data])
          return { ...args, where: { title: { in: ['a', 'b'] } } }
        },
      ],
      beforeChange: [({ context }) => void context['count']++],
      afterOperation: [
        ({ result, context, operation }) =>
          operation === 'update' ? { ...result, count: context['count'] } : undefined,
      ],
    },
  })
  expect(await app.content.update({ ...everything, data: { views: 5 } })).toMatchObject({ count: 2, errors: [] })
  expect(ran).toEqual([['before', {}, { views: 5 }]])
})

test('a bulk write inside a hook is part of the transaction around it', async () => {
  await using app = await openWith(['a', 'b'], {
    posts: {
      afterChange: [
        async ({ operation }) => {
          if (operation !== 'create') return
          await app.content.delete({ ...everything, where: { title: { in: ['a', 'b'] } } })
          throw new Error('outer fails')
        },
      ],
    },
  })
  await expect(app.content.create({ collection: 'posts', data: { title: 'c' } })).rejects.toThrow('outer fails')
  expect(await titles(app, 'posts')).toEqual(['a', 'b'])
})

test('a missing where never means all documents, nor does one beside an id', async () => {
  await using app = await openWith(['a'], {
    posts: { beforeOperation: [({ args, context }) => (context['drop'] ? { data: args.data } : undefined)] },
  })
  const calls: Untyped[] = [
    { collection: 'posts', where: undefined, data: {} },
    { collection: 'posts', where: {}, id: 'p0000', data: {} },
    { collection: 'posts', where: {}, data: {}, context: { drop: true } },
    { collection: 'posts', where: {}, data: {}, onError: 'ignore' },
    { collection: 'posts', where: [], data: {} },
  ]
  const codes = await Promise.all(
    calls.map((call) =>
      app.content.update(call).then(
        () => 'done',
        (error) => error.code,
      ),
    ),
  )
  expect(codes).toEqual(['NOT_FOUND', 'WHERE_SHAPE', 'WHERE_SHAPE', 'BULK_ON_ERROR', 'WHERE_SHAPE'])
})

test('loops are still seen in bulk writes: a hook that updates its own document without end is refused, that document only', async () => {
  await using app = await openWith(['a', 'b'], {
    posts: {
      afterChange: [
        async ({ doc }) => {
          if (doc['title'] === 'a')
            await app.content.update({ collection: 'posts', id: doc['id'], data: { views: doc['views'] + 1 } })
        },
      ],
    },
  })
  const { docs, errors } = await app.content.update({ ...everything, data: { views: 1 } })
  expect([docs.length, errors[0]?.code]).toEqual([1, 'HOOK_LOOP'])
})
