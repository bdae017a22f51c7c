import { expect, test } from 'vitest'
import { defineTask, type CollectionConfig, type Doc } from '../../src/index.ts'
import { liveApp, type LiveApp } from './live-app.ts'
import { later, posts } from './live-posts.ts'

const make = (at: LiveApp, data: object): Promise<Doc> => at.app.create({ collection: 'posts', data: { ...data } })

test('a bulk update over REST comes to every open document that matches, beside what is being typed, and to no other', async () => {
  await using at = await liveApp({ collections: [posts], realtime: later })
  const made: Doc[] = []
  for (const title of ['A', 'B', 'C'])
    made.push(await make(at, { title, body: 'one two three', price: title === 'C' ? 2 : 1 }))
  const clients = await Promise.all(made.map(({ id }) => at.open(`posts/${String(id)}`)))
  for (const client of clients) {
    client.text('title').insert(1, '!')
    client.text('body').insert(3, ' and a half')
  }
  await Promise.all(clients.map((client) => client.until(() => !client.hasUnsyncedChanges)))
  const { docs } = await at.rest('PATCH', 'posts?where[price][equals]=1', { body: { body: 'one two 3', price: 3 } })
  expect(docs).toHaveLength(2)
  const [a, b, c] = clients
  for (const client of [a, b]) await client?.until(() => client.values.get('price') === 3)
  for (const client of clients) {
    client.sendStateless('save')
    await client.says('saved')
  }
  expect(clients.map((client) => [client.text('title').toString(), client.text('body').toString()])).toEqual([
    ['A!', 'one and a half two 3'],
    ['B!', 'one and a half two 3'],
    ['C!', 'one and a half two three'],
  ])
  expect(c?.values.get('price')).toBe(2)
  for (const [index, { id }] of made.entries()) {
    expect(await at.rest('GET', `posts/${String(id)}`)).toMatchObject({ body: clients[index]?.text('body').toString() })
  }
})

test('of a bulk update that fails for one document, that one sees nothing', async () => {
  const refusing: CollectionConfig = {
    ...posts,
    hooks: {
      beforeChange: [
        ({ originalDoc, req }) => {
          if (req.source === 'rest' && originalDoc?.['price'] === 2) throw new Error('Not this one')
        },
      ],
    },
  }
  await using at = await liveApp({ collections: [refusing], realtime: later })
  const made = [await make(at, { title: 'A', price: 1 }), await make(at, { title: 'B', price: 2 })]
  const [a, b] = await Promise.all(made.map(({ id }) => at.open(`posts/${String(id)}`)))
  const { errors } = await at.rest('PATCH', 'posts?where[price][less_than]=5', { body: { title: 'X' } })
  expect(errors).toHaveLength(1)
  await a?.until(() => a.text('title').toString() === 'X')
  b?.text('title').insert(1, '!')
  b?.sendStateless('save')
  await b?.says('saved')
  expect(await at.rest('GET', `posts/${String(made[1]?.['id'])}`)).toMatchObject({ title: 'B!', price: 2 })
})

test('a job writes to a document that is open, beside what is being typed; one that is refused shows nothing', async () => {
  const ended: ((how: string) => void)[] = []
  const raise = defineTask<{ id: string; price: number }>({
    slug: 'raise',
    retries: 0,
    handler: async ({ app, input: { id, price } }) => {
      const { body } = await app.findByID({ collection: 'posts', id })
      const data = { price, body: `${String(body)} raised` }
      const how = await app.update({ collection: 'posts', id, data }).then(
        () => 'written',
        ({ code }: { code: string }) => code,
      )
      ended.shift()?.(how)
    },
  })
  await using at = await liveApp({ collections: [posts], jobs: { tasks: [raise] }, realtime: later })
  const id = String((await make(at, { body: 'one', price: 1 }))['id'])
  const [ann, bob] = await Promise.all([at.open(`posts/${id}`), at.open(`posts/${id}`)])
  ann.text('body').insert(0, 'zero ')
  await ann.until(() => !ann.hasUnsyncedChanges)
  const run = async (price: number): Promise<string> => {
    const { promise, resolve } = Promise.withResolvers<string>()
    ended.push(resolve)
    await at.app.jobs.queue({ task: 'raise', input: { id, price } })
    return promise
  }
  expect(await run(-1)).toBe('VALIDATION')
  expect(await run(2)).toBe('written')
  for (const client of [ann, bob]) {
    await client.until(() => client.values.get('price') === 2)
    expect(client.text('body').toString()).toBe('zero one raised')
  }
  bob.sendStateless('save')
  await ann.says('saved')
  expect(await at.rest('GET', `posts/${id}`)).toMatchObject({ body: 'zero one raised', price: 2 })
})

test('what GraphQL is refused is in no open document, and what it writes comes beside what is being typed', async () => {
  await using at = await liveApp({ collections: [posts], realtime: later })
  const id = String((await make(at, { title: 'T', body: 'one two', price: 1 }))['id'])
  const client = await at.open(`posts/${id}`)
  client.text('body').insert(0, 'zero ')
  await client.until(() => !client.hasUnsyncedChanges)
  const query = `mutation ($id: String!, $data: mutationPostUpdateInput!) { updatePost(id: $id, data: $data) { updatedAt } }`
  const mutate = (data: object): Promise<Doc> =>
    at.rest('POST', 'graphql', { body: { query, variables: { id, data } } })
  expect((await mutate({ title: 'Never', price: -1 }))['errors']).toHaveLength(1)
  expect(await mutate({ body: 'one 2', price: 2 })).not.toHaveProperty('errors')
  await client.until(() => client.values.get('price') === 2)
  expect([client.text('title'), client.text('body')].map(String)).toEqual(['T', 'zero one 2'])
})
