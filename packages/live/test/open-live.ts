import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContent, type Content, type ContentConfig } from '@crochet/content'
import { createHooks, type HookError, type Hooks } from '@crochet/hooks'
import { Server, type ServerConfiguration } from '@crochet/realtime'
import { openStorage } from '@crochet/storage'
import { createLive, type Live, type LiveOptions } from '../src/index.ts'
import { LiveClient } from './live-client.ts'

export interface OpenedLive extends AsyncDisposable {
  readonly content: Content
  readonly engine: Hooks
  readonly server: Server
  readonly live: Live
  readonly journal: Awaited<ReturnType<typeof openStorage>>['journal']
  readonly folder: string
  readonly logged: unknown[]
  /** Opens a document as somebody: the token is the name of the user; an empty one is nobody. */
  client(name: string, token?: string): LiveClient
}

interface Options extends Partial<Pick<LiveOptions, 'clock' | 'limits'>> {
  /** What live documents are given as the journal. */
  readonly journalOf?: (journal: LiveOptions['journal']) => LiveOptions['journal']
  readonly realtime?: ServerConfiguration
  /** The folder of an earlier one, which then stays. */
  readonly folder?: string
}

/** Content, the collaboration server and live documents on one SQLite file, wired as the application wires them. */
export async function openLive(
  config: ContentConfig,
  { folder: given, realtime, journalOf = (journal) => journal, ...options }: Options = {},
): Promise<OpenedLive> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'crochet-live-')))
  const storage = await openStorage(`file:${join(folder, 'test.db')}`)
  const logged: unknown[] = []
  const log = { info: () => undefined, warn: () => undefined, error: (about: object) => void logged.push(about) }
  const engine = createHooks({
    scope: new AsyncLocalStorage(),
    report: (error: HookError) => void logged.push(error),
    slow: () => undefined,
  })
  const content = await createContent({ ...config, engine, storage, log })
  await content.migrate()
  const server = new Server({
    address: '127.0.0.1',
    port: 0,
    stopOnSignals: false,
    engine,
    journal: storage.journal,
    debounce: 5,
    maxDebounce: 20,
    log,
    onAuthenticate: async ({ token }) => (token === '' ? {} : { user: { id: token, collection: 'users' } }),
    ...realtime,
  })
  const live = createLive({ content, engine, journal: journalOf(storage.journal), ...options })
  await server.listen()
  const clients: LiveClient[] = []
  return {
    content,
    engine,
    server,
    live,
    journal: storage.journal,
    folder,
    logged,
    client(name, token = 'ann') {
      const client = new LiveClient(name, { url: server.webSocketURL, token })
      clients.push(client)
      return client
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client[Symbol.dispose]()
      await server.destroy()
      live[Symbol.dispose]()
      await storage.close()
      if (given === undefined) await rm(folder, { recursive: true })
    },
  }
}
