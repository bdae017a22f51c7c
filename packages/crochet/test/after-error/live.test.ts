import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createApp, type App, type CrochetConfig } from '../../src/index.ts'
import { authApp, openDocument } from '../auth-app.ts'
import { notes, project, silent } from '../project.ts'
import type { Told } from './error-app.ts'

type Hooks = NonNullable<CrochetConfig['hooks']>

const user = { id: 'ada' }

interface Live extends AsyncDisposable {
  readonly app: App
  readonly provider: HocuspocusProvider
  readonly told: Told[]
  /** When `afterError` has been told of `count` errors. */
  heard(count: number): Promise<void>
}

/** An application with one client, who edits once it is let in. */
async function live(hooks: Hooks, more: CrochetConfig = {}): Promise<Live> {
  await using stack = new AsyncDisposableStack()
  const at = stack.use(project())
  const told: Told[] = []
  let wake = (): void => {}
  const afterError = (payload: unknown): void => {
    told.push({ at: 'root', payload })
    wake()
  }
  const signsIn = { onConnect: () => ({ user, seat: 7 }) }
  const config = {
    ...at.config,
    collections: [notes],
    ...more,
    hooks: { ...signsIn, ...hooks, afterError: [afterError] },
  }
  const app = stack.use(await createApp(config, { root: at.root, log: silent }))
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `${url.replace('http', 'ws')}/collab`,
    WebSocketPolyfill: WebSocket,
  })
  const provider = new HocuspocusProvider({ websocketProvider, name: 'text', token: 'guest' })
  stack.defer(() => {
    provider.destroy()
    websocketProvider.destroy()
  })
  provider.on('synced', () => {
    provider.document.getText('t').insert(0, 'a')
    provider.sendStateless('hello')
    provider.setAwarenessField('name', 'Ada')
  })
  provider.attach()
  const closing = stack.move()
  return {
    app,
    provider,
    told,
    async heard(count) {
      while (told.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        await promise
      }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const fault = new TypeError('a fault')
const failing = (): never => {
  throw fault
}

const soon = { realtime: { debounce: 1, maxDebounce: 2 } }

describe('a hook of the collaboration server that fails is told to the root, once', () => {
  test.each([
    ['onAuthenticate', {}],
    ['onCreateDocument', {}],
    ['onLoadDocument', {}],
    ['afterLoadDocument', {}],
    ['connected', {}],
    ['beforeHandleMessage', {}],
    ['beforeSync', {}],
    ['onStateless', {}],
    ['onChange', {}],
    ['beforeHandleAwareness', {}],
    ['onAwarenessUpdate', {}],
    ['onStoreDocument', soon],
    ['afterStoreDocument', soon],
  ] satisfies [keyof Hooks, CrochetConfig][])('%s', async (name, more) => {
    let failed = 0
    const once = (): void => {
      if (failed++ === 0) throw fault
    }
    await using at = await live({ [name]: once }, more)
    await at.heard(1)
    const { payload } = at.told[0] ?? {}
    expect(payload.error).toBe(fault)
    expect(payload).toMatchObject({
      source: 'live',
      thrown: { hook: name },
      req: { source: 'live', documentName: 'text' },
    })
    expect(payload.req.user).toEqual(user)
    expect(payload.context).toMatchObject({ seat: 7 })
    expect(payload.context).toBe(payload.req.context)
    expect(payload.req.headers.get('upgrade')).toBe('websocket')
    expect([payload.result, payload.graphqlResult, payload.collection]).toEqual([undefined, undefined, undefined])
    expect(at.told).toHaveLength(1)
  })

  test('onDisconnect', async () => {
    await using at = await live({ onDisconnect: failing })
    at.provider.on('synced', () => at.provider.destroy())
    await at.heard(1)
    expect(at.told).toMatchObject([{ payload: { source: 'live', error: fault, req: { user, documentName: 'text' } } }])
  })

  test('onConnect, before anybody is known', async () => {
    await using at = await live({ onConnect: failing })
    await at.heard(1)
    expect(at.told).toMatchObject([
      { payload: { source: 'live', error: fault, req: { user: null, documentName: 'text' }, context: {} } },
    ])
  })

  test('a store that fails again and again is told of the first time', async () => {
    let stores = 0
    const { promise: again, resolve } = Promise.withResolvers<void>()
    const onStoreDocument = (): void => {
      if (++stores === 2) resolve()
      throw fault
    }
    await using at = await live({ onStoreDocument }, soon)
    await again
    expect(at.told).toHaveLength(1)
  })

  test('the Local API in a hook: told by the live door alone', async () => {
    const made = Promise.withResolvers<App>()
    const onChange = async (): Promise<void> => {
      const app = await made.promise
      await app.create({ collection: 'notes', data: {} })
    }
    await using at = await live({ onChange })
    made.resolve(at.app)
    await at.heard(1)
    expect(at.told).toMatchObject([{ payload: { source: 'live', error: { code: 'VALIDATION' }, req: { user } } }])
  })
})

describe('what is no error is not told', () => {
  test.each([
    ['nothing', undefined],
    ['a reason alone', { reason: 'full' }],
    ['an error without a word', new Error()],
  ])('a refusal by %s', async (_title, thrown) => {
    const refused = Promise.withResolvers<void>()
    await using at = await live({
      onAuthenticate: () => {
        throw thrown
      },
    })
    at.provider.on('authenticationFailed', () => refused.resolve())
    await refused.promise
    expect(at.told).toEqual([])
  })

  test('a client whose document has no room for it', async () => {
    const refused = Promise.withResolvers<void>()
    await using at = await live({}, { realtime: { limits: { clients: 0 } } })
    at.provider.on('authenticationFailed', () => refused.resolve())
    await refused.promise
    expect(at.told).toEqual([])
  })
})

test('whoever is not signed in is refused, and told to the root as an error', async () => {
  const told: unknown[] = []
  await using at = await authApp({ hooks: { afterError: [(payload) => void told.push(payload)] } })
  using opened = openDocument(at, 'nobody')
  expect(await opened.refused).toBe('Please sign in')
  expect(told).toMatchObject([
    { source: 'live', error: { code: 'APP_SIGN_IN' }, req: { user: null, documentName: 'text' } },
  ])
})
