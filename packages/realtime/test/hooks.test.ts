import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Server, type RealtimeError } from '../src/index.ts'
import { GatedJournal } from './support/gated-journal.ts'
import { ManualClock } from './support/manual-clock.ts'
import { Client, ProviderSocket } from './support/provider.ts'
import { Lines, running } from './support/running-server.ts'

const base = ['context', 'documentName', 'instance', 'requestHeaders', 'requestParameters', 'socketId']
const connecting = [...base, 'connectionConfig', 'connection', 'providerVersion', 'request']

/** Own keys of a payload, without the signal that the engine offers. */
const keysOf = (payload: object): string[] => Object.keys(payload).filter((key) => key !== 'signal')

test('one session fires the hooks in order, each with its payload', async () => {
  const fired: [string, string[]][] = []
  const seen =
    (name: string) =>
    (payload: object): void =>
      void fired.push([name, keysOf(payload)])
  const clock = new ManualClock()
  const { promise: gone, resolve } = Promise.withResolvers<void>()
  await using server = await running({
    clock,
    onConnect: seen('onConnect'),
    onAuthenticate: seen('onAuthenticate'),
    onLoadDocument: seen('onLoadDocument'),
    onChange: seen('onChange'),
    onStoreDocument: seen('onStoreDocument'),
    onDisconnect: (payload) => {
      seen('onDisconnect')(payload)
      resolve()
    },
  })
  {
    using ada = new Client('doc', { url: server.url, token: 'secret' })
    await ada.whenSynced()
    ada.text.insert(0, 'x')
    await ada.whenSaved()
    clock.advance(2_000)
  }
  await gone
  expect(fired.map(([name]) => name)).toEqual([
    'onConnect',
    'onAuthenticate',
    'onLoadDocument',
    'onChange',
    'onStoreDocument',
    'onDisconnect',
  ])
  const keys = new Map(fired)
  expect(keys.get('onConnect')?.toSorted()).toEqual(connecting.toSorted())
  expect(keys.get('onAuthenticate')?.toSorted()).toEqual([...connecting, 'token'].toSorted())
  expect(keys.get('onLoadDocument')?.toSorted()).toEqual(
    [...base, 'connectionConfig', 'connection', 'document'].toSorted(),
  )
  const change = [...base, 'document', 'clientsCount']
  expect(keys.get('onChange')?.toSorted()).toEqual([...change, 'connection', 'transactionOrigin', 'update'].toSorted())
  expect(keys.get('onStoreDocument')?.toSorted()).toEqual(
    [...change, 'lastContext', 'lastTransactionOrigin', 'transactionOrigin'].toSorted(),
  )
  expect(keys.get('onDisconnect')?.toSorted()).toEqual(change.toSorted())
})

test('the payloads carry the request, the token and one context per connection and document', async () => {
  const { promise: changed, resolve } = Promise.withResolvers<unknown>()
  await using server = await running({
    onConnect: ({ requestHeaders, requestParameters, request, providerVersion }) => ({
      version: providerVersion?.split('.')[0],
      upgrade: requestHeaders.get('upgrade'),
      room: requestParameters.get('room'),
      path: new URL(request.url).pathname,
    }),
    onAuthenticate: ({ token, context }) => ({ user: token, sawVersion: context['version'] }),
    onChange: ({ context, clientsCount, document }) =>
      resolve([context, clientsCount, document.getText('text').toString()]),
  })
  using ada = new Client('doc', { url: `${server.url}/collab?room=7`, token: 'ada' })
  ada.text.insert(0, 'x')
  const context = { version: '4', sawVersion: '4', upgrade: 'websocket', room: '7', path: '/collab', user: 'ada' }
  expect(await changed).toEqual([context, 1, 'x'])
})

test('extensions run by priority, ties in the order of the list, and the configuration last', async () => {
  const ran: string[] = []
  class Late {
    priority = 50
    name = 'late'
    onConnect(): void {
      ran.push(this.name)
    }
  }
  const extension = (extensionName: string, priority?: number) => ({
    extensionName,
    priority,
    onConnect: (): void => void ran.push(extensionName),
  })
  await using server = await running({
    onConnect: () => void ran.push('configuration'),
    extensions: [new Late(), extension('a'), extension('first', 500), extension('b')],
  })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  expect(ran).toEqual(['first', 'a', 'b', 'late', 'configuration'])
})

test('a later handler sees in the context what an earlier one returned', async () => {
  await using server = await running({
    extensions: [{ onAuthenticate: () => ({ role: 'editor' }) }],
    onAuthenticate: ({ context }) => ({ seen: context['role'] }),
    onLoadDocument: ({ context, document }) => document.getText('text').insert(0, String(context['seen'])),
  })
  using ada = new Client('doc', { url: server.url })
  await ada.reads('editor')
  expect(ada.isSynced).toBe(true)
})

test.for<[string, unknown, string]>([
  ['the reason of what was thrown', Object.assign(new Error('a message'), { reason: 'no seat left' }), 'no seat left'],
  ['the message of an Error', new Error('token expired'), 'token expired'],
  ['a default for an empty Error', new Error(''), 'permission-denied'],
  ['a default for nothing', undefined, 'Forbidden'],
  ['a default for a string', 'just text', 'permission-denied'],
])('a refused client is told %s, and its socket stays open for other documents', async ([, thrown, reason]) => {
  await using server = await running({
    onAuthenticate({ documentName }) {
      if (documentName === 'secret') throw thrown
    },
  })
  using socket = new ProviderSocket(server.url)
  using secret = new Client('secret', { socket })
  using open = new Client('open', { socket })
  expect(await secret.refused()).toBe(reason)
  await open.whenSynced()
  open.text.insert(0, 'x')
  await open.whenSaved()
  expect(server.getDocumentsCount()).toBe(1)
})

test('a refused document may be asked for again on the same socket', async () => {
  await using server = await running({
    onAuthenticate({ token }) {
      if (token !== 'good') throw new Error('bad token')
    },
  })
  let token = 'bad'
  using ada = new Client('doc', { url: server.url, token: () => token })
  expect(await ada.refused()).toBe('bad token')
  token = 'good'
  await ada.sendToken()
  ada.startSync()
  await ada.whenSynced()
})

test('what every handler of onLoadDocument returns is merged, journalled once, and no change', async () => {
  await using journal = await GatedJournal.open()
  const changes: Uint8Array[] = []
  const list = (value: string): Y.Doc => {
    const document = new Y.Doc()
    document.getArray('list').push([value])
    return document
  }
  const fixed = list('from bytes')
  const loader = {
    extensions: [{ onLoadDocument: () => list('from a document') }],
    onLoadDocument: ({ document }: { document: Y.Doc }) => {
      expect(document.getArray('list').toArray()).toEqual(['from a document'])
      return Y.encodeStateAsUpdate(fixed)
    },
  }
  {
    await using server = await running({ journal, ...loader, onChange: ({ update }) => void changes.push(update) })
    using ada = new Client('doc', { url: server.url })
    await ada.until(() => ada.document.getArray('list').length === 2)
    expect(ada.document.getArray('list').toArray().toSorted()).toEqual(['from a document', 'from bytes'])
  }
  expect((await journal.load('doc')).updates).toHaveLength(1)
  expect(changes).toEqual([])
  await using server = await running({ journal })
  using bob = new Client('doc', { url: server.url })
  await bob.until(() => bob.document.getArray('list').length === 2)
})

test('a load that fails refuses everyone who waits, and the next one starts afresh', async () => {
  await using journal = await GatedJournal.open()
  let loads = 0
  const { promise: loading, resolve: decide } = Promise.withResolvers<void>()
  let waiting = 0
  await using server = await running({
    journal,
    onAuthenticate: () => void (++waiting === 2 && setImmediate(decide)),
    async onLoadDocument({ document }) {
      if (++loads > 1) return
      document.getText('text').insert(0, 'half')
      await loading
      throw new Error('unknown document')
    },
  })
  using ada = new Client('doc', { url: server.url })
  using bob = new Client('doc', { url: server.url })
  const refusals = Promise.all([ada.refused(), bob.refused()])
  expect(await refusals).toEqual(['unknown document', 'unknown document'])
  expect(loads).toBe(1)
  expect(server.getDocumentsCount()).toBe(0)
  expect(await journal.list()).toEqual([])
  using eve = new Client('doc', { url: server.url })
  await eve.whenSynced()
  expect(eve.text.toString()).toBe('')
})

test('a journal that cannot be read is a fault: the client is not told why, the log is', async () => {
  await using journal = await GatedJournal.open()
  const log = new Lines()
  const broken = Object.assign(Object.create(journal) as GatedJournal, {
    load: () => Promise.reject(new Error('the password is hunter2')),
  })
  await using server = await running({ journal: broken, log })
  using ada = new Client('doc', { url: server.url })
  expect(await ada.refused()).toBe('permission-denied')
  expect(log.errors[0]?.details).toMatchObject({ error: { code: 'DOCUMENT_LOAD' } })
})

test('an edit by a handler reaches the clients and the journal; a handler that answers edits with edits ends', async () => {
  await using journal = await GatedJournal.open()
  let changes = 0
  await using server = await running({
    journal,
    onChange({ document }) {
      if (changes++ < 100) document.getText('log').insert(0, '.')
    },
  })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  ada.text.insert(0, 'x')
  await ada.until(() => ada.document.getText('log').length >= 2)
  await ada.whenSaved()
  expect(changes).toBeLessThan(10)
  const document = new Y.Doc()
  for (const update of (await journal.load('doc')).updates) Y.applyUpdate(document, update)
  expect(document.getText('log').toString()).toBe(ada.document.getText('log').toString())
})

test('each connect, message, store and disconnect is an operation in the trace', async () => {
  const clock = new ManualClock()
  const nothing = (): void => {}
  await using server = await running({
    clock,
    onConnect: nothing,
    onChange: nothing,
    onStoreDocument: nothing,
    onDisconnect: nothing,
  })
  const operations: (string | undefined)[][] = []
  server.hocuspocus.engine.trace((record) => void operations.push([record.name, record.subject]))
  {
    using ada = new Client('doc', { url: server.url })
    await ada.whenSynced()
    ada.text.insert(0, 'x')
    await ada.whenSaved()
    clock.advance(2_000)
  }
  await server.destroy()
  expect(operations).toEqual(['connect', 'message', 'store', 'disconnect'].map((name) => [name, 'doc']))
})

test('a hook that this server does not call keeps it from starting', () => {
  const code = (run: () => unknown): string => {
    try {
      run()
      return 'started'
    } catch (error) {
      return (error as RealtimeError).code
    }
  }
  class Unknown {
    onConect(): void {}
  }
  expect(code(() => new Server({ onConect: () => {} } as never))).toBe('CONFIG_HOOK')
  expect(code(() => new Server({ extensions: [new Unknown() as object] }))).toBe('CONFIG_HOOK')
  expect(code(() => new Server({ onConnect: 'no function' } as never))).toBe('CONFIG_VALUE')
  expect(code(() => new Server({ debounce: -1 }))).toBe('CONFIG_VALUE')
  expect(code(() => Server.configure({ port: 70_000 }))).toBe('CONFIG_VALUE')
})
