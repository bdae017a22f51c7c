import { StorageError } from '@crochet/storage'
import { expect, test } from 'vitest'
import type { CollectionConfig, ContentConfig, Doc } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'
import { watched } from './watched-documents.ts'

const posts: CollectionConfig = {
  slug: 'posts',
  versions: { maxPerDoc: 2 },
  access: open,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'related', type: 'relationship', relationTo: 'posts', hasMany: true },
  ],
}
const collection = 'posts'
const config: ContentConfig = { collections: [posts] }

/** What each version holds, the newest last. */
const titles = async ({ content }: Opened, where = {}): Promise<unknown[]> =>
  (await content.findVersions({ collection, where, sort: 'createdAt' })).docs.map(({ version }) => version['title'])

test('a write that is rolled back leaves no version; one whose nested write failed leaves its own', async () => {
  const hooks: CollectionConfig['hooks'] = {
    afterChange: [
      async ({ doc }) => {
        if (doc['title'] === 'B') throw new Error('no')
        if (doc['title'] !== 'outer') return
        const nested = at.content.update({ collection, id: first['id'], data: { title: 'B' } })
        await nested.catch(() => undefined)
      },
    ],
  }
  await using at = await openContent({ collections: [{ ...posts, hooks }] })
  const first = await at.content.create({ collection, data: { title: 'A' } })
  const id = first['id']
  await expect(at.content.update({ collection, id, data: { title: 'B' } })).rejects.toThrow('no')
  expect(await titles(at)).toEqual(['A'])
  await at.content.create({ collection, data: { title: 'outer' } })
  expect(await titles(at)).toEqual(['A', 'outer'])
})

test('bulk writes make a version of each document that they change, also where no hook asks to see it', async () => {
  const refuse: CollectionConfig = {
    ...posts,
    hooks: { beforeChange: [({ originalDoc }) => void (originalDoc?.title === 'B' && fail())] },
  }
  for (const each of [posts, refuse]) {
    await using at = await openContent({ collections: [each] }, { record: false })
    const ids: unknown[] = []
    for (const title of ['A', 'B']) ids.push((await at.content.create({ collection, data: { title } }))['id'])
    const { errors } = await at.content.update({ collection, where: {}, data: { title: 'C' } })
    expect(errors).toHaveLength(each === refuse ? 1 : 0)
    expect(await titles(at, { parent: { equals: ids[0] } })).toEqual(['A', 'C'])
    expect(await titles(at, { parent: { equals: ids[1] } })).toEqual(each === refuse ? ['B'] : ['B', 'C'])
  }
})

const fail = (): never => {
  throw new Error('not B')
}

test('a document from before its versions were kept has one of what it was, after the first write', async () => {
  await using at = await openContent(config)
  await using transaction = await at.storage.documents.transaction()
  const updatedAt = '2026-01-01T00:00:00.000Z'
  await transaction.insert('posts', { id: 'old', title: 'A', createdAt: updatedAt, updatedAt })
  await transaction.commit()
  await at.content.update({ collection, id: 'old', data: { title: 'B' } })
  const { docs } = await at.content.findVersions({ collection, sort: 'createdAt' })
  expect(docs).toMatchObject([{ createdAt: updatedAt, version: { title: 'A', updatedAt } }, { latest: true }])
  expect(docs[0]).not.toHaveProperty('latest')
  expect(await at.content.restoreVersion({ collection, id: String(docs[0]?.id) })).toMatchObject({ title: 'A' })
})

test('live stores with no more than a minute between them go on with one version, for ten minutes', async () => {
  const clock = { time: Date.UTC(2026, 0, 1) }
  const live = { source: 'live' } as const
  await using at = await openContent(
    { collections: [{ ...posts, versions: { maxPerDoc: 0 } }] },
    { now: () => new Date(clock.time) },
  )
  const { id } = await at.content.create({ collection, data: { title: '0' } })
  const store = async (title: string, seconds: number, req: { source: string } = live): Promise<void> => {
    clock.time += seconds * 1000
    await at.content.update({ collection, id, data: { title }, req: { ...req, user: null }, overrideAccess: true })
  }
  await store('1', 1)
  await store('2', 60)
  await store('3', 60)
  expect(await titles(at)).toEqual(['0', '3'])
  await store('4', 61)
  expect(await titles(at)).toEqual(['0', '3', '4'])
  await store('5', 1, { source: 'rest' })
  await store('6', 1)
  await store('7', 1)
  expect(await titles(at)).toEqual(['0', '3', '4', '5', '7'])
  for (let minute = 1; minute <= 12; minute++) await store(`m${minute}`, 60)
  expect(await titles(at)).toEqual(['0', '3', '4', '5', 'm9', 'm12'])
  const { docs } = await at.content.findVersions({ collection, where: { latest: { equals: true } } })
  expect(docs).toMatchObject([{ version: { title: 'm12' }, updatedAt: new Date(clock.time).toISOString() }])
})

test('each version has a time of its own, also within a millisecond: as many are kept as should be, the newest', async () => {
  await using at = await openContent(
    { collections: [{ ...posts, timestamps: false }] },
    { now: () => new Date('2026-01-01T00:00:00.000Z') },
  )
  const { id } = await at.content.create({ collection, data: { title: '0' } })
  for (const title of ['1', '2', '3']) await at.content.update({ collection, id, data: { title } })
  const { docs } = await at.content.findVersions({ collection, sort: 'createdAt' })
  expect(docs.map(({ version }) => version)).toEqual(['2', '3'].map((title) => ({ title, related: [] })))
  expect(docs.map(({ createdAt }) => createdAt.slice(-5))).toEqual(['.002Z', '.003Z'].map((end) => end.slice(-5)))
})

test('however writes and restores meet, each that succeeds has one version, and one of them is what the document is', async () => {
  await using at = await openContent({ collections: [{ ...posts, versions: { maxPerDoc: 0 } }] }, { record: false })
  const { content } = at
  const { id } = await content.create({ collection, data: { title: '0' } })
  const first = String((await content.findVersions({ collection })).docs[0]?.id)
  const written: Doc[] = []
  const writer = async (write: (turn: number) => Promise<Doc>): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) {
      const doc = await write(turn).catch(() => undefined)
      if (doc !== undefined) written.push(doc)
    }
  }
  await Promise.all([
    writer(() => content.restoreVersion({ collection, id: first })),
    writer((turn) => content.update({ collection, id, data: { title: `a${turn}` } })),
    writer((turn) => content.update({ collection, id, data: { title: `b${turn}` } })),
  ])
  const { docs } = await content.findVersions({ collection, sort: 'createdAt', limit: 50 })
  expect(written.length).toBeGreaterThan(10)
  expect(docs.slice(1).map(({ version }) => version['updatedAt'])).toEqual(
    written.map((doc) => doc['updatedAt']).sort(),
  )
  expect(docs.filter(({ latest }) => latest === true)).toEqual(docs.slice(-1))
  const { id: _, ...now } = await content.findByID({ collection, id })
  expect(docs.at(-1)?.version).toEqual(now)
})

test('whichever call of the storage fails, the document and its versions are those of before or those of after', async () => {
  let left = -1
  await using at = await openContent(config, {
    record: false,
    wrap: (documents) =>
      watched(documents, (call) => {
        if (left-- === 0) throw new StorageError('STORAGE_IO', { file: call })
      }),
  })
  const { content, storage } = at
  const { id } = await content.create({ collection, data: { title: 'A' } })
  await content.update({ collection, id, data: { title: 'B' } })
  const state = async (): Promise<unknown> => {
    const rows = (await storage.documents.find('posts/-versions')).map(({ version }) => (version as Doc)['title'])
    return [(await storage.documents.findByID('posts', id))?.['title'], rows.sort()]
  }
  const [first] = (await content.findVersions({ collection, sort: 'createdAt' })).docs
  const writes: [() => Promise<unknown>, unknown][] = [
    [() => content.update({ collection, id, data: { title: 'C' } }), ['C', ['B', 'C']]],
    [() => content.update({ collection, where: {}, data: { title: 'C' } }), ['C', ['B', 'C']]],
    [() => content.restoreVersion({ collection, id: String(first?.id) }), ['A', ['A', 'B']]],
    [() => content.delete({ collection, id }), [undefined, []]],
  ]
  const before = await state()
  expect(before).toEqual(['B', ['A', 'B']])
  for (const [write, after] of writes) {
    let call = 0
    while (await isReached(call, write)) {
      expect(await state()).toEqual(before)
      call++
    }
    expect(call).toBeGreaterThan(4)
    expect(await state()).toEqual(after)
    await reset()
  }

  /** Runs a write whose storage call with this number fails. @returns whether there is one, and the write failed with it */
  async function isReached(call: number, write: () => Promise<unknown>): Promise<boolean> {
    left = call
    const failed = await write().then(
      () => false,
      () => true,
    )
    const wasReached = left < 0
    left = -1
    expect(failed).toBe(wasReached)
    return wasReached
  }

  async function reset(): Promise<void> {
    await using transaction = await storage.documents.transaction()
    const titled = { id, title: 'B', createdAt: first?.createdAt, updatedAt: first?.updatedAt }
    if (!(await transaction.update('posts', id, { title: 'B' }))) await transaction.insert('posts', titled)
    await transaction.deleteWhere('posts/-versions', { and: [] })
    for (const [index, title] of ['A', 'B'].entries()) {
      const at = `2026-01-0${index + 1}T00:00:00.000Z`
      const version = { title, related: [] }
      const own = { id: index === 0 ? String(first?.id) : 'b', parent: id, latest: index === 1 || null, version }
      await transaction.insert('posts/-versions', { ...own, createdAt: at, updatedAt: at })
    }
    await transaction.commit()
  }
})
