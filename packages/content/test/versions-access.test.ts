import { expect, test } from 'vitest'
import type { AccessRule, CollectionConfig, ContentConfig, Doc, FieldAccessRule } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const user = { id: 'u1', collection: 'users' }
const code = (name: string): unknown => expect.objectContaining({ code: name })
const posts = (access: CollectionConfig['access']): CollectionConfig => ({
  slug: 'posts',
  versions: true,
  access: { ...open, ...access },
  fields: [
    { name: 'title', type: 'text' },
    { name: 'owner', type: 'text' },
    { name: 'secret', type: 'text', access: { read: ({ id }) => id === 'nobody', update: () => false } },
    { name: 'note', type: 'text', hidden: true },
    { name: 'seo', type: 'group', fields: [{ name: 'key', type: 'text', access: { read: () => false } }] },
    { name: 'items', type: 'array', fields: [{ name: 'key', type: 'text', access: { read: () => false } }] },
  ],
})
const data = { title: 'A', owner: 'u1', secret: 'S', note: 'N', seo: { key: 'K' }, items: [{ key: 'K' }] }
const collection = 'posts'

test('without a rule, whoever is signed in may read versions, and nobody else', async () => {
  const settings = { slug: 'settings', versions: true, access: { read: () => true }, fields: [] }
  await using at = await openContent({ collections: [posts({})], globals: [settings] })
  const { content } = at
  await content.create({ collection, data })
  await content.updateGlobal({ slug: 'settings', data: {} })
  const [{ id = '' } = {}] = (await content.findVersions({ collection, user })).docs
  const [{ id: ofGlobal = '' } = {}] = (await content.findGlobalVersions({ slug: 'settings', user })).docs
  for (const call of [
    content.findVersions({ collection, user: null }),
    content.findVersionByID({ collection, id, user: null }),
    content.countVersions({ collection, user: null }),
    content.restoreVersion({ collection, id, user: null }),
    content.findGlobalVersions({ slug: 'settings', user: null }),
    content.findGlobalVersionByID({ slug: 'settings', id: ofGlobal, user: null }),
    content.countGlobalVersions({ slug: 'settings', user: null }),
    content.restoreGlobalVersion({ slug: 'settings', id: ofGlobal, user: null }),
  ]) {
    await expect(call).rejects.toEqual(code('FORBIDDEN'))
  }
  expect(await content.countVersions({ collection, user })).toEqual({ totalDocs: 1 })
})

test('a rule may say which versions, by what is in them; and only those of documents that may be read themselves', async () => {
  const told: unknown[] = []
  const read: AccessRule = ({ req }) => ({ owner: { equals: req.user.id } })
  const readVersions: AccessRule = ({ id }) => {
    told.push(id)
    return { 'version.title': { not_equals: 'private' } }
  }
  await using at = await openContent({ collections: [posts({ read, readVersions })] })
  const { content } = at
  const mine = await content.create({ collection, data: { title: 'private', owner: 'u1' } })
  await content.update({ collection, id: mine['id'], data: { title: 'public' } })
  await content.create({ collection, data: { title: 'other', owner: 'u2' } })
  const all = await content.findVersions({ collection })
  expect(all.totalDocs).toBe(3)
  const found = await content.findVersions({ collection, user })
  expect(found.docs.map(({ version }) => version['title'])).toEqual(['public'])
  expect(await content.countVersions({ collection, user })).toEqual({ totalDocs: 1 })
  const [open, ...closed] = all.docs.toSorted((one) => (one.version['title'] === 'public' ? -1 : 1)).map(({ id }) => id)
  for (const id of closed) {
    await expect(content.findVersionByID({ collection, id, user })).rejects.toEqual(code('NOT_FOUND'))
    await expect(content.restoreVersion({ collection, id, user })).rejects.toEqual(code('NOT_FOUND'))
  }
  const id = String(open)
  expect((await content.findVersionByID({ collection, id, user })).id).toBe(id)
  expect((await content.restoreVersion({ collection, id, user }))['title']).toBe('public')
  expect(new Set(told)).toEqual(new Set([undefined, ...all.docs.map(({ id }) => id)]))
})

test('the `read` rule is told of which document a version is that is asked for by its id', async () => {
  const read: AccessRule = ({ id, req }) => id === req.user['post']
  await using at = await openContent({ collections: [posts({ read })] })
  const { content } = at
  const { id: post } = await content.create({ collection, data })
  const id = String((await content.findVersions({ collection })).docs[0]?.id)
  expect(await content.findVersionByID({ collection, id, user: { ...user, post } })).toMatchObject({ id, parent: post })
  expect(await content.restoreVersion({ collection, id, user: { ...user, post } })).toMatchObject({ id: post })
  await expect(content.findVersionByID({ collection, id, user: { ...user, post: id } })).rejects.toEqual(
    code('FORBIDDEN'),
  )
  await expect(content.findVersions({ collection, user: { ...user, post } })).rejects.toEqual(code('FORBIDDEN'))
})

test('what may not be read is in no version, and nobody can filter, sort or select by it', async () => {
  await using at = await openContent({ collections: [posts({})] })
  const { content } = at
  await content.create({ collection, data })
  const [{ id = '', version } = {}] = (await content.findVersions({ collection, user })).docs
  expect(version).toMatchObject({ title: 'A', seo: {}, items: [{ id: expect.any(String) }] })
  const shown = [version, (await content.findVersionByID({ collection, id, user })).version]
  for (const text of ['"S"', '"N"', '"K"']) expect(JSON.stringify(shown)).not.toContain(text)
  for (const path of ['secret', 'note', 'seo.key', 'items.key']) {
    for (const name of [`version.${path}`, path]) {
      const where = { [name]: { exists: true } }
      const calls = [
        content.findVersions({ collection, where, user }),
        content.countVersions({ collection, where, user }),
      ]
      if (path !== 'items.key') calls.push(content.findVersions({ collection, sort: `-${name}`, user }))
      for (const call of calls) await expect(call).rejects.toEqual(code('WHERE_FIELD'))
    }
  }
  const hidden = await content.findVersions({ collection, showHiddenFields: true })
  expect(hidden.docs[0]?.version).toMatchObject({ note: 'N', secret: 'S' })
})

test('rules of fields are told of the document that a version is of, and of what it was', async () => {
  const told: unknown[] = []
  const read: FieldAccessRule = ({ id, doc }) => told.push([id, doc?.['title']]) > 0
  const notes: CollectionConfig = {
    slug: 'notes',
    versions: true,
    access: open,
    fields: [
      { name: 'title', type: 'text' },
      { name: 'mark', type: 'text', access: { read } },
    ],
  }
  await using at = await openContent({ collections: [notes] })
  const { content } = at
  const { id } = await content.create({ collection: 'notes', data: { title: 'A' } })
  const [version] = (await content.findVersions({ collection: 'notes', user })).docs
  await content.findVersionByID({ collection: 'notes', id: String(version?.id), user })
  expect(told).toEqual([
    [id, 'A'],
    [id, 'A'],
  ])
})

test('documents in relationships are populated only where they may be read', async () => {
  const users: CollectionConfig = {
    slug: 'users',
    access: { ...open, read: ({ req }) => req.user.id === 'u1' },
    fields: [{ name: 'name', type: 'text' }],
  }
  const notes: CollectionConfig = {
    slug: 'notes',
    versions: true,
    access: open,
    fields: [{ name: 'by', type: 'relationship', relationTo: 'users' }],
  }
  await using at = await openContent({ collections: [users, notes] })
  const { content } = at
  const ada = await content.create({ collection: 'users', data: { name: 'Ada' } })
  await content.create({ collection: 'notes', data: { by: ada['id'] } })
  const by = async (id: string): Promise<unknown> =>
    (await content.findVersions({ collection: 'notes', user: { id } })).docs[0]?.version['by']
  expect(await by('u1')).toMatchObject({ name: 'Ada' })
  expect(await by('u2')).toBe(ada['id'])
  const asked = content.findVersions({
    collection: 'notes',
    where: { 'version.by.name': { like: 'A' } },
    user: { id: 'u2' },
  })
  await expect(asked).rejects.toEqual(code('WHERE_FIELD'))
})

test('to restore takes the right to update; what may not be set or not be read stays as it is', async () => {
  const update: AccessRule = ({ req, id, data: sent }) => {
    told.push([id, sent?.['title']])
    return req.user.id === 'u1'
  }
  const told: unknown[] = []
  await using at = await openContent({ collections: [posts({ update })] })
  const { content } = at
  const { id } = await content.create({ collection, data })
  const later = { title: 'B', secret: 'S2', note: 'N2', seo: { key: 'K2' }, items: [] }
  await content.update({ collection, id, data: later })
  const first = (await content.findVersions({ collection })).docs[1]?.id ?? ''
  await expect(content.restoreVersion({ collection, id: first, user: { id: 'u2' } })).rejects.toEqual(code('FORBIDDEN'))
  expect(await content.countVersions({ collection })).toEqual({ totalDocs: 2 })
  await content.restoreVersion({ collection, id: first, user })
  expect(told).toEqual([
    [id, 'A'],
    [id, 'A'],
  ])
  const now = await content.findByID({ collection, id, showHiddenFields: true })
  expect(now).toMatchObject({ title: 'A', secret: 'S2', note: 'N', seo: { key: 'K2' }, items: [{ key: null }] })
  await content.restoreVersion({ collection, id: first })
  expect(await content.findByID({ collection, id, showHiddenFields: true })).toMatchObject(data)
})

test('passwords and keys are in no version, and stay as they are when one is restored', async () => {
  const users: CollectionConfig = {
    slug: 'users',
    auth: { useAPIKey: true },
    versions: true,
    access: open,
    fields: [
      { name: 'name', type: 'text' },
      { name: 'vault', type: 'group', fields: [{ name: 'pin', type: 'password' }] },
    ],
  }
  await using at = await openContent({ collections: [users] } satisfies ContentConfig)
  const { content, storage } = at
  const account = { email: 'ada@example.org', password: 'correct horse', vault: { pin: 'quite secret pin' } }
  const apiKey = 'abcdefghijklmnopqrstuvwxyz0123456789'
  const { id } = await content.create({
    collection: 'users',
    data: { ...account, name: 'Ada', enableAPIKey: true, apiKey },
  })
  await content.update({ collection: 'users', id, data: { name: 'Bob', password: 'another horse' } })
  const [stored] = await storage.documents.find('users')
  const kept = JSON.stringify(await storage.documents.find('users/-versions'))
  const { vault, password, apiKey: key } = stored as Doc
  for (const secret of [vault.pin, password, key]) {
    expect(secret).toEqual(expect.any(String))
    expect(kept).not.toContain(secret)
  }
  expect(kept).not.toMatch(/argon2|"password"|"apiKey"|"pin"/)
  const first = (await content.findVersions({ collection: 'users' })).docs[1]?.id ?? ''
  expect((await content.restoreVersion({ collection: 'users', id: first }))['name']).toBe('Ada')
  const [after] = await storage.documents.find('users')
  expect(after).toMatchObject({ password, vault, apiKey: key, name: 'Ada' })
  await expect(
    content.findVersions({ collection: 'users', where: { 'version.password': { exists: true } } }),
  ).rejects.toEqual(code('WHERE_FIELD'))
})
