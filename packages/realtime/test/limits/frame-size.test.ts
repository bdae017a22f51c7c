import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { frame } from '../support/raw-client.ts'
import { running } from '../support/running-server.ts'
import { around, limited, outcomeOf, Scene, sized, standard } from './scene.ts'

const limits = { frameBeforeAuthentication: 500, frame: 2_000, statelessBytes: 10_000_000 }

test('by default a frame has 64 kB before authentication and 16 MB after', () => {
  expect(standard).toMatchObject({ frameBeforeAuthentication: 65_536, frame: 16_777_216 })
})

test.for(around(500))('a frame of %i bytes before authentication: let through is %s', async ([bytes, passes]) => {
  await using scene = await Scene.open(limited(limits))
  using client = await scene.stranger()
  client.bytes(sized(bytes))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['FRAME_TOO_LARGE', 4205])
})

test.for(around(2_000))('a frame of %i bytes after authentication: let through is %s', async ([bytes, passes]) => {
  await using scene = await Scene.open(limited(limits))
  using client = await scene.client()
  client.bytes(sized(bytes))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['FRAME_TOO_LARGE', 4205])
})

test('a message in many fragments counts as one frame', async () => {
  await using scene = await Scene.open(limited(limits))
  using client = await scene.stranger()
  for (let part = 0; part < 6; part++) client.webSocket.send(new Uint8Array(100), { fin: false })
  const { code, reason } = await client.closed
  expect({ code, reason }).toEqual({ code: 4205, reason: 'A frame has more than 500 bytes' })
  await scene.unharmed()
})

/** The first bytes that come over a WebSocket which is opened by hand and sends this. */
async function answerTo(url: string, bytes: Uint8Array): Promise<Buffer> {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  try {
    const head = [
      'GET / HTTP/1.1',
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    let received = Buffer.alloc(0)
    const until = async (bytes: number): Promise<Buffer> => {
      for (;;) {
        const end = received.indexOf('\r\n\r\n')
        if (end >= 0 && received.length >= end + 4 + bytes) return received.subarray(end + 4)
        const [data] = (await once(socket, 'data')) as [Buffer]
        received = Buffer.concat([received, data])
      }
    }
    await until(0)
    socket.write(bytes)
    return await until(4)
  } finally {
    socket.destroy()
  }
}

const mask = [0, 0, 0, 0]

test('a frame that is too large is refused by its header, before it is there', async () => {
  await using server = await running(limited(limits))
  const header = Buffer.from([0x82, 0xff, 0, 0, 0x01, 0, 0, 0, 0, 0, ...mask])
  const answer = await answerTo(server.url, header)
  expect(answer.readUInt16BE(2)).toBe(4205)
  expect(answer.subarray(4).toString()).toBe('A frame has more than 500 bytes')
})

test.for<[string, number[]]>([
  ['that is not masked', [0x82, 0x01, 0x00]],
  ['with reserved bits', [0xf2, 0x80, ...mask]],
  ['of an unknown kind', [0x83, 0x80, ...mask]],
  ['that is a text and not UTF-8', [0x81, 0x81, ...mask, 0xff]],
])('a frame %s ends the socket with a reason', async ([, bytes]) => {
  await using scene = await Scene.open()
  const answer = await answerTo(scene.server.url, Buffer.from(bytes))
  expect(answer[0]).toBe(0x88)
  expect(answer.readUInt16BE(2)).toBe(1002)
  expect(answer.subarray(4).toString()).toBe('A frame breaks the WebSocket protocol')
  await scene.unharmed()
  expect(scene.refused('FRAME_WEBSOCKET')).toBe(1)
})

test('a socket that is turned down may send nonsense, and nobody notices', async () => {
  await using scene = await Scene.open(limited({ waitingSockets: 1 }))
  using waiting = await scene.stranger()
  expect(await outcomeOf(waiting)).toBe('taken')
  const answer = await answerTo(scene.server.url, Buffer.from([0xf2, 0x80, ...mask, ...frame('doc', 3)]))
  expect(answer[0]).toBe(0x88)
  expect(answer.readUInt16BE(2)).toBe(1013)
  await scene.unharmed()
})
