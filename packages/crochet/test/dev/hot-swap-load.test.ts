import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { config, DevProcess } from './dev-process.ts'

const clients = 50
const documents = 10
const swaps = 20

/** Writes down what it sees, in one list for all versions; its handlers take some turns, and tell when they run too late. */
const witness = (version: number): string => `
import { setImmediate as turn } from 'node:timers/promises'
const version = ${version}
export default (app) => {
  let destroyed = false
  const note = (what, ids) => {
    for (const id of ids) globalThis.events.push({ version, what, id, destroyed })
  }
  const slowly = async (what, id) => {
    note(what, [id])
    for (let n = 0; n < 20; n++) await turn()
    if (destroyed) note('too late', [id])
  }
  return {
    initialize() {
      app.hooks.on('onChange', { id: 'witness', handler: async ({ update }) => {
        const text = Buffer.from(update).toString('latin1')
        note('onChange', [...text.matchAll(/<(\\d+:\\d+)>/g)].map(([, id]) => id))
        await turn()
        if (destroyed) note('too late', [text])
      } })
      app.hooks.on('posts:afterChange', { id: 'witness', handler: async ({ doc }) => { await slowly('afterChange', doc.id) } })
      app.hooks.on('posts:afterCommit', { id: 'witness', handler: async ({ doc }) => { await slowly('afterCommit', doc.id) } })
    },
    async destroy() {
      await turn()
      destroyed = true
    },
  }
}`

const writer = `
export default (app) => ({
  initialize() {
    app.endpoints.push({ method: 'post', path: '/local', handler: async () =>
      Response.json({ doc: await app.create({ collection: 'posts', data: { title: 'by the Local API' } }) }) })
  },
})`

interface Seen {
  readonly version: number
  readonly what: string
  readonly id: string | number
  readonly destroyed: boolean
}

/** A published provider on a socket of its own, which types until it is told to stop. */
class Typist {
  readonly #provider: HocuspocusProvider
  readonly #socket: HocuspocusProviderWebsocket
  readonly sent: string[] = []
  closes = 0
  #goesOn = true

  constructor(url: string, number: number) {
    this.#socket = new HocuspocusProviderWebsocket({
      url: `${url.replace('http', 'ws')}/collab`,
      WebSocketPolyfill: WebSocket,
    })
    this.#provider = new HocuspocusProvider({
      websocketProvider: this.#socket,
      name: `free/${number % documents}`,
      token: 'any',
    })
    this.#socket.on('close', () => this.closes++)
    this.number = number
  }
  readonly number: number

  async types(): Promise<void> {
    this.#provider.attach()
    await this.#saved()
    while (this.#goesOn) {
      const id = `${this.number}:${this.sent.length}`
      this.sent.push(id)
      const text = this.#provider.document.getText('text')
      text.insert(text.length, `<${id}>`)
      await this.#saved()
    }
  }

  stop(): void {
    this.#goesOn = false
  }

  destroy(): void {
    this.#provider.destroy()
    this.#socket.destroy()
  }

  #saved(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.#provider.isSynced || this.#provider.hasUnsyncedChanges) return
        this.#provider.off('synced', look)
        this.#provider.off('unsyncedChanges', look)
        resolve()
      }
      this.#provider.on('synced', look)
      this.#provider.on('unsyncedChanges', look)
      look()
    })
  }
}

test(`${swaps} swaps while ${clients} clients type and others write: each committed edit is seen by exactly one version, no connection is dropped`, async () => {
  await using dev = await DevProcess.serving({
    'crochet.config.ts': config(),
    'hooks/witness/index.ts': witness(0),
    'hooks/writer.ts': writer,
  })
  const typists = Array.from({ length: clients }, (_, number) => new Typist(dev.url, number))
  const typing = typists.map((typist) => typist.types())

  const written: string[] = []
  let writes = true
  const write = async (path: string): Promise<void> => {
    const { doc } = await dev.post(path, { title: 'by REST' })
    written.push(String(doc.id))
  }
  const writing = ['/api/posts', '/api/posts', '/api/local'].map(async (path) => {
    while (writes) await write(path)
  })

  // So that every version sees at least one.
  await write('/api/posts')
  for (let version = 1; version <= swaps; version++) {
    await dev.write('hooks/witness/index.ts', witness(version))
    await dev.says(/swapped witness in \d+ ms/)
    await write('/api/posts')
  }
  for (const typist of typists) typist.stop()
  writes = false
  await Promise.all([...typing, ...writing])
  const closes = typists.map((typist) => typist.closes)
  // The last handlers may still be about to begin when their write is answered.
  const last = String((await dev.post('/api/posts', { title: 'the last' })).doc.id)
  written.push(last)
  const events: Seen[] = await dev.until(
    () => dev.get('/api/events'),
    (seen: Seen[]) => seen.some(({ what, id }) => what === 'afterCommit' && String(id) === last),
  )
  for (const typist of typists) typist.destroy()

  const saw = (what: string): string[] =>
    events
      .filter((event) => event.what === what)
      .map(({ id }) => String(id))
      .toSorted()
  expect(saw('onChange')).toEqual(typists.flatMap(({ sent }) => sent).toSorted())
  expect(saw('afterChange')).toEqual(written.toSorted())
  expect(saw('afterCommit')).toEqual(written.toSorted())
  expect(events.filter(({ what, destroyed }) => destroyed || what === 'too late')).toEqual([])
  expect(closes).toEqual(closes.map(() => 0))
  const versions = new Set(events.filter(({ what }) => what === 'afterChange').map(({ version }) => version))
  expect([...versions].toSorted((a, b) => a - b)).toEqual(Array.from({ length: swaps + 1 }, (_, version) => version))
  console.log(`${saw('onChange').length} edits and ${written.length} writes, seen by ${versions.size} versions`)
}, 120_000)
