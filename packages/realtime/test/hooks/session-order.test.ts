import { expect, test } from 'vitest'
import { hookNames, type HookName } from '../../src/hooks/hook-points.ts'
import { Session } from './session.ts'

/** What fires for one message. */
const handled = (...between: HookName[]): HookName[] => ['beforeHandleMessage', ...between, 'afterHandleMessage']

test('a whole session fires every hook, in this order', async () => {
  await using session = new Session()
  const { server, firings, clock } = session
  const seen = new Set<string>()
  const fires = async (...names: HookName[]): Promise<void> => {
    expect(await firings.take(names.at(-1) ?? 'onDestroy')).toEqual(names)
    for (const name of names) seen.add(name)
  }
  await fires('onConfigure')
  await server.listen()
  await fires('onListen')
  await session.request()
  await fires('onRequest')
  await session.connect()
  await fires('onUpgrade')
  session.signIn()
  await fires('onConnect', 'onAuthenticate', 'onCreateDocument', 'onLoadDocument', 'afterLoadDocument', 'connected')
  session.synchronise()
  await fires(...handled('beforeSync'))
  session.write()
  await fires(...handled('beforeSync', 'onChange'))
  session.bePresent()
  await fires(...handled('beforeHandleAwareness', 'onAwarenessUpdate'))
  session.sayStateless()
  await fires(...handled('onStateless'))
  session.signIn()
  await fires(...handled('onTokenSync'))
  server.documents.get('doc')?.broadcastStateless('to all')
  await fires('beforeBroadcastStateless')
  clock.advance(2_000)
  await fires('onStoreDocument', 'afterStoreDocument')
  session.write()
  await fires(...handled('beforeSync', 'onChange'))
  session.leave()
  await fires(
    'onAwarenessUpdate',
    'onDisconnect',
    'onStoreDocument',
    'afterStoreDocument',
    'beforeUnloadDocument',
    'afterUnloadDocument',
  )
  await server.destroy()
  await fires('onDestroy')
  expect([...seen].toSorted()).toEqual(hookNames.toSorted())
})

test('what a client sends before it is let in is handled after connected, in order', async () => {
  await using session = new Session()
  await session.server.listen()
  await session.connect()
  await session.firings.take('onUpgrade')
  session.synchronise()
  session.signIn()
  session.write()
  session.sayStateless()
  await session.client.next(8)
  const fired = await session.firings.take('onStateless')
  expect(fired.slice(0, fired.indexOf('connected'))).toEqual([
    'onConnect',
    'onAuthenticate',
    'onCreateDocument',
    'onLoadDocument',
    'afterLoadDocument',
  ])
  expect(fired.slice(fired.indexOf('connected') + 1)).toEqual([
    ...handled('beforeSync'),
    ...handled('beforeSync', 'onChange'),
    ...handled('onStateless'),
  ])
})

test('a second client of a document that is open is asked for, but nothing is loaded again', async () => {
  await using session = new Session()
  await session.server.listen()
  await session.connect()
  session.signIn()
  await session.firings.take('connected')
  const first = session.client
  await session.connect()
  session.signIn()
  expect(await session.firings.take('connected')).toEqual(['onUpgrade', 'onConnect', 'onAuthenticate', 'connected'])
  session.leave()
  expect(await session.firings.take('onDisconnect')).toEqual(['onDisconnect'])
  expect(session.server.getDocumentsCount()).toBe(1)
  first[Symbol.dispose]()
})

test('code in this process opens a document without asking who it is, and its last connection ends as that of a client', async () => {
  await using session = new Session()
  await session.server.listen()
  await session.firings.take('onListen')
  const direct = await session.server.openDirectConnection('doc')
  expect(await session.firings.take('afterLoadDocument')).toEqual([
    'onCreateDocument',
    'onLoadDocument',
    'afterLoadDocument',
  ])
  await direct.transact((document) => document.getText('text').insert(0, 'x'))
  expect(await session.firings.take('onChange')).toEqual(['onChange'])
  await direct.disconnect()
  expect(await session.firings.take('afterUnloadDocument')).toEqual([
    'onStoreDocument',
    'afterStoreDocument',
    'onDisconnect',
    'beforeUnloadDocument',
    'afterUnloadDocument',
  ])
})

test('what nobody listens to is not fired, and the rest of a session is as it was', async () => {
  await using session = new Session()
  session.server.configure(Object.fromEntries(hookNames.map((name) => [name, undefined])))
  await session.firings.take('onConfigure')
  await session.server.listen()
  await session.connect()
  session.signIn()
  session.write()
  await session.client.next(8)
  session.leave()
  await session.server.destroy()
  session.firings.handlers.onDestroy({})
  expect(await session.firings.take('onDestroy')).toEqual(['onDestroy'])
})
