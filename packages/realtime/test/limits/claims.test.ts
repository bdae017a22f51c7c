import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import { Client } from '../support/provider.ts'
import type { RawClient } from '../support/raw-client.ts'
import { limited, outcomeOf, presence, Scene, step, type, typing } from './scene.ts'

/** Claims of clients are decided after 50 ms. */
const soon = limited({ contested: 50 })

async function applied(client: RawClient): Promise<boolean> {
  return decoding.readVarUint((await client.next(type.status)).rest) === 1
}

/** 14 bytes: everything of a client up to a far clock is deleted content. */
function poison(client: number, clock: number): Uint8Array {
  const { encoder, ...write } = writer()
  for (const value of [1, 1, client, clock, 0, 2 ** 40, 0]) write.uint(value)
  return encoder()
}

function writer(): { encoder: () => Uint8Array; uint: (value: number) => void } {
  const bytes: number[] = []
  return {
    encoder: () => Uint8Array.from(bytes),
    uint: (value) => {
      let rest = value
      for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
      bytes.push(rest)
    },
  }
}

const clockOf = (scene: Scene, client: number): number =>
  scene.server.hocuspocus.documents.get('doc')?.content.clockOf(client) ?? 0

test('who takes a live client up to a far clock is refused, and its edits survive', async () => {
  await using scene = await Scene.open(soon)
  await scene.unharmed()
  const { clientID } = scene.good.document
  const before = clockOf(scene, clientID)
  const attack = poison(clientID, before)
  expect(attack.length).toBeLessThan(20)
  using client = await scene.client()
  client.send('doc', type.sync, step.update, attack)
  await scene.expectRefused(await client.closed, 'CLIENT_CLAIMED', 4403)
  expect(clockOf(scene, clientID)).toBe(before + 1)
  expect(scene.server.hocuspocus.metrics().sockets).toBe(2)
})

test('a client without presence that has typed is not to be taken over either', async () => {
  await using scene = await Scene.open(soon)
  using quiet = await scene.client()
  quiet.send('doc', type.sync, step.update, typing(7, 'a'))
  expect(await applied(quiet)).toBe(true)
  for (const update of [poison(7, 1), typing(7, 'forged', 1)]) {
    using client = await scene.client()
    client.send('doc', type.sync, step.update, update)
    expect(await client.closed).toMatchObject({ code: 4403 })
  }
  quiet.send('doc', type.sync, step.update, typing(7, 'b', 1))
  expect(await applied(quiet)).toBe(true)
  expect(clockOf(scene, 7)).toBe(2)
  await scene.unharmed()
})

test('while a claim is undecided the one who is claimed goes on', async () => {
  await using scene = await Scene.open(soon)
  await scene.unharmed()
  using client = await scene.client()
  client.send('doc', type.sync, step.update, poison(scene.good.document.clientID, 1_000))
  for (let index = 0; index < 10; index++) await scene.unharmed()
  await scene.expectRefused(await client.closed, 'CLIENT_CLAIMED', 4403)
})

test('what somebody wrote who is away may be brought by others; when it returns, it goes on itself', async () => {
  await using scene = await Scene.open(soon)
  using friend = await scene.client()
  friend.send('doc', type.awareness, presence([8, 1, '{}']))
  friend.send('doc', type.sync, step.update, typing(7, 'abc'))
  expect(await applied(friend)).toBe(true)
  using returned = await scene.client()
  returned.send('doc', type.sync, step.update, typing(7, 'd', 3))
  expect(await applied(returned)).toBe(true)
  friend.send('doc', type.sync, step.update, typing(7, 'forged', 4))
  expect(await friend.closed).toMatchObject({ code: 4403 })
  returned.send('doc', type.sync, step.update, typing(7, 'e', 4))
  expect(await applied(returned)).toBe(true)
  await scene.unharmed()
})

test('what a live client has written may be brought by others a moment before it sends it itself', async () => {
  await using scene = await Scene.open(limited({ contested: 10_000 }))
  using author = await scene.client()
  author.send('doc', type.sync, step.update, typing(7, 'a'))
  expect(await applied(author)).toBe(true)
  using friend = await scene.client()
  friend.send('doc', type.sync, step.update, typing(7, 'b', 1))
  expect(await outcomeOf(friend)).toBe('taken')
  expect(clockOf(scene, 7)).toBe(1)
  author.send('doc', type.sync, step.update, typing(7, 'b', 1))
  expect(await applied(author)).toBe(true)
  expect(await applied(friend)).toBe(true)
  await scene.unharmed()
})

test('clients that bring along what the others have not sent yet do not wait for each other', async () => {
  await using scene = await Scene.open(limited({ contested: 10_000 }))
  // What all of them had seen before the server was lost: each has written on top of the others.
  const ids = [101, 102, 103, 104]
  const seen = new Y.Doc()
  for (let round = 0; round < 3; round++) {
    for (const clientID of ids) {
      const author = new Y.Doc()
      Y.applyUpdate(author, Y.encodeStateAsUpdate(seen))
      author.clientID = clientID
      author.getText('text').insert(author.getText('text').length, `${clientID} `)
      Y.applyUpdate(seen, Y.encodeStateAsUpdate(author))
    }
  }
  const clients: RawClient[] = []
  await using _all = { [Symbol.asyncDispose]: async () => clients.forEach((client) => client[Symbol.dispose]()) }
  for (const id of ids) {
    const client = await scene.client()
    clients.push(client)
    client.send('doc', type.awareness, presence([id, 1, '{}']))
  }
  const direct = await scene.server.hocuspocus.openDirectConnection('doc')
  const { document } = direct
  while (!ids.every((id) => document?.awareness.getStates().has(id))) await new Promise(setImmediate)
  for (const client of clients) client.send('doc', type.sync, step.two, Y.encodeStateAsUpdate(seen))
  expect(await Promise.all(clients.map(applied))).toEqual(ids.map(() => true))
  for (const id of ids) expect(document?.getText('text').toString().split(`${id} `)).toHaveLength(4)
  await direct.disconnect()
  await scene.unharmed()
})

test('of a step 2 that is refused for what it brings along nothing stays, not even what is its own', async () => {
  await using scene = await Scene.open(soon)
  using quiet = await scene.client()
  quiet.send('doc', type.sync, step.update, typing(7, 'a'))
  expect(await applied(quiet)).toBe(true)
  using client = await scene.client()
  client.send('doc', type.sync, step.two, Y.mergeUpdates([typing(900, 'own'), typing(7, 'forged', 1)]))
  await scene.expectRefused(await client.closed, 'CLIENT_CLAIMED', 4403)
  expect([clockOf(scene, 7), clockOf(scene, 900)]).toEqual([1, 0])
  await scene.unharmed()
})

test('what is known already may be sent by anybody', async () => {
  await using scene = await Scene.open(soon)
  await scene.unharmed()
  using client = await scene.client()
  client.send('doc', type.sync, step.two, Y.encodeStateAsUpdate(scene.good.document))
  expect(await applied(client)).toBe(true)
})

test('a user whose old socket is dead, but not missed yet, goes on over a new one', async () => {
  await using scene = await Scene.open(soon)
  using old = await scene.client()
  old.send('doc', type.awareness, presence([7, 1, '{"name":"Ada"}']))
  old.send('doc', type.sync, step.update, typing(7, 'a'))
  expect(await applied(old)).toBe(true)
  old.webSocket.pause()
  using fresh = await scene.client()
  fresh.send('doc', type.awareness, presence([7, 2, '{"name":"Ada"}']))
  fresh.send('doc', type.sync, step.update, typing(7, 'b', 1))
  expect(await applied(fresh)).toBe(true)
  expect(clockOf(scene, 7)).toBe(2)
  expect(scene.refused('SOCKET_SILENT')).toBe(1)
  expect([...(scene.server.hocuspocus.documents.get('doc')?.presence.entries([7]) ?? [])]).toEqual([
    { client: 7, clock: 2, state: '{"name":"Ada"}' },
  ])
  await scene.unharmed()
})

test('presence in the name of somebody else is refused, and theirs stays', async () => {
  await using scene = await Scene.open(soon)
  scene.good.setAwarenessField('name', 'Grace')
  const { clientID } = scene.good.document
  const of = (): string | undefined =>
    scene.server.hocuspocus.documents.get('doc')?.presence.entries([clientID])[0]?.state
  await scene.good.until(() => of()?.includes('Grace') === true)
  for (const clock of [100, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    using client = await scene.client()
    client.send('doc', type.awareness, presence([clientID, clock, '{"name":"Mallory"}']))
    expect(await client.closed).toMatchObject({ code: 4403 })
    expect(of()).toContain('Grace')
  }
  expect(scene.refused('CLIENT_CLAIMED')).toBe(3)
  using leaver = await scene.client()
  leaver.send('doc', type.awareness, presence([clientID, 2 ** 40, 'null']))
  expect(await outcomeOf(leaver)).toBe('taken')
  expect(of()).toContain('Grace')
  await scene.unharmed()
})

test('what a flood of presence leaves behind is gone when its connection closes', async () => {
  await using scene = await Scene.open(limited({ socketsPerAddress: 1_000 }))
  const document = scene.server.hocuspocus.documents.get('doc')
  const present = (): number => document?.presence.entries().length ?? 0
  const before = present()
  for (let round = 0; round < 20; round++) {
    using client = await scene.client()
    const ids = Array.from({ length: 8 }, (_, index): [number, number, string] => [1_000 + 8 * round + index, 1, '{}'])
    client.send('doc', type.awareness, presence(...ids))
    expect(await outcomeOf(client)).toBe('taken')
    expect(present()).toBe(before + 8)
    client.bytes(new Uint8Array())
    await client.closed
    expect(present()).toBe(before)
  }
  await scene.unharmed()
  await scene.good.until(() =>
    [...(scene.good.awareness?.getStates().keys() ?? [])].every((id) => id < 1_000 || id > 2_000),
  )
})

test('a provider that reconnects is itself again', async () => {
  await using scene = await Scene.open(soon)
  using ada = new Client('doc', { url: scene.server.url })
  await ada.whenSynced()
  for (let round = 0; round < 5; round++) {
    // The same state again would be taken for the old one by everybody, until the provider renews it.
    ada.setAwarenessField('round', round)
    ada.text.insert(0, 'x')
    await ada.whenSaved()
    const document = scene.server.hocuspocus.documents.get('doc')
    const own = () => document?.getConnections().filter((each) => document.getClients(each).has(ada.document.clientID))
    while (own()?.length !== 1) await scene.unharmed()
    const again = new Promise((resolve) => ada.on('synced', resolve))
    for (const { webSocket } of own() ?? []) (webSocket as unknown as WebSocket).terminate()
    ada.text.insert(0, 'y')
    await again
    await ada.whenSaved()
  }
  expect(scene.refused('CLIENT_CLAIMED')).toBe(0)
  await scene.unharmed()
})

test('who leaves while its claim is undecided claims nothing any more', async () => {
  await using scene = await Scene.open(limited({ contested: 60_000 }))
  const one = await scene.client()
  const two = await scene.client()
  two.send('doc', type.sync, step.update, typing(8, 'b'))
  expect(await applied(two)).toBe(true)
  one.send('doc', type.sync, step.update, typing(8, 'forged', 1))
  expect(await outcomeOf(one)).toBe('taken')
  one.bytes(new Uint8Array())
  await one.closed
  two.bytes(new Uint8Array())
  await two.closed
  using returned = await scene.client()
  returned.send('doc', type.sync, step.update, typing(8, 'c', 1))
  expect(await applied(returned)).toBe(true)
  expect(clockOf(scene, 8)).toBe(2)
  await scene.good.until(() => scene.good.text.toString().includes('c'))
  await scene.unharmed()
})
