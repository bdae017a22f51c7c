import { APIError, type CollectionConfig } from '@crochet/content'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { RawClient } from '../../realtime/test/support/raw-client.ts'
import { openLive, type OpenedLive } from './open-live.ts'
import { everyone } from './priced-posts.ts'

const only = (id: string) => ({
  update: (({ req }: { req: { user: { id: string } | null } }) => req.user?.id === id) as never,
})

const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: everyone,
  fields: [
    { name: 'title', type: 'text', access: only('ann') },
    { name: 'note', type: 'text' },
    { name: 'price', type: 'number' },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'label', type: 'text' },
        { name: 'price', type: 'number', access: only('bob') },
      ],
    },
  ],
}

/** Who changes what. */
function writersOf({ engine }: OpenedLive): unknown[] {
  const seen: unknown[] = []
  engine.on('posts:beforeChange', ({ req, data, operation }) => {
    if (operation === 'update') seen.push([req.user?.id ?? null, Object.keys(data)])
  })
  return seen
}

function updateOf(doc: Y.Doc, edit: () => void): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.transact(edit)
  return Y.encodeStateAsUpdate(doc, before)
}

async function signIn({ server }: OpenedLive, name: string, who: string): Promise<RawClient> {
  const client = await RawClient.open(server.webSocketURL)
  client.token(name, who)
  await client.next(2)
  return client
}

test('somebody may add a row that has a field which they may not update', async () => {
  await using opened = await openLive({ collections: [posts] })
  const row = { id: 'a', label: 'A', price: 1 }
  const { id } = await opened.content.create({ collection: 'posts', data: { items: [row] } })
  const seen = writersOf(opened)
  const ann = await opened.client(`posts/${id}`, 'ann').whenSynced()
  ann.document.getArray('items').push([
    new Y.Map<unknown>([
      ['id', 'b'],
      ['label', new Y.Text('B')],
    ]),
  ])
  await ann.says('saved')
  expect(seen).toEqual([['ann', ['items']]])
  const items = [row, { id: 'b', label: 'B' }]
  expect(await opened.content.access.stored({ collection: 'posts', id })).toMatchObject({ items })
})

test.each(['herself', 'somebody else'])(
  'what came before the update that it builds on is its sender’s, though others were stored meanwhile, and though it is %s who brings that',
  async (who) => {
    await using opened = await openLive(
      { collections: [posts] },
      { realtime: { debounce: 60_000, maxDebounce: 60_000 } },
    )
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'T', note: 'N' } })
    const name = `posts/${id}`
    const seen = writersOf(opened)
    const bob = await opened.client(name, 'bob').whenSynced()
    const server = opened.server.documents.get(name) as Y.Doc
    const storeNow = (): Promise<unknown> =>
      opened.server.hocuspocus.storeDocumentHooks(server as never, {} as never, true)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
    const first = updateOf(doc, () => doc.getMap('fields').set('price', 1))
    const second = updateOf(doc, () => doc.getText('title').insert(1, 'itle'))

    using ann = await signIn(opened, name, 'ann')
    ann.send(name, 0, 2, second)
    await ann.next(8)
    bob.text('note').insert(1, 'ote')
    await bob.says('saving')
    await storeNow()
    expect(server.getText('title').toString()).toBe('T')
    if (who === 'herself') ann.send(name, 0, 2, first)
    else {
      const left = new Promise((resolve) => opened.engine.on('onDisconnect', { stage: 'late', handler: resolve }))
      ann.webSocket.close()
      await left
      using other = await signIn(opened, name, 'bob')
      other.send(name, 0, 1, first)
      await other.next(8)
    }
    await bob.until(() => bob.text('title').toString() === 'Title')
    await storeNow()
    await bob.says('saved')
    expect(seen[0]).toEqual(['bob', ['note']])
    expect(seen).toContainEqual(['ann', who === 'herself' ? ['title', 'price'] : ['title']])
    const stored = { title: 'Title', note: 'Note', price: 1 }
    expect(await opened.content.access.stored({ collection: 'posts', id })).toMatchObject(stored)
  },
)

test('what was refused is tried again beside what comes through another door', async () => {
  const refuse = ({ merged, data }: { merged: { note?: string; price?: number }; data: object }): object => {
    if (merged.note === 'Dear' && (merged.price ?? 0) < 10) throw new APIError('Not as dear as that', 422)
    return data
  }
  await using opened = await openLive({ collections: [{ ...posts, hooks: { beforeChange: [refuse as never] } }] })
  const { id } = await opened.content.create({ collection: 'posts', data: { note: '', price: 1 } })
  const ann = await opened.client(`posts/${id}`, 'ann').whenSynced()
  ann.text('note').insert(0, 'Dear')
  await ann.says('invalid')
  await opened.content.update({ collection: 'posts', id, data: { price: 20 } })
  await ann.says('saved')
  expect(await opened.content.access.stored({ collection: 'posts', id })).toMatchObject({ note: 'Dear', price: 20 })
})
