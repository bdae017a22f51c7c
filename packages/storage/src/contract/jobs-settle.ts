import { enqueue, inputsOf, sampleClaim, sampleJob, settle } from './job-samples.ts'
import type { Suite } from './suite.ts'

export function testJobsSettle(suite: Suite): void {
  const { test, expect, subject } = suite

  test('what was done is over; what failed is due again at its time, with the reason; what is dead stays', async () => {
    await using storage = await subject.open()
    const [done = '', failed = '', dead = ''] = await enqueue(storage, { input: 1 }, { input: 2 }, { input: 3 })
    await storage.jobs.claim(sampleClaim())
    const ends = await storage.jobs.settle(
      [
        { id: done, token: 'a', as: 'done' },
        { id: failed, token: 'a', as: 'retry', at: 500, error: 'no' },
        { id: dead, token: 'a', as: 'dead', error: 'never\0' },
        { id: 'none', token: 'a', as: 'done' },
      ],
      10,
    )
    expect(ends).toEqual([true, true, true, false])
    const found = await Promise.all([done, failed, dead].map((id) => storage.jobs.find(id)))
    expect(found.map((job) => [job?.state, job?.progress, job?.error, job?.finishedAt])).toEqual([
      ['done', 1, undefined, 10],
      ['pending', 0, 'no', undefined],
      ['dead', 0, 'never\ufffd', 10],
    ])
    expect(await storage.jobs.claim(sampleClaim({ now: 499 }))).toEqual([])
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ now: 500 })))).toEqual([2])
  })

  test('what is given back is due at once, and the attempt does not count', async () => {
    await using storage = await subject.open()
    const [id = ''] = await enqueue(storage, { key: 'k' })
    await storage.jobs.claim(sampleClaim())
    expect(await settle(storage, id, [{ as: 'release' }])).toBe(true)
    expect((await storage.jobs.claim(sampleClaim()))[0]?.attempt).toBe(1)
  })

  test('progress is kept with the lease', async () => {
    await using storage = await subject.open()
    const [id = ''] = await enqueue(storage, {})
    await storage.jobs.claim(sampleClaim())
    await storage.jobs.extend([{ id, token: 'a', progress: 0.5 }], 2000)
    await storage.jobs.extend([{ id, token: 'a' }], 3000)
    expect((await storage.jobs.find(id))?.progress).toBe(0.5)
  })

  test('a pending job is cancelled at once, a running one when its worker hears of it, and one that is over not at all', async () => {
    await using storage = await subject.open()
    const [pending = '', running = '', failing = ''] = await enqueue(storage, {}, { priority: 1 }, { priority: 1 })
    await storage.jobs.claim(sampleClaim({ limit: 2 }))
    expect(await storage.jobs.cancel(pending, 5)).toBe('cancelled')
    expect(await storage.jobs.cancel(running, 5)).toBe('cancelling')
    expect(await storage.jobs.cancel(failing, 5)).toBe('cancelling')
    expect(await storage.jobs.extend([{ id: running, token: 'a' }], 2000)).toEqual(['cancelling'])
    expect(await settle(storage, running, [{ as: 'cancelled' }, 6])).toBe(true)
    expect(await settle(storage, failing, [{ as: 'retry', at: 0, error: 'aborted' }, 6])).toBe(true)
    expect(await storage.jobs.count({ state: 'cancelled' })).toBe(3)
    for (const id of [pending, running, 'none']) expect(await storage.jobs.cancel(id, 7)).toBe(undefined)
  })

  test('a job that is being cancelled when its worker is lost is cancelled', async () => {
    await using storage = await subject.open()
    const [id = ''] = await enqueue(storage, {})
    await storage.jobs.claim(sampleClaim())
    await storage.jobs.cancel(id, 5)
    expect(await storage.jobs.claim(sampleClaim({ now: 5000 }))).toEqual([])
    expect((await storage.jobs.find(id))?.state).toBe('cancelled')
  })

  test('cancelling what waits to be tried again lets the next of its key begin', async () => {
    await using storage = await subject.open()
    const [id = ''] = await enqueue(storage, { key: 'k', input: 1 })
    await storage.jobs.claim(sampleClaim())
    await enqueue(storage, { key: 'k', input: 2 })
    await settle(storage, id, [{ as: 'retry', at: 900, error: 'no' }])
    expect(await storage.jobs.cancel(id, 5)).toBe('cancelled')
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ now: 5 })))).toEqual([2])
  })

  test('a dead or cancelled job is retried with all its attempts, unless a later one of its key waits', async () => {
    await using storage = await subject.open()
    const [dead = '', keyed = '', done = ''] = await enqueue(storage, {}, { key: 'k' }, {})
    await storage.jobs.claim(sampleClaim())
    await settle(storage, dead, [{ as: 'dead', error: 'no' }])
    await settle(storage, keyed, [{ as: 'dead', error: 'no' }])
    await settle(storage, done, [{ as: 'done' }])
    await enqueue(storage, { key: 'k' })
    expect(await storage.jobs.retry(dead, 5)).toBe(true)
    expect(await storage.jobs.retry(dead, 5)).toBe(false)
    expect(await storage.jobs.retry(keyed, 5)).toBe(false)
    expect(await storage.jobs.retry(done, 5)).toBe(false)
    const claimed = await storage.jobs.claim(sampleClaim({ now: 5 }))
    expect(claimed.map(({ id, attempt }) => (id === dead ? attempt : 'another'))).toEqual(['another', 1])
  })

  test('a retried job waits behind the one of its key that runs', async () => {
    await using storage = await subject.open()
    const [dead = ''] = await enqueue(storage, { key: 'k', input: 1 })
    await storage.jobs.claim(sampleClaim())
    await settle(storage, dead, [{ as: 'dead', error: 'no' }])
    const [next = ''] = await enqueue(storage, { key: 'k', input: 2 })
    await storage.jobs.claim(sampleClaim())
    expect(await storage.jobs.retry(dead, 5)).toBe(true)
    expect(await storage.jobs.claim(sampleClaim({ now: 5 }))).toEqual([])
    await settle(storage, next, [{ as: 'done' }, 6])
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ now: 6 })))).toEqual([1])
  })

  test('a schedule fires once for each moment, whoever notices it; another pattern begins anew', async () => {
    await using storage = await subject.open()
    const { jobs } = storage
    expect(await jobs.openSchedule('nightly', '0 3 * * *', 100)).toBe(100)
    const job = sampleJob()
    const fired = [50, 100, 200, 200, 150].map((at) => jobs.fire({ schedule: 'nightly', at, job }, 300))
    expect(await Promise.all(fired)).toEqual([false, false, true, false, false])
    expect(await jobs.fire({ schedule: 'unknown', at: 500, job }, 500)).toBe(false)
    expect(await jobs.openSchedule('nightly', '0 3 * * *', 400)).toBe(200)
    expect(await jobs.openSchedule('nightly', '0 4 * * *', 400)).toBe(400)
    const year = 366 * 86_400_000
    expect(await jobs.fire({ schedule: 'nightly', at: year, job: sampleJob() }, year)).toBe(true)
    expect(await jobs.openSchedule('nightly', '0 4 * * *', year - 1000)).toBe(year)
    expect(await jobs.openSchedule('nightly', '0 4 * * *', 500)).toBe(500) // that clock was wrong
    expect(await jobs.fire({ schedule: 'nightly', at: 600, job: sampleJob() }, 600)).toBe(true)
    expect(await jobs.count({})).toBe(3)
  })
}
