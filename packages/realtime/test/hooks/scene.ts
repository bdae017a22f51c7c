import { AsyncLocalStorage } from 'node:async_hooks'
import { createHooks, type Hooks } from '@crochet/hooks'
import * as Y from 'yjs'
import { Server } from '../../src/index.ts'
import type { HookName } from '../../src/hooks/hook-points.ts'
import { GatedJournal } from '../support/gated-journal.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { Client } from '../support/provider.ts'
import { BadClient } from './bad-client.ts'
import type { Fault } from './faults.ts'
import { Reports } from './reports.ts'
import { doAgain } from './recursion.ts'

/** Name of the extension whose handler misbehaves. */
export const culprit = 'culprit'
/** Longest deadline of a handler in milliseconds, and a little. */
const deadline = 31_000
/** Milliseconds in which a server has to end. */
const longestShutdown = 10_000

/** Lets what waits for no timer go on. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

/**
 * A server with a handler that misbehaves whenever it is called about the document `bad`, and somebody else who works on the
 * document `good`.
 */
export class Scene {
  readonly hook: HookName
  readonly server: Server
  readonly good: Client
  /** Of the server, and of its hook engine: so a deadline can pass while everything else stands still. */
  readonly clock = new ManualClock()
  readonly engineClock = new ManualClock()
  readonly reports = new Reports()
  /** Resolves when the handler has been called. */
  readonly fired: Promise<void>
  readonly #fault: Fault
  readonly #journal: GatedJournal
  readonly #firing = Promise.withResolvers<void>()
  readonly #late = Promise.withResolvers<void>()
  readonly #others: { destroy(): Promise<void> }[] = []
  readonly #clients: BadClient[] = []
  /** Whether hooks that are about no document are to misbehave. */
  #armed = false
  #typed = 0

  private constructor(hook: HookName, fault: Fault, journal: GatedJournal) {
    this.hook = hook
    this.fired = this.#firing.promise
    this.#fault = fault
    this.#journal = journal
    this.server = this.#makeServer({ journal })
    this.good = undefined as never
  }

  static async open(hook: HookName, fault: Fault): Promise<Scene> {
    const scene = new Scene(hook, fault, await GatedJournal.open())
    await scene.server.listen()
    Object.assign(scene, { good: new Client('good', { url: scene.url }) })
    await scene.good.whenSynced()
    scene.#armed = true
    return scene
  }

  get url(): string {
    return `ws://127.0.0.1:${this.server.address.port}`
  }

  /** Another server with the same handler. */
  otherServer(): Server {
    const server = this.#makeServer({})
    this.#others.push(server)
    return server
  }

  /** A client on a socket whose path says that it is about the document `bad`. */
  async enter(): Promise<BadClient | undefined> {
    const mayHang = this.hook === 'onUpgrade' && this.#fault.fails === true
    const client = await BadClient.enter(`${this.url}/bad`, mayHang ? this.fired : new Promise(() => {}))
    if (client !== undefined) this.#clients.push(client)
    return client
  }

  /** The other connection writes something, and it is acknowledged. */
  async goodWorksOn(): Promise<void> {
    this.good.text.insert(0, String(++this.#typed % 10))
    await this.good.whenSaved()
  }

  /** Everything that clients wrote into `bad` was answered. */
  async badIsAnswered(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.answered()))
  }

  /** Lets the handler's deadline pass. */
  async passDeadline(): Promise<void> {
    this.engineClock.advance(deadline)
    await turns()
    this.#late.resolve()
    await turns()
  }

  /** Ends all clients and servers. Resolves only if that takes no longer than a server may. */
  async end(): Promise<void> {
    for (const client of this.#clients) client[Symbol.dispose]()
    const ended = Promise.all([this.server, ...this.#others].map((server) => server.destroy()))
    let over = false
    void ended.finally(() => (over = true))
    for (let time = 0; time < longestShutdown && !over; time += 500) {
      await turns()
      this.clock.advance(500)
      this.engineClock.advance(500)
    }
    await ended
    this.#late.resolve()
    this.good[Symbol.dispose]()
    await turns()
  }

  /** What is in the journal, and what was acknowledged and therefore has to be in it. */
  async saved(): Promise<{ texts: string[]; acknowledged: string[]; good: string; typed: string }> {
    const bad = await this.#read('bad')
    const good = await this.#read('good')
    return {
      texts: Object.keys(bad.getMap('texts').toJSON()),
      acknowledged: this.#clients.flatMap(({ acknowledged }) => acknowledged),
      good: good.getText('text').toString(),
      typed: this.good.text.toString(),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#journal[Symbol.asyncDispose]()
  }

  async #read(name: string): Promise<Y.Doc> {
    const document = new Y.Doc()
    for (const update of (await this.#journal.load(name)).updates) Y.applyUpdate(document, update)
    return document
  }

  #makeServer(configuration: object): Server {
    return new Server({
      address: '127.0.0.1',
      port: 0,
      stopOnSignals: false,
      clock: this.clock,
      log: this.reports,
      engine: this.#makeEngine(),
      extensions: [{ extensionName: culprit, [this.hook]: (payload: object) => this.#handle(payload) }],
      ...configuration,
    })
  }

  #makeEngine(): Hooks {
    return createHooks({
      scope: new AsyncLocalStorage(),
      clock: this.engineClock,
      report: (error) => this.reports.add(error),
      slow: () => {},
    })
  }

  #handle(payload: object): unknown {
    if (!this.#isMeant(payload)) return undefined
    this.#firing.resolve()
    const again = doAgain(this, payload)
    const { instance } = payload as { instance: Server['hocuspocus'] }
    const { hook } = this
    return this.#fault.commit({
      hook,
      payload,
      late: this.#late.promise,
      again,
      hooks: () => instance.hooks(hook, payload as never),
    })
  }

  #isMeant(payload: { documentName?: string; request?: { url?: string } }): boolean {
    if (payload.documentName !== undefined) return payload.documentName === 'bad'
    if (payload.request !== undefined) return payload.request.url?.includes('bad') === true
    return this.#armed
  }
}
