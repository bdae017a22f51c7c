import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Client } from './support/provider.ts'
import { frame, RawClient } from './support/raw-client.ts'
import { running } from './support/running-server.ts'

function update(): Uint8Array {
  const document = new Y.Doc()
  document.getText('text').insert(0, 'abc')
  document.getMap('map').set('key', [1, { a: null }])
  document.getText('text').delete(0, 1)
  return Y.encodeStateAsUpdate(document)
}

const valid = update()
/** Payloads that are right, nearly right, or noise. */
const bytes = fc.oneof(
  fc.constant(valid),
  fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([at, to]) => valid.with(at, to)),
  fc.nat(valid.length).map((length) => valid.slice(0, length)),
  fc.uint8Array({ maxLength: 40 }),
)
const address = fc.oneof(
  { weight: 8, arbitrary: fc.constant('doc') },
  fc.string({ maxLength: 5 }),
  fc.constant('doc\0s'),
)
const number = fc.oneof(fc.nat(12), fc.nat(2 ** 31), fc.constant(Number.MAX_SAFE_INTEGER))
const message = fc.oneof(
  fc.tuple(fc.constant(0), fc.nat(3), bytes),
  fc.tuple(fc.constant(1), bytes),
  fc.tuple(fc.constant(2), fc.nat(3), fc.string()),
  fc.tuple(fc.constant(5), fc.string()),
  fc.tuple(fc.constant(7)),
  fc.tuple(number, number, bytes),
)
const structured = fc.tuple(address, message).map(([name, parts]) => frame(name, ...parts))
const anyFrame = fc.oneof({ weight: 6, arbitrary: structured }, fc.uint8Array({ maxLength: 30 }))

test('thousands of hostile frames never crash the server, never stall it, and leave others unharmed', async () => {
  await using server = await running({ onChange: () => {}, limits: { refusals: 1_000 } })
  using good = new Client('bystander', { url: server.url })
  await good.whenSynced()
  let sent = 0
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrame, { minLength: 20, maxLength: 40 }), async (frames) => {
      using client = await RawClient.open(server.url)
      client.token('doc')
      for (const each of frames) client.bytes(each)
      // Ends the socket with a known code if none of the frames has.
      client.bytes(new Uint8Array())
      sent += frames.length
      const { code } = await client.closed
      expect([4205, 4401, 4403]).toContain(code)
    }),
    { numRuns: 200 },
  )
  expect(sent).toBeGreaterThan(4_000)
  good.text.insert(0, 'unharmed')
  await good.whenSaved()
  using late = new Client('doc', { url: server.url })
  await late.whenSynced()
})
