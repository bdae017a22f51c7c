import * as Y from 'yjs'
import { handLink } from './hand-link.ts'
import { LiveClient } from './live-client.ts'
import type { Network } from './observed-socket.ts'
import { providerLink } from './provider-link.ts'
import type { Random } from './random.ts'

const frequency = { insert: 0.76, delete: 0.16, drop: 0.02, replace: 0.02 } as const
/** Frames of a client under way above which it waits with the next edit. */
const patience = 12
/** Probability that a client edits although it is not connected. */
const offline = 0.04

/** All clients: they edit, lose their connections, leave, and others come. */
export class Writer {
  readonly names: readonly string[]
  readonly #network: Network
  readonly #random: Random
  readonly #arriving = new Set<Promise<void>>()
  #writing: { stopped: boolean; done: Promise<void> } | undefined
  #clients: LiveClient[] = []
  #born = 0

  constructor(network: Network, random: Random, names: readonly string[]) {
    this.#network = network
    this.#random = random
    this.names = names
  }

  get clients(): readonly LiveClient[] {
    return this.#clients
  }

  readers(name: string): LiveClient[] {
    return this.#clients.filter(({ documents }) => documents.has(name))
  }

  /** @param count clients that take one to three documents each; every document has one at least */
  populate(count: number): void {
    for (const name of this.names) this.join([name])
    while (this.#clients.length < count) {
      const names = Array.from({ length: this.#random.between(1, 3) }, () => this.#random.pick(this.names))
      this.join([...new Set(names)])
    }
  }

  /** Every other client uses the published provider. */
  join(names: readonly string[]): LiveClient {
    const number = ++this.#born
    const documents = new Map(names.map((name) => [name, new Y.Doc()]))
    const identity = { author: `${number}`, documents, recorder: this.#network.recorder }
    const link = number % 2 === 0 ? handLink : providerLink
    const client = new LiveClient(identity, (all) => link(this.#network, all))
    this.#clients.push(client)
    return client
  }

  leave(client: LiveClient): void {
    this.#clients = this.#clients.filter((other) => other !== client)
    client.leave()
  }

  /** Nobody stays; as many come, who know nothing. What is missing on the server can then not be made up for by a client. */
  async replaceAll(): Promise<void> {
    await this.#replace([...this.#clients], 0)
  }

  /** All who have a document open make one more edit and leave at once; after a pause others come. */
  async vacate(name: string, pause: number): Promise<void> {
    const leaving = this.readers(name)
    for (const client of leaving) client.insert(name, 1)
    await this.#replace(leaving, pause)
  }

  /** One edit of each document, by somebody who has it open. */
  touch(): void {
    for (const name of this.names) {
      const readers = this.readers(name)
      if (readers.length > 0) this.#random.pick(readers).insert(name, 1)
    }
  }

  /** An edit by some of the clients, whether they are connected or not. */
  editSome(): void {
    for (const client of this.#clients) if (this.#random.chance(0.3)) this.#edit(client)
  }

  /** Begins to edit, to come and to go. @param vacating probability of an emptied document, per step */
  start(vacating: number): void {
    this.#writing = { stopped: false, done: Promise.resolve() }
    this.#writing.done = this.#write(this.#writing, vacating)
  }

  /** Resolves when the last step is done and those who were to come have come. */
  async stop(): Promise<void> {
    if (this.#writing !== undefined) this.#writing.stopped = true
    await this.#writing?.done
    await Promise.all(this.#arriving)
  }

  /** Some lose their connection, some leave for good and others come. */
  stir(): void {
    for (const client of this.#clients) {
      const lot = this.#random.between(1, 3)
      if (lot === 1) client.link.drop()
      if (lot === 2) void this.#replace([client], this.#random.between(0, 5))
    }
  }

  async #write(writing: { readonly stopped: boolean }, vacating: number): Promise<void> {
    while (!writing.stopped) {
      for (let steps = this.#random.between(1, 4); steps > 0; steps--) this.#step(vacating)
      await pauseFor(this.#random.between(1, 3))
    }
  }

  #step(vacating: number): void {
    if (this.#clients.length === 0) return
    const client = this.#random.pick(this.#clients)
    if (this.#random.chance(vacating)) {
      void this.vacate(this.#random.pick([...client.documents.keys()]), this.#random.between(0, 25))
      return
    }
    if (this.#random.chance(frequency.drop)) client.link.drop()
    else if (this.#random.chance(frequency.replace)) void this.#replace([client], this.#random.between(0, 10))
    else if (client.link.synced ? client.link.waiting < patience : this.#random.chance(offline)) this.#edit(client)
  }

  #edit(client: LiveClient): void {
    const name = this.#random.pick([...client.documents.keys()])
    const remove = this.#random.chance(frequency.delete / (frequency.insert + frequency.delete))
    const document = client.documents.get(name)
    const token = remove && document !== undefined ? this.#deletable(document) : undefined
    if (token === undefined) client.insert(name, this.#random.between(0, 100) / 100)
    else client.delete(name, token)
  }

  /** A token this client sees in all three places. */
  #deletable(document: Y.Doc): string | undefined {
    const keys = [...document.getMap('map').keys()]
    if (keys.length === 0) return undefined
    const token = this.#random.pick(keys)
    const whole =
      document.getArray('array').toArray().includes(token) && document.getText('text').toString().includes(token)
    return whole ? token : undefined
  }

  #replace(leaving: readonly LiveClient[], pause: number): Promise<void> {
    const wanted = leaving.map(({ documents }) => [...documents.keys()])
    for (const client of leaving) this.leave(client)
    const arrival = pauseFor(pause).then(() => {
      for (const names of wanted) this.join(names)
      this.#arriving.delete(arrival)
    })
    this.#arriving.add(arrival)
    return arrival
  }
}

/** The clients' own pace, not a wait for something. */
const pauseFor = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
