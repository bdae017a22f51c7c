import { createContent, type Content, type ContentConfig } from '@crochet/content'
import { createHooks, type Hooks } from '@crochet/hooks'
import { openStorage, type Documents, type Query } from '@crochet/storage'
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHttp, type HttpOptions } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** One statement of the database, as the content engine asked for it. */
export interface Asked {
  readonly call: 'find' | 'findByID' | 'count'
  readonly table: string
  /** `undefined`: all columns. */
  readonly columns: readonly string[] | undefined
}

/** What is answered to a GraphQL request. */
export interface Answered {
  readonly status: number
  readonly type: string | null
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- a test says what it expects
  readonly body: any
}

export interface GraphqlServer extends AsyncDisposable {
  readonly url: string
  readonly content: Content
  readonly hooks: Hooks
  readonly logged: unknown[]
  /** The statements since the last call. */
  asked(): Asked[]
  query(query: string, variables?: Record<string, unknown>, more?: Record<string, unknown>): Promise<Answered>
  post(body: unknown, headers?: Record<string, string>): Promise<Answered>
  get(path: string, headers?: Record<string, string>): Promise<Answered>
}

export interface GraphqlServerOptions extends Omit<Partial<HttpOptions>, 'content' | 'log'> {
  readonly prepare?: (hooks: Hooks) => unknown
}

/** A server with these collections and globals: a real content engine on an SQLite file behind a real port. */
export async function openGraphql(
  config: ContentConfig,
  { prepare, ...options }: GraphqlServerOptions = {},
): Promise<GraphqlServer> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const storage = stack.use(await openStorage('file:./test.db', { root: folder.path }))
  const logged: unknown[] = []
  const record = (about: unknown): void => void logged.push(about)
  const log = { debug: (): undefined => undefined, info: (): undefined => undefined, warn: record, error: record }
  const hooks = createHooks({ scope: new AsyncLocalStorage(), report: record })
  const asked: Asked[] = []
  const documents = noting(storage.documents, asked)
  const content = await createContent({ ...config, engine: hooks, storage: { documents }, log })
  await content.migrate()
  prepare?.(hooks)
  const door = stack.use(
    await createHttp({
      content,
      log,
      ...options,
    }),
  )
  const { url } = await door.listen()
  const closing = stack.move()

  const answer = async (response: Response): Promise<Answered> => ({
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    body: JSON.parse(await response.text()) as unknown,
  })
  const post: GraphqlServer['post'] = async (body, headers = {}) =>
    answer(
      await fetch(`${url}/api/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    )
  return {
    url,
    content,
    hooks,
    logged,
    asked: () => asked.splice(0),
    post,
    query: (query, variables, more = {}) => post({ query, variables, ...more }),
    get: async (path, headers = {}) => answer(await fetch(url + path, { headers })),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

function noting(documents: Documents, asked: Asked[]): Documents {
  const note = (call: Asked['call'], table: string, query?: Query): void =>
    void asked.push({ call, table, columns: query?.select })
  return {
    migrate: (tables) => documents.migrate(tables),
    plan: (tables) => documents.plan(tables),
    undeclared: (tables) => documents.undeclared(tables),
    distinct: (table, column, query) => documents.distinct(table, column, query),
    transaction: (options) => documents.transaction(options),
    count(table, where) {
      note('count', table)
      return documents.count(table, where)
    },
    find(table, query) {
      note('find', table, query)
      return documents.find(table, query)
    },
    findByID(table, id) {
      note('findByID', table)
      return documents.findByID(table, id)
    },
  }
}
