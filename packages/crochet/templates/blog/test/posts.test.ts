import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApp, type App } from 'crochet'
import config from '../crochet.config.ts'

/** The whole application on a database in memory, without a port. */
const boot = (): Promise<App> =>
  createApp({ ...config, database: { url: 'memory:' } }, { root: join(import.meta.dirname, '..') })

test('a post gets a slug, the time it takes to read, and the day of its publication', async () => {
  await using app = await boot()
  const body = 'word '.repeat(500)
  const post = await app.create({ collection: 'posts', data: { title: 'Hello, World!', body } })
  assert.equal(post['slug'], 'hello-world')
  assert.equal(post['minutes'], 3)
  assert.equal(post['publishedAt'], null)

  const published = await app.update({ collection: 'posts', id: post['id'], data: { status: 'published' } })
  assert.match(published['publishedAt'], /^\d{4}-\d\d-\d\dT/)
})

test('visitors see what is published only', async () => {
  await using app = await boot()
  await app.create({ collection: 'posts', data: { title: 'Draft' } })
  await app.create({ collection: 'posts', data: { title: 'Out', status: 'published' } })
  const { docs } = await app.find({ collection: 'posts', overrideAccess: false, user: null })
  assert.deepEqual(
    docs.map(({ title }) => title),
    ['Out'],
  )
})
