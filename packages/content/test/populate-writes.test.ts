import { expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { openNewsroom } from './newsroom.ts'

test('writes answer with documents; their hooks, and those after the commit, see ids', async () => {
  const seen: Untyped[] = []
  const note = ({ doc }: Untyped): void => void seen.push(doc.author)
  await using app = await openNewsroom({
    posts: { hooks: { afterRead: [note], afterChange: [note], afterCommit: [note] } },
  })
  const { ada, bob, post, news } = app.ids
  seen.length = 0
  const named = { author: { id: ada, name: 'Ada' }, categories: [{ name: 'News' }] }
  const data = { author: ada, categories: [news] }
  const made = await app.content.create({ collection: 'posts', data })
  expect(made).toMatchObject(named)
  expect(seen.splice(0)).toEqual([ada, ada, ada])
  expect(await app.content.update({ collection: 'posts', id: made['id'], data: { author: bob } })).toMatchObject({
    author: { name: 'Bob' },
    categories: [{ name: 'News' }],
  })
  expect(await app.content.duplicate({ collection: 'posts', id: post, depth: 2 })).toMatchObject({
    author: { team: { name: 'Desk' } },
  })
  expect(await app.content.update({ collection: 'posts', id: made['id'], data: made })).toMatchObject(named)
})

test('a bulk update reads the other collections once for all documents', async () => {
  await using app = await openNewsroom()
  const { ada, bob } = app.ids
  for (let count = 0; count < 4; count++) {
    await app.content.create({ collection: 'posts', data: { author: count % 2 === 0 ? ada : bob } })
  }
  app.fired()
  const { docs } = await app.content.update({ collection: 'posts', where: {}, data: { title: 'T' } })
  expect(docs.map((doc) => doc['author'].name)).toEqual(['Ada', 'Ada', 'Bob', 'Ada', 'Bob'])
  expect(app.fired().filter((name) => name === 'users:beforeRead')).toHaveLength(1)
})

test('a global', async () => {
  await using app = await openNewsroom()
  const { post } = app.ids
  const front = { front: { id: post, author: { name: 'Ada' } } }
  const saved = await app.content.updateGlobal({ slug: 'settings', data: { front: post }, depth: 2 })
  expect(saved).toMatchObject(front)
  expect(await app.content.findGlobal({ slug: 'settings', depth: 2 })).toMatchObject(front)
  expect(await app.content.findGlobal({ slug: 'settings', depth: 0 })).toMatchObject({ front: post })
})

test('what a hook of the write has written itself is populated before the commit', async () => {
  await using app = await openNewsroom({
    posts: {
      hooks: {
        beforeChange: [
          async ({ data, operation }) => {
            if (data['title'] !== 'nested' || operation !== 'create') return
            return { ...data, author: (await app.content.create({ collection: 'users', data: { name: 'New' } }))['id'] }
          },
        ],
      },
    },
  })
  const made = await app.content.create({ collection: 'posts', data: { title: 'nested' } })
  expect(made).toMatchObject({ author: { name: 'New' } })
})
