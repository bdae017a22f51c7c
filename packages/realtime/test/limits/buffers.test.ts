import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { frame } from '../support/raw-client.ts'
import { limited, outcomeOf, presence, Scene, sized, standard, step, type, typing } from './scene.ts'

test('by default 8 MB may wait for hooks or the disk, and 8 MB to be sent', () => {
  expect(standard).toMatchObject({ inbound: 8_388_608, outbound: 8_388_608 })
})

/** A WebSocket of another runtime, whose buffer is as full as the test says. */
class OtherSocket {
  readonly readyState = 1
  bufferedAmount = 0
  readonly sent: number[] = []
  closed: { code: number | undefined; reason: string | undefined } | undefined
  paused = 0
  send(data: Uint8Array): void {
    // The type comes after the address, `doc`.
    this.sent.push(Number(data[4]))
  }
  close(code?: number, reason?: string): void {
    this.closed = { code, reason }
  }
  pause(): void {
    this.paused++
  }
  resume(): void {
    this.paused--
  }
}

async function other(scene: Scene) {
  const socket = new OtherSocket()
  const { handleMessage } = scene.server.hocuspocus.handleConnection(socket, new Request('http://localhost/'))
  handleMessage(frame('doc', type.auth, 0, ''))
  while (!socket.sent.includes(type.auth)) await new Promise((resolve) => setImmediate(resolve))
  socket.sent.length = 0
  return { socket, handleMessage }
}

/** Waits for what has been broadcast to arrive everywhere. */
const turn = async (scene: Scene): Promise<void> => {
  await scene.unharmed()
}

test.for<[number, boolean]>([
  [999, true],
  [1_000, true],
  [1_001, false],
  [1_000_000, false],
])('with %i of 1,000 bytes waiting to be sent: more is sent is %s', async ([waiting, sends]) => {
  await using scene = await Scene.open(limited({ outbound: 1_000 }))
  const { socket } = await other(scene)
  using speaker = await scene.client()
  socket.bufferedAmount = waiting
  speaker.send('doc', type.awareness, presence([7, 1, '{}']))
  await scene.good.until(() => scene.good.awareness?.getStates().has(7) === true)
  expect(socket.sent.includes(type.awareness)).toBe(sends)
  expect(socket.closed).toBeUndefined()
  expect(scene.server.hocuspocus.metrics().droppedAwareness).toBe(sends ? 0 : 1)
  await turn(scene)
  expect(socket.sent.includes(type.sync)).toBe(sends)
  if (sends) return
  expect(socket.closed).toEqual({ code: 4205, reason: 'More than 1000 bytes wait to be sent' })
  expect(scene.server.hocuspocus.metrics()).toMatchObject({ resets: 1, refused: { SOCKET_OUTBOUND: 1 } })
})

test('a client that does not read is reset when too much waits for it, synchronises, and nobody else notices', async () => {
  await using scene = await Scene.open(limited({ outbound: 200_000 }))
  using slow = await scene.client()
  slow.webSocket.pause()
  for (let index = 0; index < 400 && scene.refused('SOCKET_OUTBOUND') === 0; index++) {
    scene.good.text.insert(0, 'x'.repeat(50_000))
    await scene.good.whenSaved()
  }
  expect(scene.refused('SOCKET_OUTBOUND')).toBe(1)
  slow.webSocket.resume()
  expect(await slow.closed).toEqual({ code: 4205, reason: 'More than 200000 bytes wait to be sent' })
  await scene.unharmed()
})

test.for<[number, boolean]>([
  [999, true],
  [1_000, true],
  [1_001, false],
  [1_000_000, false],
])('with %i of 1,000 bytes waiting for a hook: the socket is read is %s', async ([bytes, reads]) => {
  const { promise: slow, resolve: go } = Promise.withResolvers<void>()
  const handled: string[] = []
  await using scene = await Scene.open({
    ...limited({ inbound: 1_000, statelessBytes: 10_000_000 }),
    beforeHandleMessage: ({ update, documentName }) => {
      if (documentName === 'slow') handled.push(String(update.length))
      return documentName === 'slow' ? slow : undefined
    },
  })
  const socket = new OtherSocket()
  const { handleMessage } = scene.server.hocuspocus.handleConnection(socket, new Request('http://localhost/'))
  handleMessage(frame('slow', type.auth, 0, ''))
  while (socket.sent.length === 0) await new Promise((resolve) => setImmediate(resolve))
  // The first is being handled; what comes after it waits.
  handleMessage(sized(500, 'slow'))
  handleMessage(sized(500, 'slow'))
  handleMessage(sized(bytes - 500, 'slow'))
  expect(socket.paused).toBe(reads ? 0 : 1)
  expect(scene.server.hocuspocus.metrics()).toMatchObject({ pausedSockets: reads ? 0 : 1, pauses: reads ? 0 : 1 })
  await scene.unharmed()
  go()
  await scene.server.hocuspocus.documents.get('slow')?.getConnections()[0]?.waitForPendingMessages()
  expect(handled).toHaveLength(3)
  expect(socket.paused).toBe(0)
  expect(socket.closed).toBeUndefined()
})

test('what waits for a slow hook is not read from the network, and nothing is lost', async () => {
  const { promise: slow, resolve: go } = Promise.withResolvers<void>()
  let handled = 0
  await using scene = await Scene.open({
    ...limited({ inbound: 100_000, statelessRate: 1_000_000 }),
    onLoadDocument: ({ documentName }) => (documentName === 'slow' ? slow : undefined),
    onStateless: () => void handled++,
  })
  using client = await scene.stranger()
  client.token('slow')
  const one = sized(10_000, 'slow')
  for (let index = 0; index < 5_000; index++) client.bytes(one)
  while (scene.server.hocuspocus.metrics().pausedSockets === 0) await scene.unharmed()
  const { messages } = scene.server.hocuspocus.metrics()
  expect(messages).toBeLessThan(200)
  go()
  expect(await outcomeOf(client)).toBe('taken')
  await scene.server.hocuspocus.documents.get('slow')?.getConnections()[0]?.waitForPendingMessages()
  expect(handled).toBe(5_000)
})

test('many requests for the whole document are answered one at a time, the last one surely', async () => {
  await using scene = await Scene.open()
  scene.good.text.insert(0, 'x'.repeat(1_000_000))
  await scene.good.whenSaved()
  using client = await scene.client()
  client.webSocket.pause()
  const asks = 1_000
  for (let index = 0; index < asks; index++) client.send('doc', type.sync, step.one, Uint8Array.of(0))
  client.send('doc', type.sync, step.one, Y.encodeStateVector(scene.good.document))
  while (scene.server.hocuspocus.metrics().postponedSyncs === 0) await scene.unharmed()
  client.webSocket.resume()
  let answers = 0
  for (;;) {
    const { rest } = await client.next(type.sync)
    if (rest.arr[rest.pos] !== step.two) continue
    answers++
    if (rest.arr.length < 1_000) break
  }
  expect(answers + scene.server.hocuspocus.metrics().postponedSyncs).toBeGreaterThanOrEqual(asks)
  expect(answers).toBeLessThan(asks / 2)
  expect(scene.server.hocuspocus.metrics().resets).toBe(0)
  await scene.unharmed()
})

test('documents of one socket do not wait for each other', async () => {
  await using scene = await Scene.open()
  using client = await scene.client()
  client.token('second')
  await client.next(type.auth, 'second')
  client.send('doc', type.sync, step.one, Uint8Array.of(0))
  client.send('second', type.sync, step.one, Uint8Array.of(0))
  client.send('second', type.sync, step.update, typing(7, 'x'))
  await client.next(type.sync, 'doc')
  await client.next(type.sync, 'second')
  await client.next(type.status, 'second')
})
