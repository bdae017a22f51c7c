import type { CollectionConfig } from '@crochet/content'
import { expect, test } from 'vitest'
import { Gate } from './gate.ts'
import { openLive } from './open-live.ts'

const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: { create: () => true, read: () => true, update: () => true, delete: () => true },
  fields: [
    {
      name: 'title',
      type: 'text',
      access: { update: (({ req }: { req: { user: { id: string } | null } }) => req.user?.id === 'bob') as never },
    },
    { name: 'body', type: 'textarea' },
  ],
}

test('what somebody edits while a store begins is stored in their name', async () => {
  const gate = new Gate()
  await using opened = await openLive(
    { collections: [posts] },
    {
      realtime: { debounce: 60_000, maxDebounce: 60_000 },
      journalOf: (journal) => ({
        append: (name, update) => gate.pass().then(() => journal.append(name, update)),
        load: journal.load.bind(journal),
        drop: journal.drop.bind(journal),
        remove: journal.remove.bind(journal),
      }),
    },
  )
  const { id } = await opened.content.create({ collection: 'posts', data: { title: 'T', body: 'B' } })
  const seen: unknown[] = []
  opened.engine.on('posts:beforeChange', ({ req, data }) => void seen.push([req.user?.id, Object.keys(data)]))
  const [ann, bob] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'bob')]
  await Promise.all([ann.whenSynced(), bob.whenSynced()])
  gate.shut()
  ann.text('body').insert(1, 'ody')
  await bob.until(() => bob.text('body').length === 4)
  // The store waits until it is on disk who has edited, and Bob edits before it reads the document.
  const document = opened.server.documents.get(`posts/${id}`)
  const begins = opened.server.hocuspocus.storeDocumentHooks(document as never, {} as never, true)
  bob.text('title').insert(1, 'itle')
  await ann.until(() => ann.text('title').length === 5)
  gate.open()
  await begins
  expect(seen).toEqual([['bob', ['title', 'body']]])
  expect(await opened.content.access.stored({ collection: 'posts', id })).toMatchObject({
    title: 'Title',
    body: 'Body',
  })
})
