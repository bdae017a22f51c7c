import { Database } from '@hocuspocus/extension-database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../client.ts'
import { provider3, provider4 } from '../provider-versions.ts'
import { cluster } from '../redis-cluster.ts'
import { openRedis, redisForTests, type RedisAddress } from '../redis-server.ts'
import { StoredDocuments } from '../stored-documents.ts'

const { skipped, because } = redisForTests()

describe.skipIf(skipped)(`@hocuspocus/extension-redis${because}`, () => {
  let redis: RedisAddress & AsyncDisposable
  beforeAll(async () => {
    redis = await openRedis()
  })
  afterAll(() => redis?.[Symbol.asyncDispose]())

  test('edits on either server reach the clients of the other, and are acknowledged', async () => {
    const start = cluster(redis)
    await using left = await start()
    await using right = await start()
    using ada = new Client(provider4, 'notes', left)
    using edgar = new Client(provider3, 'notes', right)
    await Promise.all([ada.saved(), edgar.saved()])
    ada.write('Harbour')
    await edgar.reads('Harbour')
    edgar.write(' bridge')
    await ada.reads('Harbour bridge')
    ada.text.delete(0, 8)
    await edgar.reads('bridge')
    await Promise.all([ada.saved(), edgar.saved()])
  })

  test('edits on both servers at once converge', async () => {
    const start = cluster(redis)
    await using left = await start()
    await using right = await start()
    using ada = new Client(provider4, 'notes', left)
    using edgar = new Client(provider4, 'notes', right)
    await Promise.all([ada.saved(), edgar.saved()])
    for (let index = 0; index < 50; index++) {
      ada.write(`a${index} `)
      edgar.write(`e${index} `)
    }
    const whole = ({ text }: Client) => text.toString().split(' ').length === 101
    await Promise.all([ada.until(() => whole(ada)), edgar.until(() => whole(edgar))])
    expect(ada.text.toString()).toBe(edgar.text.toString())
  })

  test('who opens a document gets what is in the memory of another server, stored or not', async () => {
    const start = cluster(redis)
    await using left = await start()
    await using right = await start()
    using ada = new Client(provider4, 'notes', left)
    ada.write('only in memory')
    await ada.saved()
    const direct = await right.server.hocuspocus.openDirectConnection('notes')
    expect(direct.document?.getText('text').toString()).toBe('only in memory')
    await direct.transact((document) => document.getText('text').insert(0, 'not '))
    await ada.reads('not only in memory')
    await direct.disconnect()
  })

  test('people on different servers see each other come, change and go', async () => {
    const start = cluster(redis)
    await using left = await start()
    await using right = await start()
    using ada = new Client(provider4, 'notes', left)
    using anchor = new Client(provider4, 'notes', left)
    using edgar = new Client(provider4, 'notes', right)
    await Promise.all([ada.saved(), anchor.saved(), edgar.saved()])
    ada.awareness.setLocalState({ name: 'Ada' })
    edgar.awareness.setLocalState({ name: 'Edgar' })
    await Promise.all([ada.sees('Ada', 'Edgar'), edgar.sees('Ada', 'Edgar')])
    edgar.awareness.setLocalStateField('name', 'Edgar the printer')
    await ada.sees('Ada', 'Edgar the printer')

    using late = new Client(provider4, 'notes', right)
    await late.sees('Ada', 'Edgar the printer')
    // The extension publishes nothing for a server whose last client has left, so somebody stays there.
    await ada.goOffline()
    await edgar.sees('Edgar the printer')
  })

  test('a stateless broadcast reaches the clients of both servers, each once', async () => {
    const start = cluster(redis)
    await using left = await start()
    await using right = await start()
    const clients = [left, left, right, right].map((server) => new Client(provider4, 'notes', server))
    using owned = new DisposableStack()
    for (const client of clients) owned.use(client)
    await Promise.all(clients.map((client) => client.saved()))
    const heard: string[] = []
    const heardBy = clients.map((client, index) => {
      client.provider.on('stateless', ({ payload }: { payload: string }) => heard.push(`${index} ${payload}`))
      return client.next('stateless')
    })
    left.server.hocuspocus.documents.get('notes')?.broadcastStateless('lunch')
    await Promise.all(heardBy)
    // Redis delivers in order: what would come twice has come before this edit.
    clients[0]?.write('!')
    await Promise.all(clients.map((client) => client.reads('!')))
    expect(heard.toSorted()).toEqual(['0 lunch', '1 lunch', '2 lunch', '3 lunch'])
  })

  test('what came through Redis is stored by the server it was written on, not by the others', async () => {
    const start = cluster(redis)
    const [onLeft, onRight] = [new StoredDocuments(), new StoredDocuments()]
    const quick = { debounce: 5, maxDebounce: 20 }
    await using left = await start({ extensions: [new Database(onLeft)], ...quick })
    await using right = await start({ extensions: [new Database(onRight)], ...quick })
    using ada = new Client(provider4, 'notes', left)
    using edgar = new Client(provider4, 'notes', right)
    await Promise.all([ada.saved(), edgar.saved()])
    ada.write('from the left')
    await Promise.all([edgar.reads('from the left'), onLeft.until(() => onLeft.states.has('notes'))])
    edgar.write(', from the right')
    await Promise.all([ada.reads('from the left, from the right'), onRight.until(() => onRight.states.has('notes'))])
    expect(onLeft.text('notes')).toBe('from the left')
    expect(onRight.text('notes')).toBe('from the left, from the right')
    expect([onLeft.stores, onRight.stores]).toEqual([1, 1])
  })

  test('one server stops: the other’s clients work on, and its own clients get everything when it is back', async () => {
    const start = cluster(redis)
    await using left = await start()
    const right = await start()
    using ada = new Client(provider4, 'notes', left)
    using edgar = new Client(provider4, 'notes', right)
    ada.write('Before. ')
    await Promise.all([ada.saved(), edgar.reads('Before. ')])
    await right.stop()
    edgar.write('Edgar meanwhile. ')
    ada.write('Ada meanwhile. ')
    await ada.saved()
    expect(ada.text.toString()).toBe('Before. Ada meanwhile. ')

    await using _again = await start({ port: right.port })
    const whole = ({ text }: Client): boolean =>
      ['Before. ', 'Ada meanwhile. ', 'Edgar meanwhile. '].every((part) => text.toString().includes(part))
    await Promise.all([ada.until(() => whole(ada)), edgar.until(() => whole(edgar))])
    expect(ada.text.toString()).toBe(edgar.text.toString())
  })
})
