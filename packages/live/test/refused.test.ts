import type { CollectionConfig } from '@crochet/content'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { LiveClient } from './live-client.ts'
import { openLive, type OpenedLive } from './open-live.ts'

const isBoss = ({ req }: { req: { user: { id: string } | null } }): boolean => req.user?.id === 'boss'

const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: { create: () => true, read: () => true, update: ({ req }) => req.user?.id !== 'guest', delete: () => true },
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'body', type: 'richText' },
    { name: 'price', type: 'number' },
    { name: 'owner', type: 'text', access: { update: isBoss as never } },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'label', type: 'text' },
        { name: 'price', type: 'number', access: { update: isBoss as never } },
      ],
    },
  ],
}

const stored = {
  title: 'Hello',
  price: 3,
  owner: 'ann',
  items: [
    { id: 'a', label: 'A', price: 1 },
    { id: 'b', label: 'B', price: 2 },
  ],
  body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Text' }] }] },
}

const shown = ({ document: doc }: Pick<LiveClient, 'document'> | { document: Y.Doc }): unknown => [
  doc.getText('title').toString(),
  doc.getText('owner').toString(),
  doc.getMap('fields').toJSON(),
  doc.getArray('items').toJSON(),
  doc.getXmlFragment('body').toString(),
]

/** What a client was told in stateless messages. */
function toldTo(client: LiveClient): { refused: { path: string; message: string }[] }[] {
  const told: { refused: { path: string; message: string }[] }[] = []
  client.on('stateless', ({ payload }: { payload: string }) => void told.push(JSON.parse(payload) as never))
  return told
}

async function open(opened: OpenedLive): Promise<{ id: string; bad: LiveClient; good: LiveClient; server: Y.Doc }> {
  const { id } = await opened.content.create({ collection: 'posts', data: stored })
  const [bad, good] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'boss')]
  await Promise.all([bad.whenSynced(), good.whenSynced()])
  return { id: String(id), bad, good, server: opened.server.documents.get(`posts/${id}`) as Y.Doc }
}

const items = (doc: Y.Doc): Y.Array<Y.Map<unknown>> => doc.getArray('items')

const cases: [string, (doc: Y.Doc) => void, string][] = [
  ['a root type that is no field', (doc) => void doc.getMap('other').set('a', new Y.Map([['b', 1]])), 'other.a'],
  ['a wrong type in a field', (doc) => void doc.getMap('fields').set('price', 'much'), 'price'],
  ['a wrong type in the place of a text', (doc) => void items(doc).get(0).set('label', 'A'), 'items.label'],
  ['what is no field', (doc) => void doc.getMap('fields').set('secret', 1), 'secret'],
  ["an entry of the server's map", (doc) => void doc.getMap('crochet').set('status', 'mine'), 'crochet.status'],
  [
    "the whole of the server's map gone",
    (doc) => [...doc.getMap('crochet').keys()].forEach((key) => doc.getMap('crochet').delete(key)),
    'crochet.status',
  ],
  ['a flood of rows', (doc) => items(doc).push(Array.from({ length: 9 }, () => new Y.Map())), 'items'],
  ['letters in a field of others', (doc) => void doc.getText('owner').insert(1, 'nother'), 'owner'],
  ['letters of a field of others gone', (doc) => void doc.getText('owner').delete(0, 2), 'owner'],
  ['an entry of a row of others', (doc) => void items(doc).get(1).set('price', 9), 'items.price'],
  [
    'much at once, of which one thing may not be',
    (doc) => {
      doc.getText('title').delete(0, 5)
      doc.getXmlFragment('body').delete(0, 1)
      items(doc).delete(0, 2)
      doc.getMap('fields').delete('price')
      doc.getText('owner').insert(0, 'x')
    },
    'owner',
  ],
]

describe('a refused update is taken back, and its sender goes on', () => {
  test.each(cases)('%s', async (_, edit, path) => {
    await using opened = await openLive({ collections: [posts] }, { limits: { rows: 5 } })
    const { id, bad, good, server } = await open(opened)
    const before = shown({ document: server })
    const told = toldTo(bad)
    const others = toldTo(good)
    const seen: unknown[] = []
    good.document.on('update', () => void seen.push(shown(good)))
    bad.document.transact(() => edit(bad.document))
    await bad.until(() => told.length > 0 && JSON.stringify(shown(bad)) === JSON.stringify(before))
    expect(told[0]?.refused.map((problem) => problem.path)).toContain(path)
    expect(bad.reasons).toEqual([])
    expect(bad.hasUnsyncedChanges).toBe(true)
    for (const one of seen) expect(one).toEqual(before)
    expect(bad.said.get('status')).toBe('saved')

    // It goes on in every field, behind what is no more.
    bad.text('title').insert(5, ', World')
    bad.values.set('price', 7)
    ;(items(bad.document).get(0).get('label') as Y.Text).insert(1, '!')
    await good.until(() => good.text('title').toString() === 'Hello, World' && good.said.get('status') === 'saved')
    expect(others).toEqual([])
    expect(shown(bad)).toEqual(shown(good))
    expect(shown(good)).toEqual(shown({ document: server }))
    expect([...server.share.keys()]).not.toContain('other')
    expect(await opened.content.access.stored({ collection: 'posts', id })).toMatchObject({
      ...stored,
      title: 'Hello, World',
      price: 7,
      items: [{ id: 'a', label: 'A!', price: 1 }, stored.items[1]],
    })
  })

  test('a restart keeps it so', async () => {
    const first = await openLive({ collections: [posts] })
    await using _ = first
    let id: string
    {
      await using run = await openLive({ collections: [posts] }, { folder: first.folder })
      const at = await open(run)
      id = at.id
      const told = toldTo(at.bad)
      at.bad.text('owner').delete(0, 3)
      await at.bad.until(() => told.length > 0 && at.bad.text('owner').toString() === 'ann')
    }
    await using run = await openLive({ collections: [posts] }, { folder: first.folder })
    const client = await run.client(`posts/${id}`).whenSynced()
    expect(client.text('owner').toString()).toBe('ann')
    client.text('title').insert(0, 'Still: ')
    await client.says('saved')
  })

  test('of what a client brings along that comes back only what may not be, and the rest is stored in its name', async () => {
    const users: unknown[] = []
    const beforeChange = ({ req, data }: { req: { user: { id: unknown } | null }; data: unknown }): unknown => {
      users.push(req.user?.id)
      return data
    }
    await using opened = await openLive({
      collections: [{ ...posts, hooks: { beforeChange: [beforeChange as never] } }],
    })
    const { id, bad, good } = await open(opened)
    users.length = 0
    const told = toldTo(bad)
    bad.configuration.websocketProvider.disconnect()
    await bad.until(() => !bad.isSynced)
    bad.text('owner').insert(0, 'x')
    bad.text('title').insert(5, ' there')
    bad.text('owner').insert(0, 'y')
    items(bad.document).get(0).set('price', 7)
    ;(items(bad.document).get(0).get('label') as Y.Text).insert(1, 'B')
    await bad.configuration.websocketProvider.connect()
    await bad.until(() => told.length > 0 && bad.text('owner').toString() === 'ann')
    await good.until(() => good.text('title').toString() === 'Hello there' && good.said.get('status') === 'saved')
    expect(shown(bad)).toEqual(shown(good))
    expect(await opened.content.access.stored({ collection: 'posts', id })).toMatchObject({
      ...stored,
      title: 'Hello there',
      items: [{ id: 'a', label: 'AB', price: 1 }, stored.items[1]],
    })
    // In one store or in two: it may come in several frames.
    expect(new Set(users)).toEqual(new Set(['ann']))
    bad.text('title').insert(0, '>')
    await good.until(() => good.text('title').toString() === '>Hello there')
  })

  test('what comes behind it, before its sender knows', async () => {
    await using opened = await openLive({ collections: [posts] }, { limits: { rows: 3 } })
    const { bad, good } = await open(opened)
    const told = toldTo(bad)
    const rows = items(bad.document)
    rows.push([new Y.Map(), new Y.Map()])
    rows.get(3).set('label', new Y.Text('in a row that is not'))
    bad.text('owner').insert(3, 'a')
    bad.text('owner').insert(4, 'b')
    bad.text('title').insert(5, '!')
    await good.until(() => good.text('title').toString() === 'Hello!')
    await bad.until(() => told.length === 3 && rows.length === 2 && bad.text('owner').toString() === 'ann')
    expect(shown(bad)).toEqual(shown(good))
  })

  test('somebody who goes on and on is shown out', async () => {
    await using opened = await openLive({ collections: [posts] })
    const { bad } = await open(opened)
    for (let time = 0; time < 150; time++) bad.text('owner').insert(0, 'x')
    await bad.until(() => bad.reasons.length > 0)
    expect(bad.reasons[0]).toContain('owner may not be updated')
  })

  test('what somebody writes who may only read is nobody else’s, until they may write', async () => {
    let may = false
    const access = { ...posts.access, update: () => may }
    await using opened = await openLive({ collections: [{ ...posts, access }] })
    const { id, bad, server } = await open(opened)
    const before = Y.encodeStateAsUpdate(server)
    bad.text('title').insert(5, '?')
    await bad.until(() => bad.hasUnsyncedChanges)
    const answered = new Promise((resolve) => opened.engine.on('onStateless', { stage: 'late', handler: resolve }))
    bad.sendStateless('ping')
    await answered
    expect(Y.encodeStateAsUpdate(server)).toEqual(before)
    expect(bad.reasons).toEqual([])
    may = true
    await opened.live.recheck()
    await bad.until(() => bad.said.get('status') === 'saved' && server.getText('title').toString() === 'Hello?')
    bad.text('title').insert(6, '!')
    await expect
      .poll(() => opened.content.access.stored({ collection: 'posts', id }))
      .toMatchObject({ title: 'Hello?!' })
  })
})
