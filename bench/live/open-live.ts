import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { createContent, type CollectionConfig, type Content } from '@crochet/content'
import { createHooks } from '@crochet/hooks'
import { createLive } from '@crochet/live'
import { Server } from '@crochet/realtime'
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

/** Content, the collaboration server and live documents on one SQLite file, as an application wires them, in their defaults. */
export async function openLive(folder: string, collections: CollectionConfig[]): Promise<OpenedLive> {
  const storage = await openStorage(`file:${join(folder, 'live.db')}`)
  const engine = createHooks({ scope: new AsyncLocalStorage() })
  const content = await createContent({ collections, engine, storage, log })
  await content.migrate()
  const server = new Server({ engine, journal: storage.journal, quiet: true, stopOnSignals: false, log })
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
