import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createApp, type App, type Doc } from 'crochet'
import { vi } from 'vitest'
import config from '../../../examples/newsroom/crochet.config.ts'
import { createLog } from '../../../packages/crochet/src/log.ts'
import { Upgrades } from '../../../packages/http/src/upgrade.ts'

/** What is used of a fastify instance. */
interface Router {
  readonly supportedMethods: readonly string[]
  addHook(name: 'onRoute', hook: (route: { url: string; constraints?: object }) => void): unknown
}

/** One path of the router. */
export interface Route {
  readonly url: string
  /** It is only for POST with `X-HTTP-Method-Override: GET`. */
  readonly overridden: boolean
}

export interface Example extends AsyncDisposable {
  readonly app: App
  readonly url: string
  /** Folder of the application: `public/` lies in it, and what must not be served. */
  readonly root: string
  /** Every path that has been added to the router, as fastify itself tells it. */
  readonly routes: readonly Route[]
  /** Methods that fastify serves. */
  readonly methods: readonly string[]
  /** Paths at which WebSockets are received. */
  readonly sockets: readonly string[]
  /** Somebody has an account: the first one can be made no more. */
  readonly account: Doc
}

const example = join(import.meta.dirname, '../../../examples/newsroom')

const notCopied = new Set(['public', 'data', 'page', 'node_modules'])

/** Files of a page. The real one is built, and its names change with what is in it. */
const files: Record<string, string> = {
  'public/index.html': '<!doctype html><title>page</title>',
  'public/assets/main-B3xk29aQ.js': 'export const page = 1',
  'public/.env': 'SECRET=1',
}

/** The example as it is in the repository, with a database and a page of its own, and metrics besides. */
export async function openExample(): Promise<Example> {
  await using stack = new AsyncDisposableStack()
  const { path: root } = stack.use(await mkdtempDisposable(join(tmpdir(), 'crochet-doors-')))
  cpSync(example, root, { recursive: true, filter: (path) => !notCopied.has(basename(path)) })
  mkdirSync(join(root, 'public/assets'), { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
  symlinkSync(join(root, 'people.ts'), join(root, 'public/link.ts'))

  const routes = new Map<string, Route>()
  const methods = new Set<string>()
  const follow = (message: unknown): void => {
    const { fastify } = message as { fastify: Router }
    for (const method of fastify.supportedMethods) methods.add(method)
    fastify.addHook('onRoute', ({ url, constraints }) => {
      const overridden = constraints !== undefined
      routes.set(`${url} ${overridden}`, { url, overridden })
    })
  }
  subscribe('fastify.initialization', follow)
  stack.defer(() => void unsubscribe('fastify.initialization', follow))
  const received = vi.spyOn(Upgrades.prototype, 'add')
  stack.defer(() => received.mockRestore())

  const database = { url: `file:${join(root, 'newsroom.db')}` }
  const http = { metrics: { token: 'a token of sixteen and more' } }
  const log = createLog('silent')
  const app = stack.use(await createApp({ ...config, database, http }, { root, log }))
  const account = await app.create({
    collection: 'users',
    data: { email: 'ada@example.org', password: 'correct horse', role: 'admin', name: 'Ada' },
  })
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const closing = stack.move()
  return {
    app,
    url,
    root,
    account,
    routes: [...routes.values()].toSorted((one, other) => (one.url < other.url ? -1 : 1)),
    methods: [...methods],
    sockets: received.mock.calls.map(([path]) => path),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
