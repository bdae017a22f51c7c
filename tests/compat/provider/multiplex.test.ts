import { describe, expect, test } from 'vitest'
import { Client, openSocket } from '../client.ts'
import { provider4, providerVersions } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'

describe.each(providerVersions)('@hocuspocus/provider $version: several documents over one socket', (version) => {
  test('each document has its own content, and all share one connection', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using socket = openSocket(version, server.url)
    using one = new Client(version, 'one', { url: server.url, socket })
    using two = new Client(version, 'two', { url: server.url, socket })
    using three = new Client(version, 'three', { url: server.url, socket })
    const all = [one, two, three]
    for (const [index, client] of all.entries()) client.write(`text ${index}`)
    await Promise.all(all.map((client) => client.saved()))
    expect(server.server.hocuspocus.getConnectionsCount()).toBe(1)
    expect(server.server.hocuspocus.getDocumentsCount()).toBe(3)

    using otherSocket = openSocket(version, server.url)
    using oneAgain = new Client(version, 'one', { url: server.url, socket: otherSocket })
    using threeAgain = new Client(version, 'three', { url: server.url, socket: otherSocket })
    await Promise.all([oneAgain.reads('text 0'), threeAgain.reads('text 2')])
    threeAgain.write(', and more')
    await three.reads('text 2, and more')
    expect(one.text.toString()).toBe('text 0')
  })

  test('a document that is left can be opened again, and the others go on', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using socket = openSocket(version, server.url)
    using staying = new Client(version, 'staying', { url: server.url, socket })
    {
      using leaving = new Client(version, 'leaving', { url: server.url, socket })
      leaving.write('first visit')
      await leaving.saved()
    }
    staying.write('still here')
    await staying.saved()
    using back = new Client(version, 'leaving', { url: server.url, socket })
    await back.reads('first visit')
    await back.saved()
  })

  test('a document whose hook is slow does not hold up another one on the same socket', async () => {
    const gate = Promise.withResolvers<void>()
    await using server = await startServer({
      async onAuthenticate({ documentName }) {
        if (documentName === 'slow') await gate.promise
      },
    })
    using socket = openSocket(version, server.url)
    using slow = new Client(version, 'slow', { url: server.url, socket })
    slow.write('patience')
    using fast = new Client(version, 'fast', { url: server.url, socket })
    fast.write('at once')
    await fast.saved()
    expect(slow.provider.isSynced).toBe(false)
    gate.resolve()
    await slow.saved()
  })

  test('one refused document leaves the others alone', async () => {
    await using server = await startServer({
      async onAuthenticate({ documentName }) {
        if (documentName === 'private') throw Object.assign(new Error('private'), { reason: 'private' })
      },
    })
    using socket = openSocket(version, server.url)
    using shared = new Client(version, 'shared', { url: server.url, socket })
    await shared.saved()
    using hidden = new Client(version, 'private', { url: server.url, socket })
    expect((await hidden.next<{ reason: string }>('authenticationFailed')).reason).toBe('private')
    shared.write('undisturbed')
    await shared.saved()
    expect(shared.provider.isAuthenticated).toBe(true)
  })

  test('all documents of a socket come back together after it was closed', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using socket = openSocket(version, server.url)
    using one = new Client(version, 'one', { url: server.url, socket })
    using two = new Client(version, 'two', { url: server.url, socket })
    await Promise.all([one.saved(), two.saved()])
    await one.goOffline()
    one.write('1')
    two.write('2')
    one.comeBack()
    using oneAgain = new Client(version, 'one', server)
    using twoAgain = new Client(version, 'two', server)
    await Promise.all([oneAgain.reads('1'), twoAgain.reads('2'), one.saved(), two.saved()])
  })
})

test('4.x with session awareness: two providers of one document on one socket are two people with one text', async () => {
  await using server = await startServer()
  using socket = openSocket(provider4, server.url)
  using left = new Client(provider4, 'notes', { url: server.url, socket, sessionAwareness: true })
  using right = new Client(provider4, 'notes', { url: server.url, socket, sessionAwareness: true })
  using watcher = new Client(provider4, 'notes', server)
  left.awareness.setLocalState({ name: 'Left' })
  right.awareness.setLocalState({ name: 'Right' })
  await watcher.sees('Left', 'Right')
  left.write('shared')
  await Promise.all([right.reads('shared'), watcher.reads('shared'), left.saved(), right.saved()])

  left.provider.detach()
  await watcher.sees('Right')
  right.write(' on')
  await watcher.reads('shared on')
  expect(left.text.toString()).toBe('shared')
})
