import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '../crash/random.ts'
import type { Application } from './application.ts'
import { clientEdits, mend } from './client-edits.ts'
import { Client } from './client.ts'
import { describe, type Plan, type Step } from './plan.ts'
import { settle } from './settle.ts'
import { textOf } from './view.ts'
import { Words } from './words.ts'
import { ask, readThing, writeOnce } from './writers.ts'

/** Milliseconds until everybody must agree at the end. */
const patience = 4_000

/** Lets a history happen. @returns what was wrong at its end; nothing, if all agree and no accepted word is lost */
export async function happen(plan: Plan, application: Application): Promise<string[]> {
  if (application.port === undefined) await application.start()
  const history = new History(plan, application)
  try {
    return await history.run()
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error), application.complaints]
  } finally {
    for (const client of history.clients) client.leave()
  }
}

class History {
  clients: Client[] = []
  readonly #plan: Plan
  readonly #application: Application
  readonly #words = new Words()
  readonly #underWay = new Set<Promise<void>>()
  readonly #faults: string[] = []
  #id = ''
  #born = 0

  constructor(plan: Plan, application: Application) {
    this.#plan = plan
    this.#application = application
  }

  async run(): Promise<string[]> {
    const { seed, clients, steps } = this.#plan
    const random = seededRandom(~seed >>> 0)
    await this.#create()
    for (let number = 0; number < clients; number++) this.clients.push(this.#join())
    if (random.chance(0.8)) await this.#allSynced()
    for (const step of steps) {
      await this.#take(step)
      this.#accept()
      if (random.chance(0.6)) await pause(random.between(0, 6))
    }
    return this.#end()
  }

  async #create(): Promise<void> {
    const words = [0, 1, 2].map((index) =>
      this.#words.make('whoever made it', ['title', 'body', 'items/first'][index] ?? ''),
    )
    const [title, body, label] = words
    const paragraph = { type: 'paragraph', content: [{ type: 'text', text: `${body} ` }] }
    const response = await ask(this.#application, 'things', {
      method: 'POST',
      body: {
        title: `${title} `,
        body: { type: 'doc', content: [paragraph] },
        items: [{ id: 'first', label: `${label} `, price: 3 }],
      },
    })
    const answer = (await response?.json()) as { doc?: { id: string } } | undefined
    if (answer?.doc === undefined) throw new Error(`No document could be made: ${JSON.stringify(answer)}`)
    this.#id = answer.doc.id
    this.#words.accept(words)
  }

  #join(): Client {
    return new Client(`client ${this.#born++}`, `things/${this.#id}`, this.#application)
  }

  async #take(step: Step): Promise<void> {
    switch (step.by) {
      case 'client':
        return this.#edit(step)
      case 'rest':
      case 'local':
        return this.#write(step)
      case 'link':
        return this.#stir(step)
      case 'all':
        await Promise.all(this.#underWay)
        return this.#allSynced()
      case 'server':
        await (step.does === 'kill' ? this.#application.kill() : this.#application.stop())
        return this.#application.start()
    }
  }

  #edit(step: Extract<Step, { by: 'client' }>): void {
    const client = this.clients[step.client]
    if (client === undefined) return
    const { doc, name } = client
    const written = clientEdits[step.does]({ doc, random: seededRandom(step.seed), words: this.#words, by: name })
    for (const token of written) client.waiting.add(token)
  }

  #write(step: Extract<Step, { by: 'rest' | 'local' }>): void {
    const about = { application: this.#application, id: this.#id, words: this.#words, by: `${step.by}-${this.#born++}` }
    const done = writeOnce(step, about)
      .catch((error: unknown) => void this.#faults.push(`${describe(step)}: ${String(error)}`))
      .finally(() => this.#underWay.delete(done))
    this.#underWay.add(done)
  }

  #stir({ client: number, does }: Extract<Step, { by: 'link' }>): void {
    const client = this.clients[number]
    if (client === undefined) return
    switch (does) {
      case 'drop':
        return client.drop()
      case 'offline':
        return client.goOffline()
      case 'online':
        return client.goOnline()
      case 'save':
        return client.save()
      case 'replace':
        // Whoever goes takes along what was not acknowledged; what was, is there.
        client.leave()
        this.clients[number] = this.#join()
    }
  }

  /** What clients were told to be on disk. */
  #accept(): void {
    for (const client of this.clients) {
      if (!client.isSynced) continue
      this.#words.accept(client.waiting)
      client.waiting.clear()
    }
  }

  async #allSynced(): Promise<void> {
    for (const client of this.clients) client.goOnline()
    await Promise.all(this.clients.map((client) => client.whenSynced(patience)))
    this.#accept()
  }

  /** All is quiet, and nothing is refused any more: now all must agree. */
  async #end(): Promise<string[]> {
    await Promise.all(this.#underWay)
    await this.#allSynced()
    // What somebody has spoilt is on its way to the others, perhaps.
    for (const { doc } of this.clients) mend(doc)
    const about = { application: this.#application, id: this.#id, patience }
    const problems = [...this.#faults, ...(await settle({ ...about, clients: this.clients }))]
    this.#accept()
    if (problems.length > 0) return problems
    const before = await this.#text()
    // Those who had it open are gone; whoever opens it now sees the same.
    for (const client of this.clients) client.leave()
    this.clients = [this.#join()]
    const strange = await settle({ ...about, clients: this.clients })
    const after = await this.#text()
    const changed = before === after ? [] : [`what was stored changed when it was opened again: ${before} and ${after}`]
    return [...strange, ...changed, ...this.#words.check(after)]
  }

  async #text(): Promise<string> {
    const thing = await readThing({ application: this.#application, id: this.#id })
    return textOf({ ...thing, updatedAt: undefined, handle: undefined, slug: undefined })
  }
}
