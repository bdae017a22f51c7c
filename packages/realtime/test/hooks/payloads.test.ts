import { beforeAll, expect, test } from 'vitest'
import { hookNames, type HookName } from '../../src/hooks/hook-points.ts'
import { Connection, Document, Hocuspocus } from '../../src/index.ts'
import { Session } from './session.ts'

const base = ['instance', 'documentName', 'context', 'requestHeaders', 'requestParameters', 'socketId']
const asking = [...base, 'request', 'connectionConfig', 'providerVersion']
const open = [...base, 'document', 'clientsCount']
const store = ['instance', 'documentName', 'document', 'clientsCount', 'lastContext', 'lastTransactionOrigin']
const awareness = ['awareness', 'states', 'connection', 'transactionOrigin']

/** What the type declarations of Hocuspocus 4.7 say. */
const original: Readonly<Record<HookName, readonly string[]>> = {
  onConfigure: ['instance', 'configuration', 'version'],
  onListen: ['instance', 'configuration', 'port'],
  onRequest: ['instance', 'request', 'response'],
  onUpgrade: ['instance', 'request', 'socket', 'head'],
  onConnect: asking,
  onAuthenticate: [...asking, 'token'],
  connected: [...asking, 'connection'],
  onTokenSync: [...base, 'document', 'connection', 'connectionConfig', 'token'],
  onCreateDocument: [...base, 'connectionConfig'],
  onLoadDocument: [...base, 'connectionConfig', 'document'],
  afterLoadDocument: [...base, 'connectionConfig', 'document'],
  beforeHandleMessage: [...open, 'connection', 'update'],
  afterHandleMessage: [...open, 'connection', 'update'],
  beforeSync: ['documentName', 'document', 'context', 'clientsCount', 'connection', 'type', 'payload'],
  beforeHandleAwareness: [...open, ...awareness],
  onAwarenessUpdate: ['instance', 'documentName', 'document', ...awareness, 'added', 'updated', 'removed'],
  onChange: [...open, 'connection', 'transactionOrigin', 'update'],
  onStoreDocument: store,
  afterStoreDocument: store,
  onStateless: ['documentName', 'document', 'connection', 'payload'],
  beforeBroadcastStateless: ['documentName', 'document', 'payload'],
  onDisconnect: open,
  beforeUnloadDocument: ['instance', 'documentName', 'document'],
  afterUnloadDocument: ['instance', 'documentName'],
  onDestroy: ['instance'],
}

/** What is there besides, for older applications or because every payload about a document has it. */
const besides: { readonly [Name in HookName]?: readonly string[] } = {
  onConnect: ['connection'],
  onAuthenticate: ['connection'],
  connected: ['connectionInstance', 'document', 'clientsCount'],
  onTokenSync: ['clientsCount', 'request', 'providerVersion'],
  onCreateDocument: ['connection', 'yDocOptions'],
  onLoadDocument: ['connection'],
  afterLoadDocument: ['connection'],
  beforeSync: [...base, 'decline'],
  onAwarenessUpdate: open,
  onStoreDocument: [...open, 'transactionOrigin'],
  afterStoreDocument: [...open, 'transactionOrigin'],
  onStateless: open,
  beforeBroadcastStateless: base,
  beforeUnloadDocument: base,
  afterUnloadDocument: base,
}

/** Hooks that are about what the server or code in this process does, or about no document. */
const aboutNobody: ReadonlySet<HookName> = new Set<HookName>([
  'beforeBroadcastStateless',
  'beforeUnloadDocument',
  'afterUnloadDocument',
])
const aboutClient = hookNames.filter(
  (name) => !aboutNobody.has(name) && [...original[name], ...(besides[name] ?? [])].includes('socketId'),
)

let session: Session

beforeAll(async () => {
  session = new Session()
  const { server, firings } = session
  await server.listen()
  await session.request()
  await session.connect()
  session.signIn()
  session.synchronise()
  session.write()
  session.bePresent()
  session.sayStateless()
  session.signIn()
  await firings.take('onTokenSync')
  server.documents.get('doc')?.broadcastStateless('to all')
  session.leave()
  await firings.take('afterUnloadDocument')
  await server.destroy()
})

test.for(hookNames)('%s is given what the original gives it, and what else is promised, and nothing more', (name) => {
  const given = session.firings.given(name)
  const expected = new Set([...original[name], ...(besides[name] ?? [])])
  expect(Object.keys(given).toSorted()).toEqual([...expected].toSorted())
})

test.for(hookNames)('%s is given a signal that its handlers may read', (name) => {
  expect(session.firings.given(name)['signal']).toBeInstanceOf(AbortSignal)
})

test('one context, one request and one socket go through everything that is about a client', () => {
  const { context, requestHeaders, requestParameters, socketId } = session.firings.payload('onConnect')
  const given = aboutClient.map((name) => session.firings.given(name))
  expect(new Set(given.map((each) => each['context']))).toEqual(new Set([context]))
  const same = { documentName: 'doc', requestHeaders, requestParameters, socketId }
  expect(given).toEqual(given.map(() => expect.objectContaining(same)))
  expect(requestParameters.get('room')).toBe('7')
  expect(requestHeaders.get('upgrade')).toBe('websocket')
})

test('every hook is given the same server; document and connection are the classes of the API', () => {
  const { hocuspocus } = session.server
  const given = hookNames.map((name) => session.firings.given(name))
  expect(given.filter(({ instance }) => instance !== hocuspocus)).toEqual([])
  const { document } = session.firings.payload('onLoadDocument')
  expect(given.filter((each) => 'document' in each && each['document'] !== document)).toEqual([])
  expect(hocuspocus).toBeInstanceOf(Hocuspocus)
  expect(session.firings.payload('onChange').document).toBeInstanceOf(Document)
  expect(session.firings.payload('onChange').connection).toBeInstanceOf(Connection)
  expect(session.firings.payload('onChange').connection).toBe(session.firings.payload('connected').connection)
})

test('values are what their names say', () => {
  const { firings, server } = session
  expect(firings.payload('onConfigure').version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(firings.payload('onListen').port).toBeGreaterThan(0)
  expect(firings.payload('onRequest').request.url).toBe('/status')
  expect(firings.payload('onUpgrade').request.url).toBe('/collab?room=7')
  expect(firings.payload('onAuthenticate')).toMatchObject({ token: 'secret', providerVersion: null })
  expect(firings.payload('onConnect').connectionConfig).toEqual({ readOnly: false, isAuthenticated: true })
  expect(firings.payload('onTokenSync').token).toBe('secret')
  expect(firings.payload('onStateless').payload).toBe('hello')
  expect(firings.payload('beforeBroadcastStateless').payload).toBe('to all')
  const change = firings.payload('onChange')
  expect(change.transactionOrigin).toEqual({ source: 'connection', connection: change.connection })
  expect(firings.payload('onStoreDocument').lastTransactionOrigin).toBe(change.transactionOrigin)
  expect(firings.payload('onStoreDocument').transactionOrigin).toBe(change.transactionOrigin)
  expect(firings.payload('onStoreDocument').lastContext).toBe(change.context)
  expect(firings.payload('onDisconnect').clientsCount).toBe(0)
  expect(firings.payload('connected').clientsCount).toBe(1)
  expect(firings.payload('beforeUnloadDocument').socketId).toBe('server')
  expect(firings.payload('onListen').configuration).toEqual(server.configuration)
})

test('what one handler does to what the server itself is given is not seen by others', async () => {
  await using other = new Session()
  const { server, firings } = other
  const direct = await server.openDirectConnection('doc')
  firings.payload('onLoadDocument').requestHeaders.set('x-user', 'eve')
  firings.payload('onLoadDocument').requestParameters.set('user', 'eve')
  await direct.transact((document) => document.getText('text').insert(0, 'x'))
  await firings.take('onChange')
  expect([...firings.payload('onChange').requestHeaders]).toEqual([])
  expect([...firings.payload('onChange').requestParameters]).toEqual([])
  await direct.disconnect()
})
