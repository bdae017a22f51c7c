import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import { expect, test } from 'vitest'
import { jobsApp } from './jobs-app.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- payloads are looked at as tests please
type Payload = any

test('onChange in the background: one job for a burst, with the document as the journal has it', async () => {
  const ran: Payload[] = []
  const handler = (payload: Payload): void => void ran.push(payload)
  await using w = await jobsApp({ hooks: { onChange: { id: 'index', mode: 'background', handler } } })
  const { url } = await w.app.listen({ port: 0, stopOnSignals: false })
  await w.drain()
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `${url.replace('http', 'ws')}/collab`,
    WebSocketPolyfill: WebSocket,
  })
  const synced = Promise.withResolvers<void>()
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: 'draft',
    onSynced: () => synced.resolve(),
  })
  const saved = new Promise<void>((resolve) =>
    provider.on('unsyncedChanges', ({ number }: { number: number }) => number === 0 && resolve()),
  )
  provider.attach()
  await synced.promise
  provider.document.getText('body').insert(0, 'hello')
  await saved
  // Acknowledged: so the job is there, or has run.
  expect(await w.app.jobs.count()).toBeGreaterThan(0)
  await expect.poll(() => ran.at(-1)?.document.getText('body').toString()).toBe('hello')
  const [first] = ran
  expect(first).toMatchObject({
    documentName: 'draft',
    attempt: 1,
    req: { source: 'job', user: null, documentName: 'draft' },
  })
  expect(first.instance).toBe(w.app.realtime.hocuspocus)
  provider.destroy()
  websocketProvider.destroy()
})

test('edits by code, stores and ends of connections leave work too, which does not depend on a write around it', async () => {
  const ran: string[] = []
  const note =
    (name: string) =>
    ({ documentName, document, context }: Payload): void =>
      void ran.push(`${name} ${documentName} ${document.getText('body').toString()} ${context.why}`)
  const record = (name: string): object => ({ id: name, mode: 'background', handler: note(name) })
  await using w = await jobsApp({
    hooks: {
      onChange: record('change'),
      afterStoreDocument: record('stored'),
      onDisconnect: record('left'),
    } as never,
  })
  const connection = await w.app.realtime.hocuspocus.openDirectConnection('draft', { why: 'test' })
  await connection.transact((document) => document.getText('body').insert(0, 'a'))
  await connection.disconnect()
  await w.drain()
  expect(ran.toSorted()).toEqual(['change draft a test', 'left draft a test', 'stored draft a test'])
})

test('a point of the collaboration server that can refuse is not for the background', async () => {
  const hooks = { onAuthenticate: { mode: 'background', handler: () => {} } } as never
  await expect(jobsApp({ hooks })).rejects.toMatchObject({ code: 'HOOK_BACKGROUND_REFUSED', hook: 'onAuthenticate' })
})

test('a change whose background work cannot be kept is not called saved, and is told of', async () => {
  const told: Payload[] = []
  await using w = await jobsApp({
    // No input is as short as that.
    jobs: { limits: { input: 1 }, work: false },
    hooks: {
      onChange: { id: 'index', mode: 'background', handler: () => {} },
      afterError: [({ error, source }: Payload) => void told.push([error.code, source])],
    },
  })
  const { url } = await w.app.listen({ port: 0, stopOnSignals: false })
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `${url.replace('http', 'ws')}/collab`,
    WebSocketPolyfill: WebSocket,
  })
  const synced = Promise.withResolvers<void>()
  const provider = new HocuspocusProvider({ websocketProvider, name: 'draft', onSynced: () => synced.resolve() })
  provider.attach()
  await synced.promise
  provider.document.getText('body').insert(0, 'hello')
  await expect.poll(() => w.app.realtime.hocuspocus.metrics().declined).toBe(1)
  expect(told).toEqual([['JOB_INPUT_SIZE', 'live']])
  provider.destroy()
  websocketProvider.destroy()
})
