import { enqueue, inputsOf, sampleClaim, sampleJob, settle } from './job-samples.ts'
import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'

export function testJobsEnqueue(suite: Suite): void {
  const { test, expect, subject } = suite
  const table = { name: 'rows', columns: [] }

  test('a job that was enqueued is found as it went in, and its id grows', async () => {
    await using storage = await subject.open()
    const input = { to: 'ä😀', list: [1, null, { deep: true }] }
    const [first = '', second = ''] = await enqueue(
      storage,
      { input, about: { user: '1' }, key: 'k', priority: 2, runAt: 7 },
      {},
    )
    expect(await storage.jobs.find(first)).toEqual({
      ...sampleJob({ input, about: { user: '1' }, key: 'k', priority: 2, runAt: 7 }),
      id: first,
      state: 'pending',
      attempt: 0,
      progress: 0,
      error: undefined,
      createdAt: 0,
      startedAt: undefined,
      finishedAt: undefined,
    })
    expect(first < second).toBe(true)
    expect(await storage.jobs.find('none')).toBe(undefined)
  })

  test('a job joins a transaction: it is there when that is committed, and not when it is rolled back', async () => {
    await using storage = await subject.open()
    await storage.documents.migrate([table])
    const undone = await storage.documents.transaction()
    await undone.insert('rows', { id: '1' })
    await undone.enqueue([sampleJob({ input: 'undone' })], 0)
    await undone.rollback()
    const kept = await storage.documents.transaction()
    await kept.enqueue([sampleJob({ input: 'kept' })], 0)
    expect(await storage.jobs.count({})).toBe(0)
    await kept.commit()
    expect(inputsOf(await storage.jobs.claim(sampleClaim()))).toEqual(['kept'])
  })

  test('a job goes with its savepoint', async () => {
    await using storage = await subject.open()
    const transaction = await storage.documents.transaction()
    await transaction.enqueue([sampleJob({ input: 1 })], 0)
    const savepoint = await transaction.savepoint()
    await transaction.enqueue([sampleJob({ input: 2 })], 0)
    await savepoint.rollback()
    const released = await transaction.savepoint()
    await transaction.enqueue([sampleJob({ input: 3 })], 0)
    await released.release()
    await transaction.commit()
    expect(inputsOf(await storage.jobs.claim(sampleClaim()))).toEqual([1, 3])
  })

  test('of one key at most one waits that has not begun: a later one gives it its input', async () => {
    await using storage = await subject.open()
    const [first] = await enqueue(storage, { key: 'k', input: 1, runAt: 50 })
    const merged = await storage.jobs.enqueue([sampleJob({ key: 'k', input: 2, runAt: 80, priority: 5 })], 0)
    expect(merged).toEqual([{ id: first, merged: true }])
    await enqueue(storage, { key: 'k', task: 'index', input: 'another task' }, { key: 'other', input: 'another key' })
    const found = await storage.jobs.find(first ?? '')
    expect({ input: found?.input, runAt: found?.runAt, priority: found?.priority }).toEqual({
      input: 2,
      runAt: 50,
      priority: 5,
    })
    expect(await storage.jobs.count({})).toBe(3)
  })

  test('merging goes with its transaction too', async () => {
    await using storage = await subject.open()
    await enqueue(storage, { key: 'k', input: 1 })
    const undone = await storage.documents.transaction()
    await undone.enqueue([sampleJob({ key: 'k', input: 2 })], 0)
    await undone.rollback()
    expect(inputsOf(await storage.jobs.claim(sampleClaim()))).toEqual([1])
  })

  test('while one of a key runs or waits to be tried again, the next one waits behind it', async () => {
    await using storage = await subject.open()
    const [first] = await enqueue(storage, { key: 'k', input: 1 })
    await storage.jobs.claim(sampleClaim())
    await enqueue(storage, { key: 'k', input: 2 })
    await enqueue(storage, { key: 'k', input: 3 })
    expect(await storage.jobs.claim(sampleClaim({ token: 'b' }))).toEqual([])
    await settle(storage, first, [{ as: 'retry', at: 100, error: 'no' }])
    expect(await storage.jobs.claim(sampleClaim({ token: 'b' }))).toEqual([])
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ now: 100 })))).toEqual([1])
    await settle(storage, first, [{ as: 'done' }, 100])
    expect(inputsOf(await storage.jobs.claim(sampleClaim({ now: 100 })))).toEqual([3])
  })

  test('whoever watches is woken when jobs are committed, and not after that', async () => {
    await using storage = await subject.open()
    let woken = 0
    const stop = storage.jobs.watch(() => void woken++)
    const transaction = await storage.documents.transaction()
    await transaction.enqueue([sampleJob()], 0)
    expect(woken).toBe(0)
    await transaction.commit()
    expect(woken).toBe(1)
    stop()
    await enqueue(storage, {})
    expect(woken).toBe(1)
  })

  test('what cannot be stored is refused by name, with all that came with it', async () => {
    await using storage = await subject.open()
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const bad: [string, object][] = [
      ['task', { task: '' }],
      ['task', { task: 'a b' }],
      ['task', { task: 'x'.repeat(201) }],
      ['queue', { queue: 'a\0' }],
      ['key', { key: 'x'.repeat(501) }],
      ['priority', { priority: 1.5 }],
      ['runAt', { runAt: Number.NaN }],
      ['attempts', { attempts: 0 }],
      ['input', { input: cyclic }],
      ['input', { input: 'x'.repeat(1024 * 1024) }],
    ]
    for (const [what, about] of bad) {
      const call = storage.jobs.enqueue([sampleJob(), sampleJob(about)], 0)
      await expectCode(suite, call, ['JOBS_VALUE', { details: { what } }])
    }
    expect(await storage.jobs.count({})).toBe(0)
  })
}
