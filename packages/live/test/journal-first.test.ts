import { expect, test } from 'vitest'
import { GatedJournal } from '../../realtime/test/support/gated-journal.ts'
import { openLive } from './open-live.ts'

const anybody = () => true

test('a row is not stored before the journal has what is in it: else it would come twice after a crash', async () => {
  await using journal = await GatedJournal.open()
  const access = { create: anybody, read: anybody, update: anybody }
  const fields = [{ name: 'title', type: 'text' }] as const
  await using opened = await openLive(
    { collections: [{ slug: 'posts', live: true, access, fields }] },
    { realtime: { journal, debounce: 60_000, maxDebounce: 60_000 } },
  )
  const { content, server, engine } = opened
  const { id } = await content.create({ collection: 'posts', data: { title: 'Hello' } })
  const client = await opened.client(`posts/${id}`).whenSynced()
  const order: string[] = []
  engine.on('posts:afterChange', ({ operation }) => void (operation === 'update' && order.push('stored')))

  journal.shut()
  client.text('title').insert(5, '!')
  await journal.arrival()
  const document = server.documents.get(`posts/${id}`)
  if (document === undefined) throw new Error('The document is not open')
  const stored = server.hocuspocus.storeDocumentHooks(document, {} as never, true)
  // Time enough for a store that does not wait.
  for (let other = 0; other < 10; other++) await content.create({ collection: 'posts', data: {} })
  order.push('on disk')
  journal.release()
  await stored
  await client.says('saved')
  expect(order).toEqual(['on disk', 'stored'])
  expect(await content.access.stored({ collection: 'posts', id })).toMatchObject({ title: 'Hello!' })
})
