import type { Retention } from '../ports/jobs.ts'
import { enqueue, inputsOf, sampleClaim, sampleJob, settle } from './job-samples.ts'
import { expectCode, testIfAble } from './suite.ts'
import type { Suite } from './suite.ts'

const keepAll = { age: 1_000_000, count: 1000 }

export function testJobsKept(suite: Suite): void {
  const { test, expect, subject } = suite

  test('jobs are listed newest first, by what they are, in pages', async () => {
    await using storage = await subject.open()
    const inputs = [1, 2, 3, 4, 5]
    await enqueue(storage, ...inputs.map((input) => ({ input, task: input % 2 === 0 ? 'index' : 'mail' })))
    await enqueue(storage, { input: 'keyed', key: 'k', queue: 'slow' })
    const page = await storage.jobs.list({ task: 'mail' }, { limit: 3 })
    expect(inputsOf(page)).toEqual(['keyed', 5, 3])
    const before = page.at(-1)?.id ?? ''
    expect(inputsOf(await storage.jobs.list({ task: 'mail' }, { limit: 3, before }))).toEqual([1])
    expect(inputsOf(await storage.jobs.list({ key: 'k' }, { limit: 9 }))).toEqual(['keyed'])
    expect(inputsOf(await storage.jobs.list({ queue: 'slow' }, { limit: 9 }))).toEqual(['keyed'])
    await storage.jobs.claim(sampleClaim({ limit: 2 }))
    expect(await storage.jobs.count({ state: 'running' })).toBe(2)
    expect(await storage.jobs.count({ state: 'pending', task: 'index' })).toBe(1)
    await expectCode(suite, storage.jobs.list({}, { limit: 1001 }), ['JOBS_VALUE'])
    await expectCode(suite, storage.jobs.count({ state: 'odd' as 'done' }), ['JOBS_VALUE'])
  })

  test('a sweep deletes what is too old and what is too much, at most as told; what is not over stays', async () => {
    await using storage = await subject.open()
    const ids = await enqueue(storage, ...[1, 2, 3, 4, 5].map((input) => ({ input })))
    await storage.jobs.claim(sampleClaim({ limit: 4 }))
    for (const [index, id] of ids.slice(0, 4).entries()) await settle(storage, id, [{ as: 'done' }, index * 100])
    const retention = (done: Retention['done']): Retention => ({ done, cancelled: keepAll, dead: keepAll })
    const left = async (): Promise<unknown[]> => inputsOf(await storage.jobs.list({}, { limit: 9 }))
    expect(await storage.jobs.sweep(retention(keepAll), { now: 300, limit: 100 })).toBe(0)
    expect(await storage.jobs.sweep(retention({ age: 200, count: 9 }), { now: 301, limit: 100 })).toBe(2)
    expect(await left()).toEqual([5, 4, 3])
    expect(await storage.jobs.sweep(retention({ age: 9000, count: 1 }), { now: 301, limit: 100 })).toBe(1)
    expect(await left()).toEqual([5, 4])
    expect(await storage.jobs.sweep(retention({ age: 9000, count: 0 }), { now: 301, limit: 0 })).toBe(0)
    expect(await left()).toEqual([5, 4])
  })

  test('what is dead is kept for a time of its own', async () => {
    await using storage = await subject.open()
    const [dead, done] = await enqueue(storage, { input: 1 }, { input: 2 })
    await storage.jobs.claim(sampleClaim())
    await settle(storage, dead, [{ as: 'dead', error: 'no' }])
    await settle(storage, done, [{ as: 'done' }])
    const none = { age: 0, count: 0 }
    await storage.jobs.sweep({ done: none, cancelled: none, dead: keepAll }, { now: 10, limit: 10 })
    expect(inputsOf(await storage.jobs.list({}, { limit: 9 }))).toEqual([1])
  })

  test('after the close every call fails', async () => {
    const storage = await subject.open()
    const { jobs } = storage
    await storage.close()
    const calls = [
      () => jobs.enqueue([sampleJob()], 0),
      () => jobs.claim(sampleClaim()),
      () => jobs.extend([], 0),
      () => jobs.settle([], 0),
      () => jobs.cancel('x', 0),
      () => jobs.retry('x', 0),
      () => jobs.openSchedule('x', '', 0),
      () => jobs.fire({ schedule: 'x', at: 0, job: sampleJob() }, 0),
      () => jobs.sweep({ done: keepAll, cancelled: keepAll, dead: keepAll }, { now: 0, limit: 1 }),
      () => jobs.find('x'),
      () => jobs.list({}, { limit: 1 }),
      () => jobs.count({}),
      () => jobs.nextDue(),
    ]
    for (const call of calls) await expectCode(suite, call(), ['STORAGE_CLOSED', { status: 503 }])
  })

  testIfAble(suite, subject.reopen, [
    'jobs, leases and schedules are there after a restart',
    async (reopen) => {
      const first = await subject.open()
      await enqueue(first, { input: 'held', priority: 1 }, { input: 'due' }, { input: 'timed', runAt: 700 })
      await first.jobs.claim(sampleClaim({ limit: 1, until: 500 }))
      await first.jobs.openSchedule('nightly', '0 3 * * *', 100)
      await using second = await reopen(first)
      expect(inputsOf(await second.jobs.claim(sampleClaim({ token: 'b' })))).toEqual(['due'])
      expect(await second.jobs.nextDue()).toBe(500)
      expect(inputsOf(await second.jobs.claim(sampleClaim({ token: 'c', now: 500 })))).toEqual(['held'])
      expect(await second.jobs.openSchedule('nightly', '0 3 * * *', 900)).toBe(100)
    },
  ])
}
