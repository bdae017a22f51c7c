import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import { Document, MessageType, type Connection } from '../../src/index.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { RawClient } from '../support/raw-client.ts'
import { running } from '../support/running-server.ts'

/** What a document sends to, with what it was sent. */
class Receiver {
  readonly messageAddress: string
  readonly frames: Uint8Array[] = []

  constructor(messageAddress: string) {
    this.messageAddress = messageAddress
  }

  send(message: Uint8Array): void {
    this.frames.push(message)
  }
}

test('a document of its own sends what is set as its presence, encoded once for all with an address', () => {
  const document = new Document('doc', {}, { flushDelay: false })
  const receivers = ['doc', 'doc', 'doc\0session'].map((address) => new Receiver(address))
  for (const receiver of receivers) document.connections.set(receiver as unknown as Connection, { clients: new Set() })
  document.awareness.setLocalState({ name: 'server' })
  document.getMap('map').set('key', 'value')
  const [first, second, other] = receivers
  expect(receivers.map(({ frames }) => frames.length)).toEqual([2, 2, 2])
  expect(first?.frames[0]).toBe(second?.frames[0])
  expect(other?.frames.map((bytes) => decoding.readVarString(decoding.createDecoder(bytes)))).toEqual([
    'doc\0session',
    'doc\0session',
  ])
})

test('types of messages have names', () => {
  expect(MessageType[MessageType.Awareness]).toBe('Awareness')
  expect(MessageType[-1]).toBe('Unknown')
})

test.for([
  { flushDelay: false, echoed: 1 },
  { flushDelay: 0, echoed: 0 },
] as const)('with flushDelay $flushDelay a sender gets $echoed of its own updates', async ({ flushDelay, echoed }) => {
  await using server = await running({ flushDelay })
  using client = await RawClient.open(server.url)
  client.token('doc')
  await client.next(2)
  const update = new Uint8Array([1, 1, 7, 0, 4, 1, 1, 116, 1, 97, 0])
  client.send('doc', 0, 2, update)
  await client.next(8)
  client.send('doc', 0, 0, new Uint8Array([0]))
  let updates = 0
  // The answer to the state vector comes after whatever was sent before.
  for (let kind = -1; kind !== 1;) {
    const { rest } = await client.next(0)
    kind = decoding.readVarUint(rest)
    if (kind === 2) updates++
  }
  expect(updates).toBe(echoed)
})

test('with a short timeout nobody is asked for a sign of life, and an idle socket ends', async () => {
  const clock = new ManualClock()
  await using server = await running({ clock, timeout: 3_000 })
  using client = await RawClient.open(server.url)
  let pings = 0
  client.webSocket.on('ping', () => pings++)
  client.token('doc')
  await client.next(2)
  clock.advance(2_000)
  client.send('doc', 0, 0, new Uint8Array([0]))
  await client.next(0)
  expect(pings).toBe(0)
  clock.advance(4_000)
  expect((await client.closed).code).toBe(4408)
})
