import { expect, test } from 'vitest'
import { defineTask, type CollectionConfig, type Doc } from '../../src/index.ts'
import { Gate } from '../../../live/test/gate.ts'
import { liveApp, type LiveApp } from './live-app.ts'
import { later, posts } from './live-posts.ts'

interface Race {
  readonly at: LiveApp
  readonly id: string
}

interface Write {
  readonly body: string
}

const write = defineTask<Write & { readonly id: string }>({
  slug: 'write',
  handler: async ({ app, input: { id, body } }) => {
    await app.update({ collection: 'posts', id, data: { body } })
    written.resolve()
  },
})

let written = Promise.withResolvers<void>()

/** Each resolves once its write is committed. */
const doors: [string, (race: Race, write: Write) => Promise<unknown>][] = [
  ['REST PATCH', ({ at, id }, body) => at.rest('PATCH', `posts/${id}`, { body })],
  ['REST PATCH of many', ({ at }, body) => at.rest('PATCH', 'posts?where[price][equals]=1', { body })],
  [
    'a GraphQL mutation',
    ({ at, id }, data) => {
      const query = `mutation ($id: String!, $data: mutationPostUpdateInput!) { updatePost(id: $id, data: $data) { id } }`
      return at.rest('POST', 'graphql', { body: { query, variables: { id, data } } })
    },
  ],
  [
    'a job',
    async ({ at, id }, { body }) => {
      written = Promise.withResolvers()
      await at.app.jobs.queue({ task: 'write', input: { id, body } })
      await written.promise
    },
  ],
]

/** A document whose stores stop at a gate: they have read it, and have not written yet. */
async function race(gate: Gate, stores: Doc[]): Promise<Race & AsyncDisposable> {
  const racing: CollectionConfig = {
    ...posts,
    hooks: {
      beforeOperation: [
        ({ req, operation }) => (operation === 'update' && req.source === 'live' ? gate.pass() : undefined),
      ],
      beforeChange: [({ req, data }) => void (req.source === 'live' && stores.push(data as Doc))],
    },
  }
  const at = await liveApp({
    collections: [racing],
    jobs: { tasks: [write] },
    realtime: later,
  })
  const { id } = await at.app.create({ collection: 'posts', data: { body: 'one two three', price: 1 } })
  return { at, id: String(id), [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() }
}

test.each(doors)(
  'what %s writes between the read and the write of a store is not lost, nor what is stored',
  async (_, door) => {
    const [gate, stores]: [Gate, Doc[]] = [new Gate(), []]
    await using running = await race(gate, stores)
    const { at, id } = running
    const client = await at.open(`posts/${id}`)
    client.text('body').insert(3, ' and a half')
    await client.until(() => !client.hasUnsyncedChanges)
    gate.shut()
    client.sendStateless('save')
    await gate.reached
    const answer = await door(running, { body: 'one two 3' })
    expect(JSON.stringify(answer ?? {})).not.toContain('error":')
    gate.open()
    await client.until(() => client.text('body').toString() === 'one and a half two 3')
    await client.says('saved')
    expect(await at.rest('GET', `posts/${id}`)).toMatchObject({ body: 'one and a half two 3', price: 1 })
    // The one that had read too early has written nothing.
    expect(stores).toEqual([expect.objectContaining({ body: 'one and a half two 3' })])
  },
)

test('a store that comes too late again and again is tried again, until nobody is faster', async () => {
  const [gate, stores]: [Gate, Doc[]] = [new Gate(), []]
  await using running = await race(gate, stores)
  const { at, id } = running
  const client = await at.open(`posts/${id}`)
  client.text('body').insert(0, 'zero ')
  await client.until(() => !client.hasUnsyncedChanges)
  gate.shut()
  client.sendStateless('save')
  for (const price of [2, 3, 4, 5, 6]) {
    await gate.reached
    await at.rest('PATCH', `posts/${id}`, { body: { price } })
    gate.next()
  }
  await gate.reached
  expect(stores).toEqual([])
  gate.open()
  await client.says('saved')
  expect(await at.rest('GET', `posts/${id}`)).toMatchObject({ body: 'zero one two three', price: 6 })
})
