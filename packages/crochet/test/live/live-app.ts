import { createApp, type App, type CrochetConfig, type Doc } from '../../src/index.ts'
import { LiveClient } from '../../../live/test/live-client.ts'
import { project, silent, type Project } from '../project.ts'

export const password = 'correct horse'

/** A listening application with accounts, whose documents are opened with the published provider. */
export interface LiveApp extends AsyncDisposable {
  readonly app: App
  readonly url: string
  /** Makes an account. @returns it, and a token of its session */
  account(data: Record<string, unknown>): Promise<{ user: Doc; token: string }>
  /** Opens a live document. @param token of a session; empty: nobody */
  open(name: string, token?: string): Promise<LiveClient>
  /** The same without waiting until it is there. */
  client(name: string, token?: string): LiveClient
  /** As REST answers it. */
  rest(method: string, path: string, sent?: { body?: object; token?: string }): Promise<Doc>
}

/** @param at the folder of an earlier one, which then stays */
export async function liveApp(config: CrochetConfig, at?: Project): Promise<LiveApp> {
  await using stack = new AsyncDisposableStack()
  const { root, config: base } = at ?? stack.use(project())
  const users = { slug: 'users', auth: true, fields: [{ name: 'role', type: 'text' as const }] }
  const app = stack.use(
    await createApp(
      {
        ...base,
        realtime: { debounce: 5, maxDebounce: 20 },
        ...config,
        collections: [users, ...(config.collections ?? [])],
      },
      { root, log: silent },
    ),
  )
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const collab = `${url.replace('http', 'ws')}/collab`
  const client = (name: string, token = ''): LiveClient =>
    stackOfClients.use(new LiveClient(name, { url: collab, token }))
  const stackOfClients = stack.use(new DisposableStack())
  const closing = stack.move()
  return {
    app,
    url,
    client,
    open: (name, token) => client(name, token).whenSynced(),
    async account(data) {
      const user = await app.create({ collection: 'users', data: { password, ...data } })
      const { token } = await app.login({ collection: 'users', data: { email: user['email'], password } })
      return { user, token }
    },
    async rest(method, path, { body, token } = {}) {
      const headers = {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      }
      const response = await fetch(`${url}/api/${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return (await response.json()) as Doc
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
