import { expect, test } from 'vitest'
import { newsroom } from './newsroom.ts'

test('what a hook makes of the arguments of one request stays out of the next one with the same query', async () => {
  await using room = await newsroom()
  for (const title of ['First', 'Second']) await room.content.create({ collection: 'posts', data: { title } })
  const seen: unknown[] = []
  room.hooks.on('posts:beforeOperation', ({ args }) => {
    seen.push(args.limit)
    args.limit = 1
  })
  for (let time = 0; time < 3; time++) {
    const { docs } = (await (await fetch(`${room.url}/api/posts?limit=2`)).json()) as { docs: unknown[] }
    expect(docs).toHaveLength(1)
  }
  expect(seen).toEqual(['2', '2', '2'])
})

test('a query that is refused is refused every time', async () => {
  await using room = await newsroom()
  for (let time = 0; time < 2; time++) {
    expect((await fetch(`${room.url}/api/posts?depth=99`)).status).toBe(400)
    expect((await fetch(`${room.url}/api/posts?nonsense=1`)).status).toBe(400)
  }
})

test('a query that one route takes is not taken for that by another one', async () => {
  await using room = await newsroom()
  expect((await fetch(`${room.url}/api/posts?limit=2`)).status).toBe(200)
  expect((await fetch(`${room.url}/api/posts/count?limit=2`)).status).toBe(400)
})
