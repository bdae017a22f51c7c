import { enqueue, inputsOf, sampleClaim, settle } from './job-samples.ts'
import type { Suite } from './suite.ts'

export function testJobsClaim(suite: Suite): void {
  const { test, expect, subject } = suite

  test('jobs are claimed by priority, then by time, then in the order they came, each once', async () => {
    await using storage = await subject.open()
    await enqueue(
      storage,
      { input: 'third', runAt: 1 },
      { input: 'fourth', runAt: 2, task: 'index' },
      { input: 'fifth', runAt: 2, queue: 'slow' },
      { input: 'first', runAt: 3, priority: 1 },
      { input: 'second', runAt: 1 },
      { input: 'later', runAt: 4, priority: 9 },
    )
    const first = await storage.jobs.claim(sampleClaim({ now: 3, limit: 2 }))
    const rest = await storage.jobs.claim(sampleClaim({ now: 3, token: 'b' }))
    expect(inputsOf(first)).toEqual(['first', 'third'])
    expect(inputsOf(rest)).toEqual(['second', 'fourth', 'fifth'])
    expect(first.map(({ state, attempt, startedAt }) => [state, attempt, startedAt])).toEqual([
      ['running', 1, 3],
      ['running', 1, 3],
    ])
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ now: 4 })))).toEqual(['later'])
  })

  test('a worker takes only tasks it has, and from its queues', async () => {
    await using storage = await subject.open()
    await enqueue(storage, { task: 'unknown' }, { queue: 'slow', input: 'slow' }, { input: 'fast' })
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ queues: ['slow', 'none'] })))).toEqual(['slow'])
    expect(inputsOf(await storage.jobs.claim(sampleClaim()))).toEqual(['fast'])
    expect(await storage.jobs.count({ state: 'pending' })).toBe(1)
  })

  test('of a task with a limit no more run at once, whatever queue they came from', async () => {
    await using storage = await subject.open()
    const ids = await enqueue(
      storage,
      { input: 1 },
      { input: 2, queue: 'b' },
      { input: 3 },
      { input: 4, task: 'index' },
    )
    const claim = sampleClaim({ tasks: [{ task: 'mail', most: 2 }, { task: 'index' }] })
    expect(inputsOf(await storage.jobs.claim(claim))).toEqual([1, 2, 4])
    expect(await storage.jobs.claim(claim)).toEqual([])
    await settle(storage, ids[0], [{ as: 'done' }])
    expect(inputsOf(await storage.jobs.claim(claim))).toEqual([3])
  })

  test('a job whose lease has run out goes to another; who had it can neither extend nor end it', async () => {
    await using storage = await subject.open()
    const [id = ''] = await enqueue(storage, {})
    await storage.jobs.claim(sampleClaim({ until: 1000 }))
    expect(await storage.jobs.extend([{ id, token: 'a' }], 2000)).toEqual(['held'])
    expect(await storage.jobs.nextDue()).toBe(2000)
    expect(await storage.jobs.claim(sampleClaim({ now: 1999, token: 'b' }))).toEqual([])
    const [taken] = await storage.jobs.claim(sampleClaim({ now: 2000, token: 'b' }))
    expect(taken?.attempt).toBe(2)
    expect(await storage.jobs.extend([{ id, token: 'a' }], 9000)).toEqual(['lost'])
    expect(await settle(storage, id, [{ as: 'done' }, 2001])).toBe(false)
    expect(await settle(storage, id, [{ as: 'done', token: 'b' }, 2001])).toBe(true)
    expect(await settle(storage, id, [{ as: 'done', token: 'b' }, 2001])).toBe(false)
  })

  test('a lease that runs out with the last attempt leaves the job dead, and lets the next of its key begin', async () => {
    await using storage = await subject.open()
    const [id = ''] = await enqueue(storage, { attempts: 1, key: 'k', input: 1 })
    await storage.jobs.claim(sampleClaim())
    await enqueue(storage, { key: 'k', input: 2 })
    const claimed = await storage.jobs.claim(sampleClaim({ now: 5000 }))
    expect(claimed.map(({ input, state }) => [input, state])).toEqual([
      [2, 'running'],
      [1, 'dead'],
    ])
    const dead = await storage.jobs.find(id)
    expect([dead?.state, dead?.error, dead?.finishedAt]).toEqual([
      'dead',
      'The worker that had the job was lost, and it has no attempt left.',
      5000,
    ])
  })

  test('a lease that ends days from now is over: it was given by a clock that was wrong', async () => {
    await using storage = await subject.open()
    const [day, year] = [86_400_000, 366 * 86_400_000]
    await enqueue(storage, { input: 'year' }, { input: 'day' })
    await storage.jobs.claim(sampleClaim({ limit: 1, until: year }))
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ token: 'b', limit: 1, until: day })))).toEqual(['year'])
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ token: 'c', until: day })))).toEqual(['day'])
    expect(await storage.jobs.count({ state: 'running' })).toBe(2)
  })

  test('the next moment is that of a timed job or of a lease; what only waits for a worker or a key does not count', async () => {
    await using storage = await subject.open()
    expect(await storage.jobs.nextDue()).toBe(undefined)
    await enqueue(storage, { key: 'k' }, { runAt: 5000 })
    expect(await storage.jobs.nextDue()).toBe(5000)
    await storage.jobs.claim(sampleClaim({ until: 1000 }))
    await enqueue(storage, { key: 'k' })
    expect(await storage.jobs.nextDue()).toBe(1000)
  })
}
