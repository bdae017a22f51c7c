import type { CollectionConfig } from '@crochet/content'
import { expect, test } from 'vitest'
import { GatedJournal } from '../../realtime/test/support/gated-journal.ts'
import { openLive, type OpenedLive } from './open-live.ts'
import { pricedPosts } from './priced-posts.ts'

const collections: readonly CollectionConfig[] = [
  pricedPosts,
  { slug: 'notes', fields: [{ name: 'title', type: 'text' }] },
]
/** Nothing is stored before the test asks for it. */
const onRequest = { debounce: 60_000, maxDebounce: 60_000 }

function storeNow({ server }: OpenedLive, id: unknown): Promise<unknown> {
  const document = server.documents.get(`posts/${String(id)}`)
  if (document === undefined) throw new Error('The document is not open')
  return server.hocuspocus.storeDocumentHooks(document, {} as never, true)
}

test('a row is not stored before the journal has what is in it: else it would come twice after a crash', async () => {
  await using journal = await GatedJournal.open()
  await using opened = await openLive({ collections }, { realtime: { journal, ...onRequest } })
  const { content, engine } = opened
  const { id } = await content.create({ collection: 'posts', data: { title: 'Hello' } })
  const client = await opened.client(`posts/${id}`).whenSynced()
  const order: string[] = []
  engine.on('posts:afterChange', ({ operation }) => void (operation === 'update' && order.push('stored')))

  journal.shut()
  client.text('title').insert(5, '!')
  await journal.arrival()
  const stored = storeNow(opened, id)
  // Time enough for a store that does not wait.
  for (let other = 0; other < 10; other++) await content.create({ collection: 'notes', data: {} })
  order.push('on disk')
  journal.release()
  await stored
  await client.says('saved')
  expect(order).toEqual(['on disk', 'stored'])
  expect(await content.access.stored({ collection: 'posts', id })).toMatchObject({ title: 'Hello!' })
})

test.each([
  ['saved', 1],
  ['invalid', -1],
])(
  'that a document is %s is on disk before the journal counts it as stored: else nobody would say it',
  async (status, price) => {
    await using journal = await GatedJournal.open()
    await using opened = await openLive({ collections }, { realtime: { journal, ...onRequest } })
    const { content, engine } = opened
    const { id } = await content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    const order: string[] = []
    journal.onMark = () => void order.push('marked')
    client.values.set('price', price)
    await client.says('saving')

    // The next that is to be written is what becomes of this store.
    engine.on('posts:beforeValidate', () => journal.shut())
    const stored = storeNow(opened, id)
    await journal.arrival()
    // Time enough for a mark that does not wait.
    for (let other = 0; other < 10; other++) await content.create({ collection: 'notes', data: {} })
    order.push('on disk')
    journal.release()
    await stored
    await client.says(status)
    expect(order).toEqual(['on disk', 'marked'])
  },
)
