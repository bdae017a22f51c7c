import { describe, expect, test } from 'vitest'
import { Client, openSocket } from '../client.ts'
import { providerVersions } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'

interface Close {
  event: { code: number; reason: string }
}

describe.each(providerVersions)('@hocuspocus/provider $version: closing', (version) => {
  test('closeConnections(name) ends one document; the socket and its other documents stay', async () => {
    await using server = await startServer()
    using socket = openSocket(version, server.url)
    using one = new Client(version, 'one', { url: server.url, socket })
    using two = new Client(version, 'two', { url: server.url, socket })
    await Promise.all([one.saved(), two.saved()])
    const closed = one.next<Close>('close')
    server.server.hocuspocus.closeConnections('one')
    // The provider reports a document that was closed on an open socket as code 1000.
    expect((await closed).event).toMatchObject({ code: 1000, reason: 'Reset Connection' })
    expect(one.provider.isSynced).toBe(false)
    two.write('goes on')
    await two.saved()

    one.provider.detach()
    one.provider.attach()
    await one.saved()
  })

  test('connection.close(event) tells the client its reason', async () => {
    await using server = await startServer()
    using ada = new Client(version, 'notes', server)
    await ada.saved()
    const closed = ada.next<Close>('close')
    const [connection] = server.server.hocuspocus.documents.get('notes')?.getConnections() ?? []
    connection?.close({ code: 4403, reason: 'Your shift is over' })
    expect((await closed).event).toMatchObject({ code: 1000, reason: 'Your shift is over' })
  })

  test('a hook that rejects a message closes that document for that client, and nothing of the message is taken', async () => {
    await using folder = await openFolder()
    await using server = await startServer({
      journal: folder.journal,
      async beforeHandleMessage({ context, document }) {
        if (context.role === 'spammer' && document.getText('text').length > 0) {
          throw Object.assign(new Error('enough'), { code: 4403, reason: 'Enough of that' })
        }
      },
      async onAuthenticate({ token }) {
        return { role: token }
      },
    })
    using spammer = new Client(version, 'notes', { url: server.url, token: 'spammer' })
    using ada = new Client(version, 'notes', server)
    await Promise.all([spammer.saved(), ada.saved()])
    ada.write('News.')
    await Promise.all([ada.saved(), spammer.reads('News.')])
    const closed = spammer.next<Close>('close')
    spammer.write('BUY NOW')
    expect((await closed).event.reason).toBe('Enough of that')
    ada.write(' More.')
    await ada.saved()
    expect(ada.text.toString()).toBe('News. More.')
  })

  test('the client leaves: the document’s connection ends, and onDisconnect tells who it was', async () => {
    const left = Promise.withResolvers<object>()
    await using server = await startServer({
      async onAuthenticate({ token }) {
        return { user: token }
      },
      async onDisconnect({ documentName, clientsCount, context }) {
        left.resolve({ documentName, clientsCount, user: context.user })
      },
    })
    using ada = new Client(version, 'notes', { url: server.url, token: 'ada' })
    await ada.saved()
    ada.provider.detach()
    expect(await left.promise).toEqual({ documentName: 'notes', clientsCount: 0, user: 'ada' })
  })

  test('a frame that is no message ends the socket with a code and a reason; the provider connects again and loses nothing', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using ada = new Client(version, 'notes', server)
    ada.write('kept')
    await ada.saved()
    const closed = ada.next<Close>('close')
    ada.socket.webSocket?.send(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0xff]))
    const { code, reason } = (await closed).event
    expect(code).toBeGreaterThanOrEqual(4000)
    expect(code).toBeLessThan(5000)
    expect(reason).not.toBe('')

    await ada.saved()
    ada.write(' and more')
    await ada.saved()
    using edgar = new Client(version, 'notes', server)
    await edgar.reads('kept and more')
  })
})
