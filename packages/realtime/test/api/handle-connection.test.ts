import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { Hocuspocus, type ClosingEvent, type WebSocketLike } from '../../src/index.ts'
import { Client } from '../support/provider.ts'
import { frame } from '../support/raw-client.ts'
import { Lines } from '../support/running-server.ts'

/** A socket as runtimes without events have it: what it receives, its owner passes on. */
class Pipe implements WebSocketLike {
  readyState = 1
  readonly types: number[] = []
  #notify: () => void = () => {}

  send(data: Uint8Array): void {
    this.types.push(data[data[0] === undefined ? 0 : data[0] + 1] ?? -1)
    this.#notify()
  }

  close(): void {
    this.readyState = 3
  }

  async received(type: number): Promise<void> {
    while (!this.types.includes(type)) await new Promise<void>((resolve) => (this.#notify = resolve))
  }
}

const request = (): Request => new Request('http://localhost/?user=ada', { headers: { 'x-user': 'ada' } })

test('a socket without events is handled by what its owner passes on, as bytes or as a buffer', async () => {
  const hocuspocus = new Hocuspocus({ log: new Lines() })
  const pipe = new Pipe()
  const connection = hocuspocus.handleConnection(pipe, request())
  connection.handleMessage(frame('doc', 2, 0, ''))
  await pipe.received(2)
  connection.handleMessage(Uint8Array.from(frame('doc', 0, 0, new Uint8Array([0]))).buffer)
  await pipe.received(0)
  expect(hocuspocus.getConnectionsCount()).toBe(1)
  connection.handleClose()
  expect(hocuspocus.getConnectionsCount()).toBe(0)
  await hocuspocus.destroy()
})

test('the owner of a socket hears when its connections end, and connections hear why', async () => {
  const events: (ClosingEvent | undefined)[] = []
  const hocuspocus = new Hocuspocus({
    log: new Lines(),
    connected: ({ connection }) => void connection.onClose((_document, event) => events.push(event)),
  })
  const pipe = new Pipe()
  const ended = Promise.withResolvers<unknown>()
  const connection = hocuspocus
    .handleConnection(pipe, request(), { from: 'edge' })
    .onClose((document, payload) => ended.resolve([document.name, payload.context, payload.clientsCount]))
  connection.handleMessage(frame('doc', 2, 0, ''))
  await pipe.received(2)
  connection.handleClose({ code: 1001, reason: 'going away' })
  expect(events).toEqual([{ code: 1001, reason: 'going away' }])
  expect(await ended.promise).toEqual(['doc', { from: 'edge' }, 0])
  await hocuspocus.destroy()
})

test('a socket of ws is listened to: nothing has to be passed on', async () => {
  const hocuspocus = new Hocuspocus({ log: new Lines() })
  const http = createServer().listen(0, '127.0.0.1')
  const webSockets = new WebSocketServer({ server: http })
  webSockets.on(
    'connection',
    (webSocket, incoming) => void hocuspocus.handleConnection(webSocket, incoming, { by: 'ws' }),
  )
  await once(http, 'listening')
  const address = http.address()
  {
    using ada = new Client('doc', { url: `ws://127.0.0.1:${typeof address === 'object' && address?.port}` })
    await ada.whenSynced()
    ada.text.insert(0, 'a')
    await ada.whenSaved()
    expect(hocuspocus.documents.get('doc')?.getText('text').toString()).toBe('a')
  }
  await hocuspocus.destroy()
  webSockets.close()
  http.close()
})
