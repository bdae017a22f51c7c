import { DatabaseSync } from 'node:sqlite'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listenToHooks } from './hook-feed.ts'
import { databaseFile, startNewsroom } from './newsroom-process.ts'
import { restOf } from './rest.ts'
import { richText } from './rich-text.ts'

describe('the newsroom over REST, started by npm start', () => {
  const resources = new AsyncDisposableStack()
  let newsroom: Awaited<ReturnType<typeof startNewsroom>>
  let dataDir: string

  beforeAll(async () => {
    dataDir = resources.use(await mkdtempDisposable(join(tmpdir(), 'newsroom-'))).path
    newsroom = resources.use(await startNewsroom({ dataDir }))
  })
  afterAll(() => resources.disposeAsync())

  /** Looks into the database from outside, as another program would. */
  const stored = (table: 'posts' | 'orders', id: unknown): Record<string, unknown> | undefined => {
    using database = disposable(new DatabaseSync(databaseFile(dataDir), { readOnly: true }))
    return database.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(String(id))
  }

  test('a post is trimmed, given a slug and a status, and answered as it is stored', async () => {
    const { status, body } = await restOf(newsroom.url, 'newsroom-editor')('POST', 'posts', {
      title: '  Été at the Harbour!  ',
      body: richText('The first trams crossed at dawn.'),
    })
    expect(status).toBe(201)
    expect(body.doc).toMatchObject({ title: 'Été at the Harbour!', slug: 'ete-at-the-harbour', status: 'draft' })
    expect(stored('posts', body.doc?.['id'])).toMatchObject({
      title: 'Été at the Harbour!',
      slug: 'ete-at-the-harbour',
      body: JSON.stringify(richText('The first trams crossed at dawn.')),
      status: 'draft',
    })
  })

  test('an update keeps the slug and what was not sent', async () => {
    const rest = restOf(newsroom.url, 'newsroom-editor')
    const { body } = await rest('POST', 'posts', { title: 'Tram strike', body: richText('Over.') })
    const path = `posts/${String(body.doc?.['id'])}`
    expect(await rest('PATCH', path, { status: 'published' })).toMatchObject({ status: 200 })
    const read = await rest('GET', path)
    expect(read).toMatchObject({
      status: 200,
      body: { title: 'Tram strike', body: richText('Over.'), status: 'published', slug: 'tram-strike' },
    })
  })

  test('an order gets a number and its total, and its phone number is normalised', async () => {
    const { status, body } = await restOf(newsroom.url, null)('POST', 'orders', {
      phoneNumber: '+44 (0)20 7946-0000',
      items: [
        { name: 'Issue', price: 2.5, quantity: 4 },
        { name: 'Poster', price: 7, quantity: 1 },
      ],
      total: 1,
    })
    expect(status).toBe(201)
    expect(body.doc).toMatchObject({ total: 17, phoneNumber: '4402079460000' })
    expect(body.doc?.['orderNumber']).toMatch(/^N-[0-9a-f]{8}$/)
    expect(stored('orders', body.doc?.['id'])).toMatchObject({ total: 17, orderNumber: body.doc?.['orderNumber'] })
  })

  test('an order is deleted by an admin only, and the hook that refuses says why', async () => {
    const { body } = await restOf(newsroom.url, null)('POST', 'orders', { items: [{ price: 1, quantity: 1 }] })
    const path = `orders/${String(body.doc?.['id'])}`

    const refused = await restOf(newsroom.url, 'newsroom-editor')('DELETE', path)
    expect([400, 403]).toContain(refused.status)
    expect(refused.body.errors?.[0]?.message).toBe('Only admins can delete orders')
    expect(stored('orders', body.doc?.['id'])).toBeDefined()

    expect(await restOf(newsroom.url, 'newsroom-admin')('DELETE', path)).toMatchObject({ status: 200 })
    expect(stored('orders', body.doc?.['id'])).toBeUndefined()
  })

  test('what is wrong with a post is said with the path of its field, and nothing is stored', async () => {
    const rest = restOf(newsroom.url, 'newsroom-editor')
    const before = await rest('GET', 'posts')
    const { status, body } = await rest('POST', 'posts', { body: 'No title.' })
    expect(status).toBe(400)
    expect(body.errors?.[0]).toMatchObject({ path: 'title' })
    expect((await rest('GET', 'posts')).body['totalDocs']).toBe(before.body['totalDocs'])
  })

  test('the global is changed by an admin only, and a spam address is refused by its field', async () => {
    const refused = await restOf(newsroom.url, 'newsroom-editor')('PATCH', 'globals/settings', { siteName: 'Mine' })
    expect(refused.body.errors?.[0]?.message).toBe('Only admins can modify global settings')
    const admin = restOf(newsroom.url, 'newsroom-admin')
    const spam = await admin('PATCH', 'globals/settings', { contact: 'me@spam-domain.com' })
    expect(spam.body.errors?.[0]?.message).toBe('Emails from spam domains are not allowed')

    expect(await admin('PATCH', 'globals/settings', { siteName: 'The Evening Stitch' })).toMatchObject({ status: 200 })
    expect((await admin('GET', 'globals/settings')).body).toMatchObject({ siteName: 'The Evening Stitch' })
  })

  test('the live feed names the handlers of one create in their order, and no others', async () => {
    await using feed = await listenToHooks(newsroom.url)
    await restOf(newsroom.url, 'newsroom-editor')('POST', 'posts', { title: 'Order of service' })
    const runs = await feed.runsOf('posts.create', ({ hook }) => hook === 'posts:afterChange')
    expect(runs.map(({ hook }) => hook)).toEqual([
      'posts:beforeOperation',
      'posts.title:beforeValidate',
      'posts:beforeChange',
      'posts:beforeChange',
      'posts.slug:beforeChange',
      'posts:afterChange',
    ])
    expect(new Set(runs.map(({ outcome }) => outcome))).toEqual(new Set(['ok']))
  })
})

function disposable(database: DatabaseSync): DatabaseSync & Disposable {
  return Object.assign(database, { [Symbol.dispose]: () => database.close() })
}
