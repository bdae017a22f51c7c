import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { CollectionConfig, Doc } from '../../src/index.ts'
import { open } from '../project.ts'
import { liveApp, type LiveApp } from './live-app.ts'
import { later, posts as livePosts } from './live-posts.ts'

const posts: CollectionConfig = { ...livePosts, versions: true, access: { ...open, readVersions: () => true } }

const old = { title: 'T', body: 'one two three four', price: 1, items: [{ id: 'a', label: 'A' }] }
const rewritten = {
  body: 'one two 3',
  price: 2,
  items: [
    { id: 'b', label: 'B' },
    { id: 'a', label: 'A2' },
  ],
}

/** A document that was `old` once. @returns its id, and that of the version */
async function rewrite({ app }: LiveApp): Promise<{ id: string; version: string }> {
  const { id } = await app.create({ collection: 'posts', data: old })
  await app.update({ collection: 'posts', id: String(id), data: rewritten })
  const { docs } = await app.findVersions({ collection: 'posts', sort: 'createdAt' })
  return { id: String(id), version: String(docs[0]?.id) }
}

const versionsOf = async ({ app }: LiveApp): Promise<unknown[]> =>
  (await app.findVersions({ collection: 'posts', sort: 'createdAt' })).docs.map(({ version }: Doc) => version.title)

test('a restored version comes to those who have the document open as an edit, beside what they type', async () => {
  await using at = await liveApp({ collections: [posts], realtime: later })
  const { id, version } = await rewrite(at)
  const [ann, bob] = await Promise.all([at.open(`posts/${id}`), at.open(`posts/${id}`)])
  const [, row] = ann.document.getArray<Y.Map<unknown>>('items').toArray()
  const label = row?.get('label')
  const cursor = Y.createRelativePositionFromTypeIndex(ann.text('body'), 'one two'.length)
  ann.text('body').insert(3, ' and a half')
  bob.text('title').insert(1, 'itle')
  await Promise.all([ann, bob].map((client) => client.until(() => !client.hasUnsyncedChanges)))
  const answer = await at.rest('POST', `posts/versions/${version}`)
  expect(answer['doc']).toMatchObject({ ...old, id })
  await Promise.all([ann, bob].map((client) => client.until(() => client.values.get('price') === 1)))
  for (const client of [ann, bob]) {
    expect(client.text('body').toString()).toBe('one and a half two three four')
    expect(client.text('title').toString()).toBe('Title')
    expect(client.document.getArray('items').toJSON()).toEqual(old.items)
  }
  expect(ann.document.getArray<Y.Map<unknown>>('items').get(0).get('label')).toBe(label)
  const place = Y.createAbsolutePositionFromRelativePosition(cursor, ann.document)?.index
  expect(ann.text('body').toString().slice(0, place)).toBe('one and a half two')
  ann.sendStateless('save')
  await Promise.all([ann, bob].map((client) => client.says('saved')))
  const stored = await at.rest('GET', `posts/${id}`)
  expect(stored).toMatchObject({ ...old, title: 'Title', body: 'one and a half two three four' })
  for (const client of [ann, bob]) expect(client.said.get('updatedAt')).toBe(stored['updatedAt'])
  const server = at.app.realtime.documents.get(`posts/${id}`)
  const state = server === undefined ? undefined : Y.encodeStateAsUpdate(server)
  for (const client of [ann, bob]) expect(Y.encodeStateAsUpdate(client.document)).toEqual(state)
  expect(await versionsOf(at)).toEqual(['T', 'T', 'T', 'Title'])
})

test('a version that was restored while a document was closed is what opens', async () => {
  await using at = await liveApp({ collections: [posts] })
  const { id, version } = await rewrite(at)
  const unloaded = new Promise((resolve) => at.app.hooks.on('afterUnloadDocument', { stage: 'late', handler: resolve }))
  const first = await at.open(`posts/${id}`)
  first.text('title').insert(1, 'itle')
  await first.says('saved')
  first.detach()
  await unloaded
  await at.app.restoreVersion({ collection: 'posts', id: version })
  const again = await at.open(`posts/${id}`)
  await again.says('saved')
  expect([again.text('title').toString(), again.text('body').toString()]).toEqual([old.title, old.body])
  expect(again.document.getArray('items').toJSON()).toEqual(old.items)
})

test('stores of a live document that follow each other are one version, until somebody writes through another door', async () => {
  await using at = await liveApp({ collections: [posts] })
  const { id } = await rewrite(at)
  const ann = await at.open(`posts/${id}`)
  for (const letter of 'abc') {
    ann.text('title').insert(ann.text('title').length, letter)
    await ann.says('saved')
  }
  expect(await versionsOf(at)).toEqual(['T', 'T', 'Tabc'])
  await at.rest('PATCH', `posts/${id}`, { body: { price: 3 } })
  await ann.until(() => ann.values.get('price') === 3)
  ann.text('title').insert(0, '>')
  await ann.says('saved')
  expect(await versionsOf(at)).toEqual(['T', 'T', 'Tabc', 'Tabc', '>Tabc'])
})
