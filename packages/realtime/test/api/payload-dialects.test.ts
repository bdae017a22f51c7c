import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type {
  ConnectedPayload,
  LoadedDocumentPayload,
  OnAuthenticatePayload,
  OnConnectPayload,
} from '../../src/index.ts'
import { frame } from '../support/raw-client.ts'
import { running } from '../support/running-server.ts'

interface Seen {
  readonly onConnect: OnConnectPayload
  readonly onAuthenticate: OnAuthenticatePayload
  readonly onLoadDocument: LoadedDocumentPayload
  readonly connected: ConnectedPayload
}

/** The payloads of one client's way in. */
async function connect(headers: Record<string, string> = {}): Promise<Seen> {
  const seen: Partial<Record<keyof Seen, unknown>> = {}
  const opened = Promise.withResolvers<void>()
  await using server = await running({
    onConnect: (payload) => void (seen.onConnect = payload),
    onAuthenticate: (payload) => void (seen.onAuthenticate = payload),
    onLoadDocument: (payload) => void (seen.onLoadDocument = payload),
    connected: (payload) => {
      seen.connected = payload
      opened.resolve()
    },
  })
  const webSocket = new WebSocket(server.url, { headers })
  await once(webSocket, 'open')
  webSocket.send(frame('doc', 2, 0, ''))
  await opened.promise
  webSocket.terminate()
  return seen as Seen
}

test('who asks is named in both dialects: connectionConfig, and connection where it does not mean the open connection', async () => {
  const { onConnect, onAuthenticate, onLoadDocument, connected } = await connect()
  expect(onConnect.connection).toBe(onConnect.connectionConfig)
  expect(onAuthenticate.connection).toBe(onConnect.connectionConfig)
  expect(onLoadDocument.connection).toBe(onConnect.connectionConfig)
  expect(connected.connectionInstance).toBe(connected.connection)
  expect(connected.connectionConfig).toBe(onConnect.connectionConfig)
})

test('read-only set in the older dialect holds', async () => {
  const opened = Promise.withResolvers<boolean>()
  await using server = await running({
    onAuthenticate: ({ connection }) => void (connection.readOnly = true),
    connected: ({ connection }) => opened.resolve(connection.readOnly),
  })
  const webSocket = new WebSocket(server.url)
  await once(webSocket, 'open')
  webSocket.send(frame('doc', 2, 0, ''))
  expect(await opened.promise).toBe(true)
  webSocket.terminate()
})

test('headers are read as those of the web, and by name as those of Node', async () => {
  const { onConnect } = await connect({ 'X-User': 'ada' })
  expect(onConnect.requestHeaders.get('x-user')).toBe('ada')
  expect(Reflect.get(onConnect.requestHeaders, 'x-user')).toBe('ada')
  expect(onConnect.request.headers.get('x-user')).toBe('ada')
})

test('a header of a client is never put over a method, and is not written into logs', async () => {
  const { onConnect } = await connect({ get: 'evil', constructor: 'evil', 'X-Secret': 'hidden' })
  expect(onConnect.requestHeaders.get('get')).toBe('evil')
  expect(onConnect.requestHeaders.constructor).toBe(Headers)
  expect(JSON.stringify(onConnect.requestHeaders)).toBe('{}')
})
