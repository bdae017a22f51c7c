import { expect, test } from 'vitest'
import { keepPayload } from '../src/background/keep.ts'
import type { CollectionConfig, Doc } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const collection = 'posts'
const posts = (hooks: CollectionConfig['hooks'] = {}, more: CollectionConfig['fields'] = []): CollectionConfig => ({
  slug: 'posts',
  versions: true,
  access: open,
  hooks,
  fields: [{ name: 'title', type: 'text' }, { name: 'tenant', type: 'text' }, ...more],
})

test('the hooks of reading run, of fields too, on what versions hold; and nothing else does', async () => {
  await using at = await openContent({ collections: [posts()] })
  const { content } = at
  const { id: parent } = await content.create({ collection, data: { title: 'A' } })
  at.fired()
  const [{ id = '' } = {}] = (await content.findVersions({ collection })).docs
  const reading = ['afterFetch', '.title:afterRead', '.tenant:afterRead', 'afterRead']
  const trace = ['beforeOperation', 'beforeRead', ...reading, 'afterOperation'].map((point) =>
    point.startsWith('.') ? `posts${point}` : `posts:${point}`,
  )
  expect(at.fired()).toEqual(trace)
  await content.findVersionByID({ collection, id })
  expect(at.fired()).toEqual(trace)
  await content.countVersions({ collection, where: { parent: { equals: parent } } })
  expect(at.fired()).toEqual(['posts:beforeOperation', 'posts:beforeRead', 'posts:afterOperation'])
})

test('hooks are told that it is about versions, and a document in one has no id that it could be taken for', async () => {
  const told: Doc[] = []
  const note =
    (name: string) =>
    ({ versions, operation, doc, id }: Doc): void =>
      void told.push({ name, versions, operation, doc: doc && { ...doc }, id })
  const hooks = {
    beforeOperation: [note('beforeOperation')],
    beforeRead: [note('beforeRead')],
    afterFetch: [note('afterFetch')],
    afterRead: [({ doc }: Doc) => ({ ...doc, title: `${doc['title']}!` }), note('afterRead')],
  }
  const shout = {
    name: 'shout',
    type: 'text',
    virtual: true,
    hooks: { afterRead: [({ data }: Doc) => data['title']] },
  } as const
  await using at = await openContent({ collections: [posts(hooks, [shout])] }, { record: false })
  const { content } = at
  await content.create({ collection, data: { title: 'A' } })
  told.length = 0
  const { docs } = await content.findVersions({ collection })
  expect(docs[0]?.version).toMatchObject({ title: 'A!', shout: 'A' })
  const about = { versions: true, operation: 'read', id: undefined }
  expect(told).toEqual([
    { ...about, name: 'beforeOperation', doc: undefined },
    { ...about, name: 'beforeRead', doc: undefined },
    { ...about, name: 'afterFetch', doc: expect.objectContaining({ title: 'A', shout: null }) },
    { ...about, name: 'afterRead', doc: expect.objectContaining({ title: 'A!', shout: 'A' }) },
  ])
  expect(told[2]?.['doc']).not.toHaveProperty('id')
  told.length = 0
  await content.findVersionByID({ collection, id: String(docs[0]?.id) })
  expect(told[1]).toMatchObject({ name: 'beforeRead', id: docs[0]?.id })
})

test('what a hook narrows every query of a collection by, narrows its versions as well', async () => {
  const beforeRead = ({ query, req }: Doc): void => {
    const own = { tenant: { equals: req.user?.['tenant'] } }
    query.where = query.where === undefined ? own : { and: [query.where, own] }
  }
  await using at = await openContent({ collections: [posts({ beforeRead: [beforeRead] })] })
  const { content } = at
  for (const tenant of ['a', 'b']) await content.create({ collection, data: { title: tenant, tenant } })
  const user = { id: 'u', tenant: 'a' }
  const found = await content.findVersions({ collection, where: { 'version.title': { exists: true } }, user })
  expect(found.docs.map(({ version }) => version['title'])).toEqual(['a'])
  expect(await content.countVersions({ collection, user })).toEqual({ totalDocs: 1 })
})

test('what a hook answers in place of the database shows no more than versions do', async () => {
  const hidden = { name: 'secret', type: 'text', access: { read: () => false } } as const
  const answer = [{ id: 'v', title: 'top', secret: 'S', version: { title: 'in', secret: 'S', other: 1 } }]
  await using at = await openContent({ collections: [posts({ beforeRead: [() => answer] }, [hidden])] })
  const { docs } = await at.content.findVersions({ collection, user: { id: 'u' } })
  expect(docs).toEqual([
    { id: 'v', version: { title: 'in', tenant: null, createdAt: undefined, updatedAt: undefined } },
  ])
})

test('handlers in the background keep the result of a read of versions as it was', async () => {
  await using at = await openContent({ collections: [posts()] })
  const { content, engine } = at
  const { id } = await content.create({ collection, data: { title: 'A' } })
  const kept: Doc[] = []
  engine.on('posts:afterOperation', (payload) => {
    kept.push(keepPayload({ keep: [] }, payload) as Doc)
  })
  const { docs } = await content.findVersions({ collection })
  await content.restoreVersion({ collection, id: String(docs[0]?.id) })
  expect(kept[0]?.['result']).toMatchObject({ value: { docs: [{ parent: id, version: { title: 'A' } }] } })
  expect(kept[1]).toMatchObject({ operation: 'restoreVersion', result: { id } })
})
