import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { createContent, type CollectionConfig, type Content } from '@crochet/content'
import { createHooks } from '@crochet/hooks'
import { createLive } from '@crochet/live'
import { Server, type ServerConfiguration } from '@crochet/realtime'
import { openStorage } from '@crochet/storage'

const log = { info() {}, warn: console.warn, error: console.error }
const everyone = { create: () => true, read: () => true, update: () => true, delete: () => true }

export const pages: CollectionConfig = {
  slug: 'pages',
  live: true,
  access: everyone,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'text', type: 'textarea' },
    { name: 'body', type: 'richText' },
    { name: 'views', type: 'number' },
  ],
}

export interface OpenedLive extends AsyncDisposable {
  readonly content: Content
  readonly server: Server
  readonly port: number
}

/** Rich text of 100 kB: 500 paragraphs of 200 letters. */
export function longBody(): object {
  const text = 'lorem ipsum dolor sit amet consectetur elit '.repeat(5).slice(0, 200)
  const paragraph = { type: 'paragraph', content: [{ type: 'text', text }] }
  return { type: 'doc', content: Array.from({ length: 500 }, () => paragraph) }
}

/** Content, the collaboration server and live documents on one SQLite file, as an application wires them, in their defaults. */
export async function openLive(
  folder: string,
  collections: CollectionConfig[],
  configuration: ServerConfiguration = {},
): Promise<OpenedLive> {
  const storage = await openStorage(`file:${join(folder, 'live.db')}`)
  const engine = createHooks({ scope: new AsyncLocalStorage() })
  const content = await createContent({ collections, engine, storage, log })
  await content.migrate()
  const server = new Server({
    engine,
    journal: storage.journal,
    quiet: true,
    stopOnSignals: false,
    log,
    ...configuration,
  })
  const live = createLive({ content, engine, journal: storage.journal })
  await server.listen(0)
  return {
    content,
    server,
    port: server.address?.port ?? 0,
    async [Symbol.asyncDispose]() {
      await server.destroy()
      live[Symbol.dispose]()
      await storage.close()
    },
  }
}
