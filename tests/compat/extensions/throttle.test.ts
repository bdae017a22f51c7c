import { Throttle } from '@hocuspocus/extension-throttle'
import { WebSocket } from 'ws'
import { describe, expect, test } from 'vitest'
import { Client } from '../client.ts'
import { provider4, type ProviderSocket } from '../provider-versions.ts'
import { startServer, type RunningServer } from '../running-server.ts'

/** A socket as it looks behind a proxy that says whom it serves. */
function openSocketFrom(headers: Record<string, string>, { url }: RunningServer): ProviderSocket & Disposable {
  class ProxiedWebSocket extends WebSocket {
    constructor(address: string) {
      super(address, { headers })
    }
  }
  const socket = new provider4.Socket({ url, WebSocketPolyfill: ProxiedWebSocket })
  return Object.assign(socket, { [Symbol.dispose]: () => socket.destroy() })
}

/** Whether someone from there may open a document. */
async function mayConnect(headers: Record<string, string>, server: RunningServer): Promise<boolean> {
  using socket = openSocketFrom(headers, server)
  using client = new Client(provider4, 'notes', { url: server.url, socket })
  const refused = client.next('authenticationFailed').then(() => false)
  return await Promise.race([client.saved().then(() => true), refused])
}

describe('@hocuspocus/extension-throttle', () => {
  for (const header of ['x-real-ip', 'x-forwarded-for']) {
    test(`who connects too often, by ${header}, is banned, and nobody else is`, async () => {
      await using server = await startServer({ extensions: [new Throttle({ throttle: 3 })] })
      const [mallory, ada] = [{ [header]: '192.0.2.66' }, { [header]: '192.0.2.1' }]
      for (let attempt = 0; attempt < 3; attempt++) expect(await mayConnect(mallory, server)).toBe(true)
      expect(await mayConnect(mallory, server)).toBe(false)
      expect(await mayConnect(ada, server)).toBe(true)
      expect(await mayConnect(mallory, server)).toBe(false)
    })
  }

  test('without a proxy all come from one address', async () => {
    await using server = await startServer({ extensions: [new Throttle({ throttle: 2 })] })
    expect(await mayConnect({}, server)).toBe(true)
    expect(await mayConnect({}, server)).toBe(true)
    expect(await mayConnect({}, server)).toBe(false)
  })

  test('documents of one socket count one by one, as each connects for itself', async () => {
    await using server = await startServer({ extensions: [new Throttle({ throttle: 2 })] })
    using socket = openSocketFrom({ 'x-real-ip': '192.0.2.7' }, server)
    using one = new Client(provider4, 'one', { url: server.url, socket })
    using two = new Client(provider4, 'two', { url: server.url, socket })
    await Promise.all([one.saved(), two.saved()])
    using three = new Client(provider4, 'three', { url: server.url, socket })
    expect((await three.next<{ reason: string }>('authenticationFailed')).reason).not.toBe('')
    one.write('still welcome')
    await one.saved()
  })
})
