import { Database } from '@hocuspocus/extension-database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../client.ts'
import { provider4 } from '../provider-versions.ts'
import { cluster } from '../redis-cluster.ts'
import { openRedis, redisForTests, type RedisAddress } from '../redis-server.ts'
import { openFolder } from '../running-server.ts'
import { StoredDocuments } from '../stored-documents.ts'

const { skipped, because } = redisForTests()
const quick = { debounce: 5, maxDebounce: 20 }

describe.skipIf(skipped)(`@hocuspocus/extension-redis: the lock of a store${because}`, () => {
  let redis: RedisAddress & AsyncDisposable
  beforeAll(async () => {
    redis = await openRedis()
  })
  afterAll(() => redis?.[Symbol.asyncDispose]())

  test('while one server stores, another does not, and what it left out is stored afterwards', async () => {
    const start = cluster(redis)
    const documents = new StoredDocuments()
    const finish = Promise.withResolvers<void>()
    documents.gate = () => finish.promise
    const attempted = Promise.withResolvers<void>()
    // Ahead of the extension's own priority of 1,000, so before it asks for the lock.
    const watcher = { priority: 2_000, onStoreDocument: async () => attempted.resolve() }
    await using left = await start({ extensions: [new Database(documents)], ...quick })
    await using right = await start({ extensions: [watcher, new Database(documents)], ...quick })
    using ada = new Client(provider4, 'notes', left)
    using edgar = new Client(provider4, 'notes', right)
    await Promise.all([ada.saved(), edgar.saved()])

    ada.write('left ')
    await Promise.all([edgar.reads('left '), documents.until(() => documents.stores === 1)])
    edgar.write('right ')
    await Promise.all([edgar.saved(), attempted.promise])
    finish.resolve()
    await documents.until(() => documents.text('notes') === 'left right ')
    expect(documents.mostAtOnce).toBe(1)
  })

  test('with a journal ahead, an acknowledged edit whose store was left out is there after a restart', async () => {
    const start = cluster(redis)
    await using folder = await openFolder()
    const journal = { ...folder.journal, mode: 'ahead' as const }
    const documents = new StoredDocuments()
    const finish = Promise.withResolvers<void>()
    documents.gate = () => finish.promise
    const attempted = Promise.withResolvers<void>()
    const watcher = { priority: 2_000, onStoreDocument: async () => attempted.resolve() }
    {
      await using left = await start({ extensions: [new Database(documents)], ...quick })
      await using right = await start({ extensions: [watcher, new Database(documents)], journal, ...quick })
      using ada = new Client(provider4, 'notes', left)
      using edgar = new Client(provider4, 'notes', right)
      await Promise.all([ada.saved(), edgar.saved()])
      ada.write('left ')
      await Promise.all([edgar.reads('left '), documents.until(() => documents.stores === 1)])
      edgar.write('right ')
      await Promise.all([edgar.saved(), attempted.promise])
      finish.resolve()
    }
    await using again = await start({ extensions: [new Database(documents)], journal, ...quick })
    using reader = new Client(provider4, 'notes', again)
    await reader.saved()
    expect(reader.text.toString()).toBe('left right ')
  })

  test('the lock is given back: each server may store in turn', async () => {
    const start = cluster(redis)
    const documents = new StoredDocuments()
    await using left = await start({ extensions: [new Database(documents)], ...quick })
    await using right = await start({ extensions: [new Database(documents)], ...quick })
    using ada = new Client(provider4, 'notes', left)
    using edgar = new Client(provider4, 'notes', right)
    await Promise.all([ada.saved(), edgar.saved()])
    let text = ''
    for (const [index, client] of [ada, edgar, ada, edgar].entries()) {
      client.write(`${index} `)
      text += `${index} `
      await Promise.all([ada.reads(text), edgar.reads(text), documents.until(() => documents.text('notes') === text)])
    }
    expect(documents.mostAtOnce).toBe(1)
  })
})
