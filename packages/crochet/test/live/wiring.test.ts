import { expect, test } from 'vitest'
import type { CollectionConfig, GlobalConfig } from '../../src/index.ts'
import { open } from '../project.ts'
import { liveApp } from './live-app.ts'

const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: { ...open, update: ({ req }) => req.user?.['role'] === 'editor' },
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'price', type: 'number', min: 0 },
  ],
}

const site: GlobalConfig = {
  slug: 'site',
  live: true,
  access: { read: ({ req }) => req.user !== null, update: ({ req }) => req.user !== null },
  fields: [{ name: 'name', type: 'text' }],
}

const ann = { email: 'ann@example.org', role: 'editor' }

test('an edit is stored as whoever made it, and is there through every door', async () => {
  await using at = await liveApp({ collections: [posts] })
  const seen: unknown[] = []
  at.app.hooks.on(
    'posts:beforeChange',
    ({ req }) => void seen.push([req.source, req.user?.['email'], req.editors?.length]),
  )
  const { token } = await at.account(ann)
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'Hello' } })
  seen.length = 0
  const client = await at.open(`posts/${String(id)}`, token)
  client.text('title').insert(5, ' World')
  await client.says('saved')
  expect(seen).toEqual([['live', ann.email, 1]])
  expect(await at.rest('GET', `posts/${String(id)}`)).toMatchObject({ title: 'Hello World' })
})

test('whoever is not signed in opens what everybody may read, and nothing else', async () => {
  await using at = await liveApp({ collections: [posts], globals: [site] })
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'Hello' } })
  for (const token of ['', 'A'.repeat(43)]) {
    const reader = await at.open(`posts/${String(id)}`, token)
    expect(reader.authorizedScope).toBe('readonly')
    expect(reader.text('title').toString()).toBe('Hello')
  }
  const refused = at.client('globals/site')
  await refused.until(() => refused.reasons.length > 0)
  expect(refused.reasons).toEqual(['There is no live document "globals/site"'])
  const free = at.client('notes')
  await free.until(() => free.reasons.length > 0)
  expect(free.reasons).toEqual(['Please sign in'])
})

test('a change of the account changes what its open connections may do, at once', async () => {
  await using at = await liveApp({ collections: [posts] })
  const { user, token } = await at.account(ann)
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'Hello' } })
  const client = await at.open(`posts/${String(id)}`, token)
  expect(client.authorizedScope).toBe('read-write')
  const [connection] = at.app.realtime.documents.get(`posts/${String(id)}`)?.getConnections() ?? []
  await at.app.update({ collection: 'users', id: user['id'] as string, data: { role: 'reader' } })
  await expect.poll(() => connection?.readOnly).toBe(true)
  await at.app.update({ collection: 'users', id: user['id'] as string, data: { role: 'editor' } })
  await expect.poll(() => connection?.readOnly).toBe(false)
})

test('a session that ends, ends its connections', async () => {
  await using at = await liveApp({ collections: [posts] })
  const { token } = await at.account(ann)
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'Hello' } })
  const client = await at.open(`posts/${String(id)}`, token)
  await at.rest('POST', 'users/logout', { body: {}, token })
  await client.until(() => client.reasons.length > 0)
  expect(client.reasons[0]).toBe('Signed out')
})

test('an application that is closed has stored what was edited', async () => {
  const config = { collections: [posts], realtime: { debounce: 60_000, maxDebounce: 60_000 } }
  await using at = await liveApp(config)
  const { token } = await at.account(ann)
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'Hello' } })
  const client = await at.open(`posts/${String(id)}`, token)
  const stored: unknown[] = []
  at.app.hooks.on('posts:afterCommit', ({ doc }) => void stored.push(doc['title']))
  client.text('title').insert(5, '!')
  await client.until(() => !client.hasUnsyncedChanges)
  expect(stored).toEqual([])
  await at.app.close()
  expect(stored).toEqual(['Hello!'])
})

test('somebody who signs in goes on writing on the connection that they read with', async () => {
  await using at = await liveApp({ collections: [posts] })
  const { user, token } = await at.account(ann)
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'Hello' } })
  const client = await at.open(`posts/${String(id)}`)
  const users: unknown[] = []
  at.app.hooks.on('posts:beforeChange', ({ req }) => void users.push(req.user?.['id']))
  client.configuration.token = token
  await client.sendToken()
  const [connection] = at.app.realtime.documents.get(`posts/${String(id)}`)?.getConnections() ?? []
  await expect.poll(() => connection?.readOnly).toBe(false)
  client.text('title').insert(5, '!')
  await client.says('saved')
  expect(users).toEqual([user['id']])
  await at.rest('POST', 'users/logout', { body: {}, token })
  await client.until(() => client.reasons.length > 0)
  expect(client.reasons[0]).toBe('Signed out')
})
