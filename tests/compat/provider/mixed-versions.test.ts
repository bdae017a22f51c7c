import { describe, expect, test } from 'vitest'
import { encodeStateAsUpdate, encodeStateVector, mergeUpdates, encodeStateVectorFromUpdate } from 'yjs'
import { seededRandom, type Random } from '../../e2e/random.ts'
import { Client } from '../client.ts'
import { provider3, provider4, type ProviderVersion } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

/** Inserts or deletes somewhere in the text, and adds an entry to the list, which nobody deletes from. */
function editSomewhere(client: Client, entry: string, random: Random): void {
  const { text } = client
  client.document.transact(() => {
    if (text.length > 20 && random.between(0, 2) === 0) text.delete(random.between(0, text.length - 6), 5)
    else text.insert(random.between(0, text.length), `<${entry}>`)
    client.document.getArray('entries').push([entry])
  })
}

/** Waits until every client has everything that any of them has, and the server has acknowledged all of it. */
async function converged(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.saved()))
  const everything = encodeStateVectorFromUpdate(
    mergeUpdates(clients.map(({ document }) => encodeStateAsUpdate(document))),
  )
  await Promise.all(clients.map((client) => client.until(() => same(encodeStateVector(client.document), everything))))
}

describe('3.x and 4.x clients in one document', () => {
  test('edits at the same time, with interruptions and a restart of the server: all converge, nothing is lost', async () => {
    const random = seededRandom()
    console.info(`CROCHET_SEED=${random.seed}`)
    await using folder = await openFolder()
    const first = await startServer({ journal: folder.journal })
    const clients = [provider3, provider4, provider3, provider4].map((version) => new Client(version, 'notes', first))
    using owned = new DisposableStack()
    for (const client of clients) owned.use(client)
    await Promise.all(clients.map((client) => client.saved()))

    const written: string[] = []
    const round = (count: number): void => {
      for (let index = 0; index < count; index++) {
        const client = clients[random.between(0, clients.length - 1)] as Client
        const entry = `e${written.length}`
        written.push(entry)
        editSomewhere(client, entry, random)
      }
    }
    round(100)
    const [offline3, offline4] = [clients[0], clients[1]] as [Client, Client]
    await Promise.all([offline3.goOffline(), offline4.goOffline()])
    round(100)
    await first.stop()
    round(50)
    await using second = await startServer({ journal: folder.journal, port: first.port })
    offline3.comeBack()
    offline4.comeBack()
    round(50)

    await converged(clients)
    const texts = new Set(clients.map(({ text }) => text.toString()))
    expect(texts.size).toBe(1)
    for (const { document } of clients) {
      expect(new Set(document.getArray<string>('entries'))).toEqual(new Set(written))
    }
    using late = new Client(provider4, 'notes', second)
    await late.saved()
    expect(late.document.getArray('entries').length).toBe(written.length)
    expect([...texts]).toEqual([late.text.toString()])
  })

  test('all see each other, and a 3.x client repeating what it heard does not bring back who has left', async () => {
    await using server = await startServer()
    const open = (version: ProviderVersion, name: string): Client => {
      const client = new Client(version, 'notes', server)
      client.awareness.setLocalState({ name })
      return client
    }
    using old1 = open(provider3, 'old1')
    using old2 = open(provider3, 'old2')
    using watcher = open(provider4, 'watcher')
    {
      using leaving = open(provider4, 'leaving')
      const all = [old1, old2, watcher, leaving]
      await Promise.all(all.map((client) => client.sees('old1', 'old2', 'watcher', 'leaving')))
    }
    await Promise.all([old1, old2, watcher].map((client) => client.sees('old1', 'old2', 'watcher')))
    // Whatever they repeat has been handled once these arrive: frames of a connection are handled in order.
    for (const client of [old1, old2]) {
      client.write(client === old1 ? '1' : '2')
      await client.saved()
    }
    await watcher.until(() => watcher.text.length === 2)
    expect(watcher.people()).toEqual(['old1', 'old2', 'watcher'])
  })

  test('a 3.x client that comes back does not remove the others, whom it lost sight of', async () => {
    await using server = await startServer()
    using old = new Client(provider3, 'notes', server)
    using ada = new Client(provider4, 'notes', server)
    using watcher = new Client(provider4, 'notes', server)
    old.awareness.setLocalState({ name: 'old' })
    ada.awareness.setLocalState({ name: 'ada' })
    watcher.awareness.setLocalState({ name: 'watcher' })
    await Promise.all([old, ada, watcher].map((client) => client.sees('ada', 'old', 'watcher')))
    const removed: number[] = []
    watcher.awareness.on('change', (change: { removed: number[] }) => removed.push(...change.removed))

    await old.goOffline()
    await watcher.sees('ada', 'watcher')
    old.comeBack()
    old.write('back')
    await Promise.all([old.saved(), watcher.reads('back')])
    old.awareness.setLocalState({ name: 'old again' })
    await watcher.sees('ada', 'old again', 'watcher')
    expect(removed).toEqual([old.document.clientID])
  })
})
