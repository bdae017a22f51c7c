import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocumentRegistry } from '../src/document/document-registry.ts'
import { GatedJournal } from './support/gated-journal.ts'
import { Client } from './support/provider.ts'
import { RawClient } from './support/raw-client.ts'
import { running } from './support/running-server.ts'

type Step = { do: 'open' | 'close' | 'shut' | 'release' | 'turn'; who: number } | { do: 'type'; who: number }

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('open', 'open', 'close', 'type', 'type', 'shut', 'release', 'turn'),
  who: fc.nat(1),
})

/** One person who opens and closes the document and types tokens, speaking the protocol by hand. */
class Person {
  #client: RawClient | undefined
  #typed = 0
  readonly name: string
  /** Tokens whose acknowledgement has come. */
  readonly acknowledged: string[] = []

  constructor(name: string) {
    this.name = name
  }

  async open(url: string): Promise<void> {
    if (this.#client !== undefined) return
    this.#client = await RawClient.open(url)
    this.#client.token('doc')
  }

  close(): void {
    this.#client?.webSocket.close()
    this.#client = undefined
  }

  type(): void {
    const client = this.#client
    if (client === undefined) return
    const token = `${this.name}${this.#typed++}`
    // Each token by a client of its own, so that none depends on one that was cut off before it arrived.
    const own = new Y.Doc()
    own.getMap('tokens').set(token, true)
    client.send('doc', 0, 2, Y.encodeStateAsUpdate(own))
    void client.next(8).then(({ rest }) => {
      if (rest.arr[rest.pos] === 1) this.acknowledged.push(token)
    })
  }
}

test('whatever comes and goes meanwhile, every acknowledged token is in the journal and no two copies live', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 5, maxLength: 40 }), async (scheduler, steps) => {
      await using journal = await GatedJournal.open()
      const live = new Set<Y.Doc>()
      let most = 0
      const people = ['a', 'b'].map((name) => new Person(name))
      {
        await using server = await running({
          journal,
          async onLoadDocument({ document }) {
            live.add(document)
            document.on('destroy', () => live.delete(document))
            most = Math.max(most, live.size)
            await scheduler.schedule(Promise.resolve(), 'load')
          },
          onStoreDocument: () => scheduler.schedule(Promise.resolve(), 'store'),
          onDisconnect: () => scheduler.schedule(Promise.resolve(), 'disconnect'),
        })
        for (const { do: what, who } of steps) {
          const person = people[who]!
          if (what === 'open') await person.open(server.url)
          else if (what === 'close') person.close()
          else if (what === 'type') person.type()
          else if (what === 'shut') journal.shut()
          else if (what === 'release') journal.release()
          for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
          if (scheduler.count() > 0 && what === 'turn') await scheduler.waitOne()
        }
        for (const person of people) person.close()
        journal.release()
        const destroyed = server.destroy()
        let over = false
        void destroyed.then(() => (over = true))
        while (!over) {
          if (scheduler.count() > 0) await scheduler.waitOne()
          await new Promise(setImmediate)
        }
        expect(server.getDocumentsCount()).toBe(0)
      }
      expect(most).toBeLessThanOrEqual(1)
      expect(live.size).toBe(0)
      const document = new Y.Doc()
      for (const update of (await journal.load('doc')).updates) Y.applyUpdate(document, update)
      const found = Object.keys(document.getMap('tokens').toJSON())
      for (const person of people) expect(found).toEqual(expect.arrayContaining(person.acknowledged))
    }),
    { numRuns: 100 },
  )
})

test('concurrent first openers share one load', async () => {
  let loads = 0
  await using server = await running({ onLoadDocument: () => void loads++ })
  const clients = Array.from({ length: 20 }, () => new Client('doc', { url: server.url }))
  await Promise.all(clients.map((client) => client.whenSynced()))
  expect(loads).toBe(1)
  for (const client of clients) client[Symbol.dispose]()
})

test('a client that comes while the document drains takes it back', async () => {
  await using journal = await GatedJournal.open()
  let loads = 0
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  await using server = await running({ journal, onLoadDocument: () => void loads++, onDisconnect: () => leave() })
  {
    using ada = new Client('doc', { url: server.url })
    await ada.whenSynced()
    journal.shut()
    ada.text.insert(0, 'not yet on disk')
    await journal.arrival()
  }
  await left
  using bob = new Client('doc', { url: server.url })
  await bob.until(() => bob.isAuthenticated)
  expect(server.getDocumentsCount()).toBe(1)
  journal.release()
  await bob.reads('not yet on disk')
  bob.text.insert(0, 'and now ')
  await bob.whenSaved()
  expect(loads).toBe(1)
  expect(server.getDocumentsCount()).toBe(1)
  const document = new Y.Doc()
  for (const update of (await journal.load('doc')).updates) Y.applyUpdate(document, update)
  expect(document.getText('text').toString()).toBe('and now not yet on disk')
})

test('a closed registry refuses, and tells when it is empty', async () => {
  const registry = new DocumentRegistry({
    storeAtOnce: true,
    before: () => Promise.resolve(true),
    after: () => {},
    pause: () => Promise.resolve(),
  })
  await registry.whenEmpty()
  registry.close()
  await expect(registry.acquire('doc', () => Promise.reject(new Error('unreachable')))).rejects.toMatchObject({
    code: 'SERVER_CLOSING',
  })
})
