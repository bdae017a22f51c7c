import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Client } from '@crochet/client'
import { createApp, type CollectionConfig } from 'crochet'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../packages/crochet/src/log.ts'

const open = { create: () => true, read: () => true, update: () => true, delete: () => true }

const authors: CollectionConfig = { slug: 'authors', access: open, fields: [{ name: 'name', type: 'text' }] }

const posts: CollectionConfig = {
  slug: 'posts',
  access: open,
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'views', type: 'number' },
    { name: 'author', type: 'relationship', relationTo: 'authors' },
  ],
  hooks: {
    beforeDelete: [
      ({ doc }) => {
        if (doc.title === 'kept') throw new Error('This one stays')
      },
    ],
  },
}

/** A whole application on a port, and a client of it. */
async function openRoom(): Promise<{ client: Client; url: string } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack()
  const root = await mkdtemp(join(tmpdir(), 'crochet-client-'))
  stack.defer(() => rm(root, { recursive: true }))
  const config = {
    collections: [authors, posts],
    globals: [
      {
        slug: 'site',
        access: { read: open.read, update: open.update },
        fields: [{ name: 'name', type: 'text' as const }],
      },
    ],
    endpoints: [{ path: '/hello', method: 'get' as const, handler: () => Response.json({ hello: 'you' }) }],
  }
  const app = stack.use(await createApp(config, { root, log: createLog('silent') }))
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const closing = stack.move()
  return { client: createClient({ url }), url, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

describe('against a server', () => {
  test('documents are created, found, changed, counted and deleted', async () => {
    await using room = await openRoom()
    const { client } = room
    const ada = await client.create({ collection: 'authors', data: { name: 'Ada' } })
    const post = await client.create({
      collection: 'posts',
      data: { title: 'one', views: 1, author: ada.id },
      depth: 0,
    })
    await client.create({ collection: 'posts', data: { title: 'two', views: 2 } })
    expect(post).toMatchObject({ title: 'one', author: ada.id })

    const where = { or: [{ title: { equals: 'one' } }, { views: { greater_than: 5 } }] }
    const page = await client.find({
      collection: 'posts',
      where,
      sort: ['-views', 'title'],
      populate: { authors: { name: true } },
    })
    expect(page).toMatchObject({ totalDocs: 1, docs: [{ title: 'one', author: { name: 'Ada' } }] })
    expect(await client.count({ collection: 'posts' })).toEqual({ totalDocs: 2 })
    expect(await client.findByID({ collection: 'posts', id: post.id, select: { views: true } })).toEqual({
      id: post.id,
      views: 1,
    })

    expect(await client.update({ collection: 'posts', id: post.id, data: { views: 9 } })).toMatchObject({ views: 9 })
    expect(await client.delete({ collection: 'posts', id: post.id })).toEqual({ id: post.id })
    await expect(client.findByID({ collection: 'posts', id: post.id })).rejects.toMatchObject({ status: 404 })
  })

  test('globals and own endpoints answer', async () => {
    await using room = await openRoom()
    expect(await room.client.updateGlobal({ slug: 'site', data: { name: 'News' } })).toMatchObject({ name: 'News' })
    expect(await room.client.findGlobal({ slug: 'site' })).toMatchObject({ name: 'News' })
    expect(await room.client.request('/api/hello')).toEqual({ hello: 'you' })
  })

  test('every problem of a document is listed, with its field', async () => {
    await using room = await openRoom()
    const creating = room.client.create({ collection: 'posts', data: { views: 'many' } })
    await expect(creating).rejects.toMatchObject({
      name: 'ClientError',
      status: 400,
      errors: [{ path: 'title' }, { path: 'views' }],
    })
  })

  test('what a hook says to the user arrives', async () => {
    await using room = await openRoom()
    const { id } = await room.client.create({ collection: 'posts', data: { title: 'kept' } })
    const deleting = room.client.delete({ collection: 'posts', id })
    await expect(deleting).rejects.toMatchObject({ status: 403, message: 'This one stays', code: 'REFUSED_BY_HOOK' })
  })
})
