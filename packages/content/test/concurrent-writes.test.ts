import { expect, test } from 'vitest'
import { toPublicError, type Untyped } from '../src/index.ts'
import { gate, openContent } from './open-content.ts'
import { titles, withHooks } from './with-hooks.ts'

test('writes that a hook starts all at once take turns in the one transaction', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async () => {
            const names = ['a', 'b', 'b', 'c']
            await Promise.allSettled(names.map((title) => app.content.create({ collection: 'tags', data: { title } })))
          },
        ],
      }),
      withHooks('tags'),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(await titles(app, 'tags')).toEqual(['a', 'b', 'c'])
})

test('a write that a hook leaves behind without waiting is part of the transaction or refused, never half of it', async () => {
  const left: Promise<unknown>[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          () =>
            void left.push(app.content.create({ collection: 'tags', data: { title: 'left' } }).catch((error) => error)),
        ],
      }),
      withHooks('tags'),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  const [result] = (await Promise.all(left)) as Untyped[]
  const stored = await titles(app, 'tags')
  expect(stored).toEqual(result.code === 'OPERATION_OVER' ? [] : ['left'])
})

test('fifty writers at once: every create is stored, once', async () => {
  await using app = await openContent({
    collections: [withHooks('posts', { afterChange: [async () => Promise.resolve()] })],
  })
  const writers = Array.from({ length: 50 }, (_, index) => `t${String(index).padStart(2, '0')}`)
  const docs = await Promise.all(writers.map((title) => app.content.create({ collection: 'posts', data: { title } })))
  expect(new Set(docs.map((doc) => doc['id'])).size).toBe(50)
  expect(await titles(app, 'posts')).toEqual(writers)
})

test('a document that changes before it is written: the pipeline runs once more, from the new document', async () => {
  const loaded: Untyped[] = []
  const interfere = { times: 1 }
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          async ({ originalDoc, operation, req, data, context }) => {
            if (operation !== 'update' || req.source !== 'rest') return
            expect(context['seen']).toBeUndefined()
            context['seen'] = true
            loaded.push(originalDoc?.['views'])
            data['views'] = originalDoc?.['views'] + 1
            if (interfere.times-- > 0) await elsewhere(originalDoc?.['id'], originalDoc?.['views'] + 10)
          },
        ],
      }),
    ],
  })
  const elsewhere = async (id: string, views: number): Promise<void> => {
    await using transaction = await app.storage.documents.transaction()
    await transaction.update('posts', id, { views })
    await transaction.commit()
  }
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A', views: 0 } })
  const req = { source: 'rest' as const }
  expect(await app.content.update({ collection: 'posts', id, data: { title: 'B' }, req })).toMatchObject({
    views: 11,
    title: 'B',
  })
  expect(loaded).toEqual([0, 10])

  interfere.times = 2
  const error = await app.content
    .update({ collection: 'posts', id, data: { title: 'C' }, req })
    .catch((thrown: unknown) => thrown)
  expect(toPublicError(error)).toMatchObject({ status: 409, errors: [{ code: 'CONFLICT' }] })
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ title: 'B' })
})

test('a before hook that waits holds no lock: other writers go on meanwhile', async () => {
  const reached = gate()
  const goOn = gate()
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          async ({ data }) => {
            if (data['title'] !== 'slow') return
            reached.open()
            await goOn.opened
          },
        ],
      }),
    ],
  })
  const slow = app.content.create({ collection: 'posts', data: { title: 'slow' } })
  await reached.opened
  await app.content.create({ collection: 'posts', data: { title: 'quick' } })
  goOn.open()
  await slow
  expect(await titles(app, 'posts')).toEqual(['quick', 'slow'])
})
