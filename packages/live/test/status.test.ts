import { expect, test } from 'vitest'
import { openLive } from './open-live.ts'
import { pricedPosts } from './priced-posts.ts'

test.each([
  ['stored', 1],
  ['refused', -1],
])('what is edited while a store is under way is not said to be %s before it is', async (_, price) => {
  await using opened = await openLive({ collections: [pricedPosts] })
  const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
  const client = await opened.client(`posts/${id}`).whenSynced()
  const said: unknown[] = []
  client.said.observe(({ keysChanged }) => {
    if (keysChanged.has('status')) said.push([client.said.get('status'), client.values.get('price')])
  })

  const [began, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  opened.engine.on('posts:beforeValidate', async () => {
    began.resolve()
    await goOn.promise
  })
  client.values.set('price', price)
  await Promise.all([began.promise, client.says('saving')])
  client.values.set('price', 2)
  await client.until(() => !client.hasUnsyncedChanges)
  goOn.resolve()
  await client.says('saved')
  expect(said).toEqual([
    ['saving', price],
    ['saved', 2],
  ])
  expect(await opened.content.access.stored({ collection: 'posts', id })).toMatchObject({ price: 2 })
})
