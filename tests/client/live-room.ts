import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDocument, type LiveDocument, type OpenOptions } from '@crochet/client/live'
import { createApp, type App, type CollectionConfig } from 'crochet'
import { createLog } from '../../packages/crochet/src/log.ts'

interface Asking {
  req: { user: { id: string } | null }
}

/** Everybody reads what is not `private`; who is signed in with a token that begins with `w` writes. */
export const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: {
    create: () => true,
    read: ({ req }: Asking) => (req.user === null ? { status: { not_equals: 'private' } } : true),
    update: ({ req }: Asking) => req.user?.id.startsWith('w') === true,
    delete: () => true,
  },
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'slug', type: 'text' },
    { name: 'body', type: 'richText' },
    { name: 'status', type: 'select', options: ['draft', 'published', 'private'], defaultValue: 'draft' },
    {
      name: 'seo',
      type: 'group',
      fields: [
        { name: 'hint', type: 'text' },
        { name: 'rank', type: 'number' },
      ],
    },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'name', type: 'text' },
        { name: 'price', type: 'number', min: 0 },
        { name: 'tags', type: 'array', fields: [{ name: 'word', type: 'text' }] },
      ],
    },
    { name: 'layout', type: 'blocks', blocks: [{ slug: 'quote', fields: [{ name: 'text', type: 'textarea' }] }] },
    { name: 'total', type: 'number' },
  ],
  hooks: {
    beforeChange: [
      ({ data }) => {
        const items = (data['items'] ?? []) as { price?: number }[]
        if (data['items'] !== undefined) data['total'] = items.reduce((sum, { price = 0 }) => sum + price, 0)
        if (typeof data['title'] === 'string') data['slug'] ||= data['title'].toLowerCase().replaceAll(' ', '-')
        return data
      },
    ],
  },
}

export interface LiveRoom extends AsyncDisposable {
  readonly app: App
  readonly url: string
  readonly port: number
  /** Opens a post; who the token names, `w…` writes. Closed with the room. */
  open(id: string, token?: string, options?: OpenOptions): Promise<LiveDocument>
}

/** An application with live documents, listening. @param folder of an earlier one, which then stays; @param port any free one */
export async function liveRoom({ folder, port = 0 }: { folder?: string; port?: number } = {}): Promise<LiveRoom> {
  await using stack = new AsyncDisposableStack()
  const root = folder ?? stack.use(await mkdtempDisposable(join(tmpdir(), 'live-room-'))).path
  const app = await createApp(
    {
      database: { url: `file:${join(root, 'room.db')}` },
      collections: [posts, { slug: 'notes', fields: [{ name: 'text', type: 'text' }] }],
      globals: [
        {
          slug: 'site',
          live: true,
          access: { read: () => true, update: () => true },
          fields: [{ name: 'name', type: 'text' }],
        },
      ],
      realtime: { debounce: 5, maxDebounce: 20 },
      hooks: {
        onAuthenticate: ({ token }) => {
          if (token === 'wrong') throw new Error('Nobody has this token')
          return token === '' ? {} : { user: { id: token } }
        },
      },
    },
    { root, log: createLog('silent') },
  )
  stack.use(app)
  const { url, port: taken } = await app
    .listen({ port, stopOnSignals: false })
    .then(({ url: at }) => new URL(at))
    .then(({ origin, port: number }) => ({ url: origin, port: Number(number) }))
  const documents = stack.use(new DisposableStack())
  const closing = stack.move()
  return {
    app,
    url,
    port: taken,
    open: async (id, token = 'writer', options = {}) =>
      documents.use(await openDocument(url, { collection: 'posts', id, token, ...options })),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Resolves once `holds`, which is looked at whenever something happens to the document. */
export function until(document: LiveDocument, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return
      for (const stop of stops) stop()
      document.document.off('update', look)
      resolve()
    }
    const stops = [
      document.on('status', look),
      document.on('errors', look),
      document.on('refused', look),
      document.presence.on(look),
    ]
    document.document.on('update', look)
    look()
  })
}
