import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import type { Storage } from '@crochet/storage'
import { temporaryFolder } from './temporary-folder.ts'

const task = fc.constantFrom('mail', 'index')
const job = fc.record({
  task,
  queue: fc.constantFrom('a', 'b'),
  input: fc.integer({ min: 0, max: 9 }),
  key: fc.option(fc.constantFrom('k', 'l'), { nil: undefined }),
  priority: fc.integer({ min: 0, max: 2 }),
  runAt: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  attempts: fc.integer({ min: 1, max: 2 }),
})
/** Which of the jobs so far, and which of the claims so far. */
const which = fc.nat({ max: 4 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ enqueue: fc.array(job, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ undone: fc.array(job, { minLength: 1, maxLength: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      claim: fc.integer({ min: 1, max: 4 }),
      most: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
      queues: fc.option(fc.constant(['a']), { nil: undefined, freq: 4 }),
      lease: fc.constantFrom(5, 30),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      settle: which,
      as: fc.constantFrom('done', 'retry', 'dead', 'release', 'cancelled'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ extend: which }) },
  { weight: 1, arbitrary: fc.record({ cancel: which }) },
  { weight: 1, arbitrary: fc.record({ retry: which }) },
  { weight: 1, arbitrary: fc.record({ sweep: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 20 }) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A storage, and what it has given out so far; ids differ between two of them, so jobs go by number. */
class Play {
  readonly storage: Storage
  readonly #ids: string[] = []
  /** Of what was claimed, the latest last. */
  readonly #leases: { id: string; token: string }[] = []
  #claims = 0
  #now = 0

  constructor(storage: Storage) {
    this.storage = storage
  }

  /** Does it, and says what came of it. */
  async take(each: Step): Promise<unknown> {
    const { jobs, documents } = this.storage
    const now = this.#now
    const id = (number: number): string => this.#ids[this.#ids.length - 1 - number] ?? 'none'
    const lease = (back: number): { id: string; token: string } =>
      this.#leases[this.#leases.length - 1 - back] ?? { id: 'none', token: 'none' }
    if ('pass' in each) return void (this.#now += each.pass)
    if ('enqueue' in each) return this.#number(await jobs.enqueue(each.enqueue, now))
    if ('undone' in each) {
      await using transaction = await documents.transaction()
      await transaction.enqueue(each.undone, now)
      return undefined
    }
    if ('claim' in each) {
      const { claim: limit, most, queues, lease: length } = each
      const tasks = [{ task: 'mail', most }, { task: 'index' }]
      const claimed = await jobs.claim({ token: `t${++this.#claims}`, now, until: now + length, limit, tasks, queues })
      this.#leases.push(...claimed.map((found) => ({ id: found.id, token: `t${this.#claims}` })))
      return claimed.map((found) => ({ ...found, id: this.#ids.indexOf(found.id) }))
    }
    if ('settle' in each) {
      const settlement = { ...lease(each.settle), as: each.as, at: now + 7, error: 'no' }
      return jobs.settle([settlement as never], now)
    }
    if ('extend' in each) return jobs.extend([{ ...lease(each.extend), progress: 0.5 }], now + 9)
    if ('cancel' in each) return jobs.cancel(id(each.cancel), now)
    if ('retry' in each) return jobs.retry(id(each.retry), now)
    const keep = { age: 30, count: each.sweep }
    return jobs.sweep({ done: keep, cancelled: keep, dead: keep }, { now, limit: 100 })
  }

  async all(): Promise<unknown> {
    const found = await this.storage.jobs.list({}, { limit: 1000 })
    const jobs = found.map((each) => ({ ...each, id: this.#ids.indexOf(each.id) }))
    return { jobs, due: await this.storage.jobs.nextDue() }
  }

  #number(enqueued: readonly { id: string; merged: boolean }[]): unknown {
    for (const { id, merged } of enqueued) if (!merged) this.#ids.push(id)
    return enqueued.map(({ id, merged }) => [this.#ids.indexOf(id), merged])
  }
}

/** The rules that no sequence of steps may break. */
function checkRules(all: unknown): void {
  const { jobs } = all as { jobs: { task: string; key?: string; state: string; attempt: number }[] }
  const keyed = jobs.filter(({ key }) => key !== undefined)
  const count = (those: typeof jobs): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const { task: name, key } of those) counts.set(`${name} ${key}`, (counts.get(`${name} ${key}`) ?? 0) + 1)
    return counts
  }
  for (const running of count(keyed.filter(({ state }) => state === 'running')).values()) expect(running).toBe(1)
  for (const open of count(keyed.filter(({ state }) => state === 'running' || state === 'pending')).values()) {
    expect(open).toBeLessThanOrEqual(2)
  }
}

test('SQLite and memory do the same with jobs, whatever is done, and keep the rules of keys', async () => {
  await using folder = await temporaryFolder()
  let file = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), async (steps) => {
      await using memory = await openStorage('memory:')
      await using sqlite = await openStorage(`file:${join(folder.path, `${++file}.db`)}`)
      const plays = [new Play(memory), new Play(sqlite)] as const
      for (const each of steps) {
        const [inMemory, onDisk] = [await plays[0].take(each), await plays[1].take(each)]
        expect(onDisk).toEqual(inMemory)
        const all = await plays[1].all()
        expect(all).toEqual(await plays[0].all())
        checkRules(all)
      }
    }),
    { numRuns: 40 },
  )
})
