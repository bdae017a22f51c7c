import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import { createApp, type App, type CrochetConfig, type Doc } from '../src/index.ts'
import { project, silent } from './project.ts'

export const email = 'ada@example.org'
export const password = 'correct horse'
export const key = 'k3y_ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789'

/** A listening application with an auth collection, and an account in it. */
export interface AuthApp extends AsyncDisposable {
  readonly app: App
  readonly url: string
  readonly user: Doc
  login(): Promise<string>
}

export async function authApp(config: CrochetConfig = {}): Promise<AuthApp> {
  await using stack = new AsyncDisposableStack()
  const at = stack.use(project())
  const collections = [{ slug: 'users', auth: { useAPIKey: true }, fields: [] }]
  const app = stack.use(await createApp({ ...at.config, collections, ...config }, { root: at.root, log: silent }))
  const data = { email, password, apiKey: key, enableAPIKey: true }
  const user = await app.create({ collection: 'users', data })
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const closing = stack.move()
  return {
    app,
    url,
    user,
    login: async () => (await app.login({ collection: 'users', data: { email, password } })).token,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** A document opened through the published provider. */
export interface Opened extends Disposable {
  readonly provider: HocuspocusProvider
  readonly synced: Promise<void>
  /** The reason of a refusal. */
  readonly refused: Promise<string>
  /** The server has ended the connection to the document. */
  readonly closed: Promise<{ code: number; reason: string }>
}

export function openDocument(
  { url }: AuthApp,
  token: string | (() => string),
  headers: Record<string, string> = {},
): Opened {
  class WithHeaders extends WebSocket {
    constructor(address: string) {
      super(address, { headers })
    }
  }
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `${url.replace('http', 'ws')}/collab`,
    WebSocketPolyfill: WithHeaders,
  })
  const synced = Promise.withResolvers<void>()
  const refused = Promise.withResolvers<string>()
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: 'text',
    token,
    onSynced: () => synced.resolve(),
    onAuthenticationFailed: ({ reason }) => refused.resolve(reason),
    onClose: ({ event }) => closed.resolve({ code: event.code, reason: event.reason }),
  })
  provider.attach()
  return {
    provider,
    synced: synced.promise,
    refused: refused.promise,
    closed: closed.promise,
    [Symbol.dispose]() {
      provider.destroy()
      websocketProvider.destroy()
    },
  }
}
