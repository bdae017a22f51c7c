import { expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { openContent } from './open-content.ts'
import { titles, withHooks } from './with-hooks.ts'

test('what an observer throws goes to afterError and changes neither the answer nor the other observers', async () => {
  const reported: Untyped[] = []
  const told: string[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterCommit: [
          () => {
            throw new Error('observer failed')
          },
          () => void told.push('second'),
        ],
        afterError: [({ error, collection, source }) => void reported.push([collection?.slug, source, error.message])],
      }),
    ],
    hooks: {
      afterCommit: [() => void told.push('root')],
      afterError: [({ error }) => void reported.push(['root', error.message])],
    },
  })
  expect(await app.content.create({ collection: 'posts', data: { title: 'A' } })).toMatchObject({ title: 'A' })
  expect(told).toEqual(['second', 'root'])
  expect(reported).toEqual([
    ['posts', 'hook', 'observer failed'],
    ['root', 'observer failed'],
  ])
})

test('a Local API call from afterCommit is a write of its own', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterCommit: [async () => void (await app.content.create({ collection: 'tags', data: { title: 'later' } }))],
      }),
      withHooks('tags'),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(await titles(app, 'tags')).toEqual(['later'])
})
