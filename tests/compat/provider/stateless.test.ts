import { describe, expect, test } from 'vitest'
import { Client, openSocket } from '../client.ts'
import { providerVersions } from '../provider-versions.ts'
import { startServer } from '../running-server.ts'

interface Stateless {
  payload: string
}

describe.each(providerVersions)('@hocuspocus/provider $version: messages beside the document', (version) => {
  test('a stateless message reaches onStateless, and the server answers that client alone', async () => {
    const received = Promise.withResolvers<object>()
    await using server = await startServer({
      async onStateless({ payload, documentName, document, connection }) {
        received.resolve({ payload, documentName, name: document.name })
        connection.sendStateless(`got ${payload}`)
      },
    })
    using ada = new Client(version, 'notes', server)
    using edgar = new Client(version, 'notes', server)
    await Promise.all([ada.saved(), edgar.saved()])
    let overheard = 0
    edgar.provider.on('stateless', () => overheard++)

    const answer = ada.next<Stateless>('stateless')
    ada.provider.sendStateless('⚓ ahoy')
    expect((await answer).payload).toBe('got ⚓ ahoy')
    expect(await received.promise).toEqual({ payload: '⚓ ahoy', documentName: 'notes', name: 'notes' })
    ada.write('after it')
    await edgar.reads('after it')
    expect(overheard).toBe(0)
  })

  test('document.broadcastStateless reaches everybody in the document, and nobody else', async () => {
    const announced: string[] = []
    await using server = await startServer({
      async beforeBroadcastStateless({ payload, documentName }) {
        announced.push(`${documentName}: ${payload}`)
      },
    })
    using socket = openSocket(version, server.url)
    using ada = new Client(version, 'notes', { url: server.url, socket })
    using elsewhere = new Client(version, 'elsewhere', { url: server.url, socket })
    using edgar = new Client(version, 'notes', server)
    await Promise.all([ada.saved(), edgar.saved(), elsewhere.saved()])
    let strayed = 0
    elsewhere.provider.on('stateless', () => strayed++)

    const heard = Promise.all([ada, edgar].map((client) => client.next<Stateless>('stateless')))
    server.server.hocuspocus.documents.get('notes')?.broadcastStateless('lunch')
    expect((await heard).map(({ payload }) => payload)).toEqual(['lunch', 'lunch'])
    expect(announced).toEqual(['notes: lunch'])
    elsewhere.provider.forceSync()
    await elsewhere.saved()
    expect(strayed).toBe(0)
  })

  test('the server asks for the token again, and a client may send it unasked', async () => {
    const tokens: string[] = []
    const arrivals: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()]
    await using server = await startServer({
      async onTokenSync({ token, documentName, connection }) {
        tokens.push(`${documentName}: ${token}`)
        connection.readOnly = token === 'third'
        arrivals[tokens.length - 1]?.resolve()
      },
    })
    const supply = ['first', 'second', 'third']
    using ada = new Client(version, 'notes', { url: server.url, token: () => supply.shift() ?? 'none' })
    using watcher = new Client(version, 'notes', server)
    await Promise.all([ada.saved(), watcher.saved()])

    const connections = server.server.hocuspocus.documents.get('notes')?.getConnections() ?? []
    expect(connections).toHaveLength(2)
    connections[0]?.requestToken()
    await arrivals[0]?.promise
    await ada.provider.sendToken()
    await arrivals[1]?.promise
    expect(tokens).toEqual(['notes: second', 'notes: third'])

    ada.write('no longer allowed')
    ada.awareness.setLocalState({ name: 'Ada' })
    await watcher.sees('Ada')
    expect(watcher.text.toString()).toBe('')
  })

  test('a token that is no longer good closes the document with the reason', async () => {
    await using server = await startServer({
      async onTokenSync() {
        throw Object.assign(new Error('signed out'), { code: 4401, reason: 'signed out' })
      },
    })
    using ada = new Client(version, 'notes', server)
    await ada.saved()
    const closed = ada.next<{ event: { reason: string } }>('close')
    await ada.provider.sendToken()
    expect((await closed).event.reason).toBe('signed out')
    expect(ada.provider.isSynced).toBe(false)
  })
})
