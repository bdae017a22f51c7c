import { expect, test } from 'vitest'
import type { OnAwarenessUpdatePayload, ServerConfiguration } from '../../src/index.ts'
import { Client } from '../support/provider.ts'
import { RawClient } from '../support/raw-client.ts'
import { Lines, running } from '../support/running-server.ts'
import { presence } from './session.ts'

const isAbsent =
  (client: Client, id: number): (() => boolean) =>
  () =>
    client.awareness?.getStates().has(id) === false

const stateOf = (client: Client, id: number): unknown => client.awareness?.getStates().get(id)

async function two(configuration: ServerConfiguration) {
  const server = await running(configuration)
  const ada = new Client('doc', { url: server.url, token: 'ada' })
  const bob = new Client('doc', { url: server.url, token: 'bob' })
  await Promise.all([ada.whenSynced(), bob.whenSynced()])
  return {
    server,
    ada,
    bob,
    id: ada.document.clientID,
    async [Symbol.asyncDispose]() {
      ada[Symbol.dispose]()
      bob[Symbol.dispose]()
      await server.destroy()
    },
  }
}

test('beforeHandleAwareness may rewrite states: who somebody says to be is what the server knows', async () => {
  await using scene = await two({
    onAuthenticate: ({ token }) => ({ user: token }),
    beforeHandleAwareness({ states, context }) {
      for (const [id, state] of states) states.set(id, { ...state, user: context['user'] })
    },
  })
  const { ada, bob, id } = scene
  ada.awareness?.setLocalState({ user: 'the boss', cursor: 3 })
  await bob.until(() => bob.awareness?.getStates().has(id) === true)
  expect(stateOf(bob, id)).toEqual({ user: 'ada', cursor: 3 })
})

test('beforeHandleAwareness may change a state in place, leave one out, and add one', async () => {
  await using scene = await two({
    beforeHandleAwareness({ states }) {
      for (const [id, state] of states) {
        if (state['hidden'] === true) states.delete(id)
        else state['seen'] = true
      }
      states.set(4_711, { bot: true })
    },
  })
  const { ada, bob, id } = scene
  ada.awareness?.setLocalState({ hidden: true })
  await bob.until(() => bob.awareness?.getStates().has(4_711) === true)
  expect(isAbsent(bob, id)()).toBe(true)
  ada.awareness?.setLocalState({ hidden: false })
  await bob.until(() => bob.awareness?.getStates().has(id) === true)
  expect(stateOf(bob, id)).toEqual({ hidden: false, seen: true })
})

test.for<[string, () => unknown]>([
  ['throws', () => Promise.reject(new Error('not welcome'))],
  ['throws nothing', () => Promise.reject()],
  ['puts in something that is no state', () => 'spoil'],
])('an update about which beforeHandleAwareness %s is dropped, and the connection goes on', async ([, refuse]) => {
  let refusing = true
  const { promise: refused, resolve } = Promise.withResolvers<void>()
  await using scene = await two({
    async beforeHandleAwareness({ states }) {
      if (!refusing) return
      resolve()
      if ((await refuse()) !== 'spoil') return
      const circle: Record<string, unknown> = {}
      circle['self'] = circle
      for (const id of states.keys()) states.set(id, circle)
    },
  })
  const { ada, bob, id, server } = scene
  ada.awareness?.setLocalState({ user: 'Ada' })
  await refused
  ada.text.insert(0, 'still here')
  await bob.reads('still here')
  expect(isAbsent(bob, id)()).toBe(true)
  refusing = false
  ada.awareness?.setLocalState({ user: 'Ada' })
  await bob.until(() => bob.awareness?.getStates().has(id) === true)
  expect(server.getConnectionsCount()).toBe(2)
})

test('a refused awareness update is logged with the handler that refused it', async () => {
  const log = new Lines()
  await using server = await running({
    log,
    extensions: [
      {
        extensionName: 'doorman',
        beforeHandleAwareness() {
          throw new Error('no')
        },
      },
    ],
  })
  using client = await RawClient.open(server.url)
  client.token('doc')
  client.bytes(presence('doc', { id: 1, clock: 1, state: {} }))
  client.send('doc', 0, 0, Uint8Array.of(0))
  await client.next(0)
  expect(log.errors[0]?.details).toMatchObject({ error: { hook: 'beforeHandleAwareness', handler: 'doorman' } })
})

test('that a client clears its presence is honoured, with hooks that look at states or change them', async () => {
  const sizes: number[] = []
  await using scene = await two({ beforeHandleAwareness: ({ states }) => void sizes.push(states.size) })
  const { ada, bob, id } = scene
  ada.awareness?.setLocalState({ user: 'Ada' })
  await bob.until(() => bob.awareness?.getStates().has(id) === true)
  ada.awareness?.setLocalState(null)
  await bob.until(isAbsent(bob, id))
  expect(sizes.slice(-2)).toEqual([1, 0])
})

test('onAwarenessUpdate tells who came, changed and left, with all states', async () => {
  const told: Pick<OnAwarenessUpdatePayload, 'added' | 'updated' | 'removed' | 'states'>[] = []
  let arrived = Promise.withResolvers<void>()
  await using server = await running({
    onAwarenessUpdate({ added, updated, removed, states }) {
      told.push({ added, updated, removed, states })
      arrived.resolve()
      arrived = Promise.withResolvers()
    },
  })
  using client = await RawClient.open(server.url)
  client.token('doc')
  const say = async (clock: number, state: object | null): Promise<void> => {
    const next = arrived.promise
    client.bytes(presence('doc', { id: 7, clock, state }))
    await next
  }
  await say(1, { user: 'Ada' })
  await say(2, { user: 'Ada', cursor: 1 })
  const left = arrived.promise
  client[Symbol.dispose]()
  await left
  const nobody = { added: [], updated: [], removed: [] }
  expect(told).toEqual([
    { ...nobody, added: [7], states: [{ clientId: 7, user: 'Ada' }] },
    { ...nobody, updated: [7], states: [{ clientId: 7, user: 'Ada', cursor: 1 }] },
    { ...nobody, removed: [7], states: [] },
  ])
})

test('a presence that a handler of onAwarenessUpdate sets reaches the clients, and its handler is not called for ever', async () => {
  let calls = 0
  await using scene = await two({
    onAwarenessUpdate({ document }) {
      document.awareness.setLocalState({ bot: ++calls })
    },
  })
  const { ada, bob, server } = scene
  ada.awareness?.setLocalState({ user: 'Ada' })
  const bot = server.documents.get('doc')?.clientID ?? 0
  await bob.until(() => bob.awareness?.getStates().has(bot) === true)
  expect(calls).toBeLessThan(10)
})
