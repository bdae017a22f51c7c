import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Client } from '@crochet/client'
import { createApp, type CollectionConfig } from 'crochet'
import { createLog } from '../../packages/crochet/src/log.ts'

const open = { create: () => true, read: () => true, update: () => true, delete: () => true }

const authors: CollectionConfig = {
  slug: 'authors',
  access: open,
  fields: [
    { name: 'name', type: 'text' },
    { name: 'posts', type: 'join', collection: 'posts', on: 'author' },
  ],
}

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

export interface Room extends AsyncDisposable {
  readonly client: Client
  readonly url: string
}

/** A whole application on a port, and a client of it. */
export async function openRoom(): Promise<Room> {
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
