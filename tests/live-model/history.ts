import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '../crash/random.ts'
import type { Application } from './application.ts'
import type { Role } from './accounts.ts'
import { clientEdits, mend } from './client-edits.ts'
import { Client, type Person, type Written } from './client.ts'
import { closedEdits, isClosedEdit } from './closed-edits.ts'
import { Leaks } from './leaks.ts'
import { describe, type Plan, type Step, type WriterStep } from './plan.ts'
import { settle } from './settle.ts'
import { textOf } from './view.ts'
import { Words } from './words.ts'
import { ask, readThing, writeOnce } from './writers.ts'

/** Milliseconds until everybody must agree at the end. */
const patience = 4_000

/** Lets a history happen. @returns what was wrong at its end; nothing, if all agree and no accepted word is lost */
export async function happen(plan: Plan, application: Application): Promise<string[]> {
  const history = new History(plan, application)
  try {
    if (application.port === undefined) await application.start()
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
  readonly #leaks = new Leaks()
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
    if (this.#hasChanger) await this.#change('editor')
    for (const person of clients) this.clients.push(this.#join(person))
    if (random.chance(0.8)) await this.#allSynced()
    for (const step of steps) {
      await this.#take(step)
      this.#accept()
      if (random.chance(0.6)) await pause(random.between(0, 6))
    }
    return this.#end()
  }

  async #create(): Promise<void> {
    const homes = ['title', 'verdict', 'body', 'items/first', 'items/first']
    const words = homes.map((home) => this.#words.make('whoever made it', home))
    const [title, verdict, body, label, stamp] = words
    const paragraph = { type: 'paragraph', content: [{ type: 'text', text: `${body} ` }] }
    const response = await ask(this.#application, 'things', {
      method: 'POST',
      account: 'editor',
      body: {
        title: `${title} `,
        verdict: `${verdict} `,
        body: { type: 'doc', content: [paragraph] },
        items: [{ id: 'first', label: `${label} `, stamp: `${stamp} `, price: 3 }],
      },
    })
    const answer = (await response?.json()) as { doc?: { id: string } } | undefined
    if (answer?.doc === undefined) throw new Error(`No document could be made: ${JSON.stringify(answer)}`)
    this.#id = answer.doc.id
    this.#words.accept(words)
  }

  #join(person: Person): Client {
    const client = new Client(`${person.account} ${this.#born++}`, person, `things/${this.#id}`, this.#application)
    this.#leaks.watch(client)
    return client
  }

  get #hasChanger(): boolean {
    return this.#plan.clients.some(({ account }) => account === 'changer')
  }

  async #change(role: Role): Promise<Response | undefined> {
    return ask(this.#application, 'model/role', { method: 'POST', body: { role } })
  }

  async #take(step: Step): Promise<void> {
    switch (step.by) {
      case 'client':
        return this.#edit(step)
      case 'rest':
      case 'bulk':
      case 'graphql':
      case 'local':
      case 'job':
        return this.#write(step)
      case 'role':
        await this.#change(step.does)
        return
      case 'link':
        return this.#stir(step)
      case 'all':
        await Promise.all(this.#underWay)
        return this.#allSynced()
      case 'last word':
        await this.#lastWord(step.seed)
        await this.#application.kill()
        return this.#application.start()
      case 'server':
        await (step.does === 'kill' ? this.#application.kill() : this.#application.stop())
        return this.#application.start()
    }
  }

  async #lastWord(seed: number): Promise<void> {
    const [client] = this.clients
    client?.goOnline()
    await client?.whenSynced(patience)
    this.#edit({ by: 'client', client: 0, does: 'type', seed })
    await client?.whenSynced(patience)
    this.#accept()
    this.#stir({ by: 'link', client: 0, does: 'replace' })
  }

  #edit({ client: number, does, seed }: Extract<Step, { by: 'client' }>): void {
    const client = this.clients[number]
    if (client === undefined) return
    const { account } = client.person
    const editing = { doc: client.doc, random: seededRandom(seed), words: this.#words, by: client.name }
    client.edit((): Written => {
      if (account === 'reader') client.hasWrittenForItself = true
      if (!isClosedEdit(does)) return this.#mine(client, { tokens: clientEdits[does](editing), isOverreach: false })
      const may = account === 'editor' || account === 'changer'
      const { closed, beside = [], sign } = closedEdits[does]({ ...editing, may })
      if (!may) for (const token of closed) this.#ban(client, token)
      if (!may && sign !== undefined) this.#leaks.ban(sign, client)
      const tokens = may ? [...closed, ...beside] : beside
      return this.#mine(client, { tokens, isOverreach: account !== 'editor' })
    })
  }

  /** What somebody writes who may only read is nobody else's. */
  #mine(client: Client, written: Written): Written {
    if (client.person.account !== 'reader') return written
    for (const token of written.tokens) this.#ban(client, token)
    return { ...written, tokens: [] }
  }

  #ban(client: Client, token: string): void {
    this.#words.refuse([token])
    this.#leaks.ban(token, client)
  }

  #write(step: WriterStep): void {
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
        this.clients[number] = this.#join(client.person)
    }
  }

  /** What clients were told to be on disk. */
  #accept(): void {
    for (const client of this.clients) this.#words.accept(client.takeAccepted())
  }

  async #allSynced(): Promise<void> {
    for (const client of this.clients) client.goOnline()
    await Promise.all(this.clients.map((client) => client.whenSynced(patience)))
    this.#accept()
  }

  /** All is quiet, and nothing is refused any more: now all must agree. */
  async #end(): Promise<string[]> {
    await Promise.all(this.#underWay)
    if (this.#hasChanger) await this.#promote()
    await this.#allSynced()
    await this.#forgetReaders()
    this.#mend()
    // What somebody wrote who may not update it any more is stored with the next edit of somebody who may.
    if (this.#hasChanger) this.#touch()
    const about = { application: this.#application, id: this.#id, patience }
    const problems = [...this.#faults, ...(await settle({ ...about, clients: this.clients })), ...this.#leaks.found]
    this.#accept()
    if (problems.length > 0) return problems
    const before = await this.#text()
    // Those who had it open are gone; whoever opens it now sees the same.
    for (const client of this.clients) client.leave()
    this.clients = [this.#join({ account: 'nobody', isPlain: false })]
    const strange = await settle({ ...about, clients: this.clients })
    const after = await this.#text()
    const changed = before === after ? [] : [`what was stored changed when it was opened again: ${before} and ${after}`]
    const unsigned = this.#plan.clients.some(({ account }) => account === 'nobody') ? [] : unsignedIn(after)
    const leaks = this.#leaks.in(after).map((sign) => `${sign} is there, and nobody could write it`)
    return [...strange, ...changed, ...leaks, ...unsigned, ...this.#words.check(after)]
  }

  async #promote(): Promise<void> {
    const answer = await this.#change('editor')
    if (answer?.ok !== true) throw new Error(`A role could not be changed: ${answer?.status} ${await answer?.text()}`)
  }

  #mend(): void {
    // What somebody has spoilt is on its way to the others, perhaps.
    for (const { doc, person } of this.clients) if (person.account !== 'reader') mend(doc)
  }

  #touch(): void {
    this.#mend()
    this.clients[0]?.doc.getMap('fields').set('count', -this.#born++)
  }

  /** Whoever could not write, and has, is where everybody else is only with another document. */
  async #forgetReaders(): Promise<void> {
    for (const [index, client] of this.clients.entries()) {
      if (!client.hasWrittenForItself) continue
      client.leave()
      this.clients[index] = this.#join(client.person)
    }
    await this.#allSynced()
  }

  async #text(): Promise<string> {
    const thing = await readThing({ application: this.#application, id: this.#id })
    return textOf({ ...thing, updatedAt: undefined, handle: undefined, slug: undefined })
  }
}

/** What was stored in nobody's name. */
function unsignedIn(text: string): string[] {
  const { unsigned } = JSON.parse(text) as { unsigned?: string | null }
  return unsigned == null ? [] : [`nobody has signed what was stored in ${unsigned}`]
}
