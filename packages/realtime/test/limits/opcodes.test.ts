import { expect, test } from 'vitest'
import { frame } from '../support/raw-client.ts'
import { limited, outcomeOf, Scene, signIn, step, type, typing } from './scene.ts'

const roles = ['unauthenticated', 'read-only', 'read-write'] as const

/** What a client may send, and what follows; anything else is refused. */
const allowed: readonly number[] = [type.sync, type.awareness, type.auth, type.query, type.stateless, type.close]
/** Types that only servers send. */
const ofServers: readonly number[] = [4, 6, 8, 9, 10]

test.for(roles)(
  'of types 0 to 255 a client that is %s may send those of clients only',
  { timeout: 120_000 },
  async (role) => {
    await using scene = await Scene.open({
      ...limited({ socketsPerAddress: 1_000 }),
      onAuthenticate: ({ token, connectionConfig }) => {
        connectionConfig.readOnly = token === 'read-only'
      },
    })
    const document = scene.server.hocuspocus.documents.get('doc')
    const before = document?.content.stateVector()
    for (let opcode = 0; opcode < 256; opcode++) {
      for (const rest of opcode === 0 ? [[], [3, typing(7, 'x')]] : [[], [0, ''], [typing(7, 'x')]]) {
        using client = await scene.stranger()
        if (role !== 'unauthenticated') await signIn(client, 'doc', role)
        client.bytes(frame('doc', opcode, ...rest))
        const outcome = await outcomeOf(client)
        const code = ofServers.includes(opcode) ? 4403 : 4205
        const right = outcome === 'taken' ? allowed.includes(opcode) : outcome.code === code && outcome.reason !== ''
        expect([opcode, outcome, right]).toEqual([opcode, outcome, true])
      }
    }
    expect(document?.content.stateVector()).toEqual(before)
    await scene.unharmed()
  },
)

test('a read-only client changes nothing, and is told so', async () => {
  await using scene = await Scene.open({
    onAuthenticate: ({ token, connectionConfig }) => {
      connectionConfig.readOnly = token === 'read-only'
    },
  })
  using client = await scene.client('doc', 'read-only')
  for (const kind of [step.two, step.update]) {
    client.send('doc', type.sync, kind, typing(7, 'x'))
    expect((await client.next(type.status)).rest.arr.at(-1)).toBe(0)
  }
  expect(scene.server.hocuspocus.documents.get('doc')?.content.clockOf(7)).toBe(0)
  expect(scene.server.hocuspocus.metrics()).toMatchObject({ declined: 2 })
  await scene.unharmed()
})

test.for<[string, Uint8Array, number]>([
  ['an empty frame', new Uint8Array(), 4401],
  ['a pong with something behind it', Uint8Array.of(10, 0), 4401],
  ['an address that is cut off', Uint8Array.of(9, 1), 4401],
  ['an address that is no UTF-8', Uint8Array.of(2, 0xff, 0xff, 1), 4401],
  ['an address of 2^53 bytes', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 1), 4401],
  ['a type that is cut off', Uint8Array.of(3, 100, 111, 99, 0x80), 4205],
  ['a type that never ends', Uint8Array.of(3, 100, 111, 99, ...Array.from({ length: 100 }, () => 0x80)), 4205],
  ['a length that is cut off', Uint8Array.of(3, 100, 111, 99, 0, 2, 0x80), 4205],
  ['an update that is cut off', Uint8Array.of(3, 100, 111, 99, 0, 2, 5, 1), 4205],
  ['bytes behind the end', Uint8Array.of(...frame('doc', 3), 0), 4205],
  ['a state vector with bytes behind its end', frame('doc', 0, 0, Uint8Array.of(0, 0)), 4205],
  ['an answer of the server to a token', frame('doc', 2, 2, 'read-write'), 4403],
])('%s ends the socket with a reason, and nobody else notices', async ([, bytes, code]) => {
  await using scene = await Scene.open()
  using client = await scene.client()
  client.bytes(bytes)
  const outcome = await client.closed
  expect(outcome).toEqual({ code, reason: expect.stringMatching(/\w+ .*\w/) })
  expect(scene.server.hocuspocus.metrics().resets).toBe(1)
  await scene.unharmed()
})

test('a text frame ends the socket with a reason', async () => {
  await using scene = await Scene.open()
  using client = await scene.client()
  client.webSocket.send('hello')
  await scene.expectRefused(await client.closed, 'FRAME_TEXT', 4401)
})
