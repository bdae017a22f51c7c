import { once } from 'node:events'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createApp, type CrochetConfig } from '../src/index.ts'
import { notes, project, silent } from './project.ts'

describe('listen', () => {
  test('serves REST, pages and the collaboration server on one port', async () => {
    const seen: string[] = []
    const at = project({ 'public/index.html': '<h1>Hello</h1>' })
    using _ = at
    const config = {
      ...at.config,
      collections: [notes],
      hooks: { onAuthenticate: ({ token }: { token: string }) => void seen.push(token) },
    }
    await using app = await createApp(config, { root: at.root, log: silent })
    const { url } = await app.listen({ port: 0, stopOnSignals: false })

    expect(await (await fetch(url)).text()).toBe('<h1>Hello</h1>')
    const answer = await fetch(`${url}/api/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'by REST' }),
    })
    expect(answer.status).toBe(201)
    expect((await app.find({ collection: 'notes' })).docs).toMatchObject([{ text: 'by REST' }])

    const websocketProvider = new HocuspocusProviderWebsocket({
      url: `${url.replace('http', 'ws')}/collab`,
      WebSocketPolyfill: WebSocket,
    })
    const { promise: synced, resolve } = Promise.withResolvers<void>()
    const provider = new HocuspocusProvider({
      websocketProvider,
      name: 'text',
      token: 'secret',
      onSynced: () => resolve(),
    })
    provider.attach()
    await synced
    provider.destroy()
    websocketProvider.destroy()
    expect(seen).toEqual(['secret'])
  })

  test('serves GraphQL, unless it is turned off', async () => {
    using at = project()
    const ask = async (graphql: CrochetConfig['graphql']): Promise<unknown> => {
      await using app = await createApp({ ...at.config, collections: [notes], graphql }, { root: at.root, log: silent })
      const { url } = await app.listen({ port: 0, stopOnSignals: false })
      const body = JSON.stringify({ query: '{ Notes { totalDocs } __schema { __typename } }' })
      const headers = { 'content-type': 'application/json' }
      return (await fetch(`${url}/api/graphql`, { method: 'POST', headers, body })).json()
    }
    expect(await ask(undefined)).toEqual({ data: { Notes: { totalDocs: 0 }, __schema: { __typename: '__Schema' } } })
    expect(await ask({ introspection: false })).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_INVALID' } }] })
    expect(await ask(false)).toMatchObject({ errors: [{ code: 'HTTP_ROUTE_UNKNOWN' }] })
    const wrong = { introspection: 'no' } as never
    await expect(createApp({ ...at.config, graphql: wrong }, { log: silent })).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
    })
  })

  test('refuses WebSockets elsewhere and a second listen', async () => {
    using at = project()
    await using app = await createApp(at.config, { root: at.root, log: silent })
    const { url } = await app.listen({ port: 0, stopOnSignals: false })
    await expect(app.listen({ port: 0 })).rejects.toMatchObject({ code: 'APP_LISTENING' })
    const socket = new WebSocket(`${url.replace('http', 'ws')}/elsewhere`)
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toContain('404')
  })

  test('a taken port is an error, not a crash, and another port can be tried', async () => {
    using at = project()
    await using first = await createApp(at.config, { root: at.root, log: silent })
    const { url } = await first.listen({ port: 0, stopOnSignals: false })
    using other = project()
    await using second = await createApp(other.config, { root: other.root, log: silent })
    await expect(second.listen({ port: Number(new URL(url).port), stopOnSignals: false })).rejects.toMatchObject({
      cause: { code: 'EADDRINUSE' },
    })
    const { url: elsewhere } = await second.listen({ port: 0, stopOnSignals: false })
    expect((await fetch(`${elsewhere}/healthz`)).status).toBe(200)
  })

  test('an application that is closed while it begins to listen does not stay open', async () => {
    using at = project()
    const app = await createApp(at.config, { root: at.root, log: silent })
    const listening = app.listen({ port: 0, stopOnSignals: false })
    const [outcome] = await Promise.allSettled([listening, app.close()])
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'APP_CLOSED' } })
  })
})
