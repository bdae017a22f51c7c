import { APIError, createContent, type Content, type ContentConfig, type ContentOptions } from '@crochet/content'
import { createHooks, type Hooks } from '@crochet/hooks'
import { openStorage } from '@crochet/storage'
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHttp, type HttpDoor, type HttpLog, type HttpOptions } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A server under test: a real content engine on an SQLite file behind a real port. */
export interface Newsroom extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly door: HttpDoor
  readonly content: Content
  readonly hooks: Hooks
  /** Names of the hook points whose handlers ran, in order, since the last call. */
  fired(): string[]
  /** What was logged as an error or a warning. */
  readonly logged: { about: object | string; message: string | undefined }[]
}

const open = (): boolean => true
const booksOfAuthor = { name: 'books', type: 'join', collection: 'books', on: 'author' } as const
const anybody = { create: open, read: open, update: open, delete: open }

const collections: NonNullable<ContentConfig['collections']> = [
  {
    slug: 'posts',
    labels: { singular: 'Post' },
    access: anybody,
    fields: [
      { name: 'title', type: 'text', required: true },
      { name: 'body', type: 'textarea' },
      { name: 'views', type: 'number' },
      { name: 'published', type: 'checkbox' },
      { name: 'extra', type: 'json' },
    ],
  },
  { slug: 'orders', access: anybody, fields: [{ name: 'number', type: 'text', unique: true }] },
  { slug: 'secrets', fields: [{ name: 'text', type: 'text' }] },
  { slug: 'authors', access: anybody, fields: [{ name: 'name', type: 'text' }, booksOfAuthor] },
  {
    slug: 'books',
    labels: { singular: 'Book', plural: 'Books' },
    access: anybody,
    fields: [
      { name: 'title', type: 'text', validate: (value) => value !== 'banned' || 'is not for sale' },
      { name: 'author', type: 'relationship', relationTo: 'authors' },
      {
        name: 'genre',
        type: 'text',
        validate: (value, { originalDoc }) => value !== 'poetry' || originalDoc?.['title'] !== 'C' || 'has no verses',
      },
    ],
  },
  { slug: 'archive', access: anybody, endpoints: false, fields: [{ name: 'text', type: 'text' }] },
  {
    slug: 'stations',
    access: anybody,
    endpoints: [
      { path: '/on-air', method: 'get', handler: () => Response.json({ stations: 3 }) },
      {
        path: '/:id/tune',
        method: 'post',
        handler: ({ routeParams }) => {
          throw new APIError(`Station ${routeParams['id']} is off.`, 409)
        },
      },
    ],
    fields: [
      { name: 'id', type: 'number' },
      { name: 'name', type: 'text' },
    ],
  },
]

const globals: ContentConfig['globals'] = [
  { slug: 'settings', access: { read: open, update: open }, fields: [{ name: 'siteName', type: 'text' }] },
]

/** Puts a handler that does nothing on every hook point there is but those of fields, so that the trace shows each one that fires. */
function watchEverything(hooks: Hooks, { collections: watched = [], globals: single = [] }: ContentConfig): void {
  const owners = new Set([...watched.map(({ slug }) => slug), ...single.map(({ slug }) => `globals/${slug}`)])
  const on = hooks.on.bind(hooks) as unknown as (name: string, handler: () => undefined) => void
  for (const name of hooks.names()) {
    const [owner = '', point] = name.split(':')
    if (point === undefined ? !name.includes('.') : owners.has(owner)) on(name, () => undefined)
  }
}

export interface NewsroomOptions extends Omit<Partial<HttpOptions>, 'content' | 'log'> {
  /** Watches every hook point. Default true. */
  readonly watch?: boolean
  /** Attaches hooks, adds upgrade paths and the like, before the port is opened. */
  readonly prepare?: (parts: { hooks: Hooks; content: Content; door: HttpDoor }) => unknown
  readonly listen?: boolean
  /** Collections besides those above. */
  readonly more?: NonNullable<ContentConfig['collections']>
  /** Other collections and globals. */
  readonly config?: ContentConfig
  readonly engine?: Pick<ContentOptions, 'now' | 'mail'>
}

export async function newsroom({
  watch = true,
  prepare,
  listen = true,
  more = [],
  config = { collections: [...collections, ...more], globals },
  engine = {},
  ...options
}: NewsroomOptions = {}): Promise<Newsroom> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const storage = stack.use(await openStorage('file:./test.db', { root: folder.path }))
  const logged: Newsroom['logged'] = []
  const log = recordingLog(logged)
  const hooks = createHooks({
    scope: new AsyncLocalStorage(),
    report: (error) => log.error({ err: error }, 'isolated'),
  })
  const content = await createContent({ engine: hooks, storage, log, ...config, ...engine })
  await content.migrate()
  if (watch) watchEverything(hooks, config)

  // A record comes when its operation has ended, so those of nested operations come first: the clock gives the true order.
  const seen: { hook: string; at: number }[] = []
  hooks.trace(({ started, dispatches }) => {
    for (const dispatch of dispatches) seen.push({ hook: dispatch.hook, at: started + dispatch.started })
  })
  const door = stack.use(await createHttp({ content, log, ...options }))
  await prepare?.({ hooks, content, door })
  const { url } = listen ? await door.listen() : { url: 'http://127.0.0.1:0' }
  const closing = stack.move()
  return {
    url,
    port: Number(new URL(url).port),
    door,
    content,
    hooks,
    logged,
    fired: () =>
      seen
        .splice(0)
        .toSorted((one, other) => one.at - other.at)
        .map(({ hook }) => hook),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

function recordingLog(logged: Newsroom['logged']): HttpLog {
  const record = (about: object | string, message?: string): void => void logged.push({ about, message })
  return { debug: () => undefined, info: () => undefined, warn: record, error: record }
}
