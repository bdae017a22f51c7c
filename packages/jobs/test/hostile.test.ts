import { systemClock, type JobClock, type Task } from '@crochet/jobs'
import { ManualClock } from '@crochet/storage/contract'
import { expect, test } from 'vitest'
import { gate, heldTask, rig, turns } from './rig.ts'

const lease = 3000
const fail = (thrown: unknown): never => {
  throw thrown
}

/** Errors that throw when they are looked at. */
const hostile: Record<string, unknown> = {
  'an error whose message throws': Object.defineProperty(new Error('x'), 'message', {
    get: () => fail(new Error('trap')),
  }),
  'an error whose stack throws': Object.defineProperty(new Error('x'), 'stack', { get: () => fail(new Error('trap')) }),
  'a proxy whose traps throw': new Proxy({}, { get: () => fail('get'), getPrototypeOf: () => fail('prototype') }),
  'an object without prototype': Object.create(null),
  undefined: undefined,
  'a symbol': Symbol('x'),
  'a text with a lone surrogate and a null byte': '\ud800\0',
}

test.each(Object.entries(hostile))('a handler that throws %s fails like any other', async (_name, thrown) => {
  await using r = await rig({ tasks: [{ slug: 't', retries: 1, backoff: 0, handler: () => fail(thrown) }] }, 'sqlite')
  const worker = r.work()
  const { id } = await r.jobs.queue({ task: 't' })
  await r.pass(worker, 0)
  const job = await r.jobs.find(id)
  expect(job).toMatchObject({ state: 'dead', attempt: 2 })
  expect(job.error).toBeTypeOf('string')
  expect(r.reported.map(({ code }) => code)).toEqual(['JOB_FAILED', 'JOB_FAILED'])
})

test('nobody can queue what is Crochet’s own', async () => {
  await using r = await rig()
  await expect(r.jobs.queue({ task: 'crochet.background' })).rejects.toMatchObject({ code: 'JOB_TASK_UNKNOWN' })
})

test.each([
  ['a large factor of no delay', { delay: 0, factor: 1e15, max: 1e15 }],
  ['a wait for longer than time lasts', { delay: 1e15, max: Number.MAX_SAFE_INTEGER, jitter: 0 }],
])('%s is a time that can be kept', async (_name, backoff) => {
  const tasks = [{ slug: 't', backoff, retries: 29, handler: () => fail('no') }]
  await using r = await rig({ tasks }, 'sqlite')
  const worker = r.work()
  const { id } = await r.jobs.queue({ task: 't' })
  for (let time = 0; time < 30; time++) await r.pass(worker, 366 * 86_400_000)
  expect(await r.jobs.find(id)).toMatchObject({ state: 'dead', attempt: 30 })
  expect(new Set(r.reported.map(({ code }) => code))).toEqual(new Set(['JOB_FAILED']))
})

const circle: { own?: unknown } = {}
circle.own = circle
const deep: unknown[] = []
for (let level = 0, at = deep; level < 100_000; level++) at.push((at = []))

test.each([
  ['a circle', circle, 'JOB_INPUT'],
  ['a bigint', 1n, 'JOB_INPUT'],
  ['a function', () => {}, 'JOB_INPUT'],
  ['what throws when it is written', { toJSON: () => fail('no') }, 'JOB_INPUT'],
  ['a hundred thousand levels', deep, 'JOB_INPUT'],
  ['more than 64 kB', 'ä'.repeat(32_768), 'JOB_INPUT_SIZE'],
])('an input that is %s is refused, in a job and in a schedule', async (_name, input, code) => {
  const task = { slug: 't', handler: () => {} }
  await using r = await rig({ tasks: [task] })
  await expect(r.jobs.queue({ task: 't', input })).rejects.toMatchObject({ code, task: 't' })
  expect(await r.jobs.count()).toBe(0)
  await expect(rig({ tasks: [{ ...task, schedule: { cron: '* * * * *', input } }] })).rejects.toMatchObject({ code })
})

test('an input is checked as the handler will be given it: what JSON turns into something else is refused at once', async () => {
  const input = (given: unknown): Date => (given instanceof Date ? given : fail(new Error('no date')))
  const task: Task<Date> = { slug: 't', input, handler: () => {} }
  await using r = await rig({ tasks: [task as Task] })
  await expect(r.jobs.queue({ task: 't', input: new Date() })).rejects.toMatchObject({ code: 'JOB_INPUT' })
})

test('what is queued and not awaited joins the write that was under way, not whatever is when its input has been checked', async () => {
  const [checking, checked] = [gate(), gate()]
  const input = async (given: unknown): Promise<unknown> => {
    checking.open()
    await checked.opened
    return given
  }
  let live = true
  const ambient = (): { write: () => Promise<never> } | undefined =>
    live ? { write: () => Promise.reject(new Error('the write is over')) } : undefined
  await using r = await rig({ tasks: [{ slug: 't', input, handler: () => {} }], ambient })
  const queued = r.jobs.queue({ task: 't' })
  await checking.opened
  live = false
  checked.open()
  await expect(queued).rejects.toThrow('the write is over')
  expect(await r.jobs.count()).toBe(0)
})

test.each([
  { concurrency: 1.5 },
  { concurrency: 0 },
  { concurrency: 10_001 },
  { lease: 30_000.5 },
  { lease: Number.POSITIVE_INFINITY },
  { queues: [] },
  { queues: 'mail' as unknown as string[] },
])('a worker refuses the option %j', async (options) => {
  await using r = await rig()
  expect(() => r.jobs.work(options)).toThrow(expect.objectContaining({ code: 'JOB_OPTION' }) as Error)
})

test.each([
  { done: { count: 5 } },
  { dead: { age: -1, count: 1 } },
  { done: { age: Infinity, count: 1 } },
  { gone: 1 },
])('a retention of %j is refused', async (retention) => {
  await expect(rig({ retention: retention as never })).rejects.toMatchObject({ code: 'JOB_OPTION' })
})

/** A clock that can be set while its timers go on. */
class SettableClock implements JobClock {
  readonly timers = new ManualClock()
  ahead = 1_000_000_000

  now(): number {
    return this.timers.now() + this.ahead
  }

  after(milliseconds: number, run: () => void): () => void {
    return this.timers.after(milliseconds, run)
  }
}

test.each([10 * lease, -10 * lease])(
  'a clock that is set by %d ms takes no job from a worker that lives',
  async (ahead) => {
    const attempts: number[] = []
    const { task, began, end } = heldTask({ before: ({ attempt }) => void attempts.push(attempt) })
    const clock = new SettableClock()
    await using r = await rig({ tasks: [task, { slug: 'other', handler: () => {} }], clock }, 'sqlite')
    const worker = r.work({ lease })
    const { id } = await r.jobs.queue({ task: 't' })
    await began.opened
    clock.ahead += ahead
    await r.jobs.queue({ task: 'other' }) // wakes the worker
    while ((await r.jobs.count({ state: 'done' })) === 0) await new Promise(setImmediate)
    end.open()
    await worker.idle()
    expect(attempts).toEqual([1])
    expect(await r.jobs.find(id)).toMatchObject({ state: 'done' })
    expect(r.reported).toEqual([])
  },
)

test('what is due is run within a minute after the clock was set forward', async () => {
  const ran: number[] = []
  const clock = new SettableClock()
  await using r = await rig({ tasks: [{ slug: 't', handler: () => void ran.push(clock.now()) }], clock })
  const worker = r.work()
  await r.jobs.queue({ task: 't', runAt: clock.now() + 10 * 3_600_000 })
  await worker.idle()
  clock.ahead += 10 * 3_600_000
  clock.timers.advance(60_000)
  await worker.idle()
  expect(ran.length).toBe(1)
})

test('a handler that ends after its job was given to another worker changes nothing, and that is reported', async () => {
  const { task, began, end } = heldTask()
  await using r = await rig({ tasks: [task] })
  const worker = r.work({ lease })
  const { id } = await r.jobs.queue({ task: 't' })
  await began.opened
  const now = r.clock.now() + lease
  await r.storage.jobs.claim({ token: 'x', now, until: now * 2, limit: 1, tasks: [{ task: 't' }] })
  end.open()
  await worker.idle()
  expect(r.reported).toMatchObject([{ code: 'JOB_LEASE_LOST', final: false }])
  expect(r.jobs.counters.lost).toBe(1)
  expect(await r.jobs.find(id)).toMatchObject({ state: 'running', attempt: 2 })
})

test('progress that is made while the worker says that it lives is written a second later, not with the next time', async () => {
  let progress = (_done: number): void => {}
  const { task, began, end } = heldTask({ before: (run) => void (progress = run.progress) })
  await using r = await rig({ tasks: [task] })
  const worker = r.work({ lease: 30_000 })
  const { id } = await r.jobs.queue({ task: 't' })
  await began.opened
  r.clock.advance(10_000) // begins to say that it lives
  progress(0.5)
  await turns()
  r.clock.advance(1000)
  await turns()
  expect((await r.jobs.find(id)).progress).toBe(0.5)
  end.open()
  await worker.idle()
})

test('a timer of the system waits for longer than one of Node can', () => {
  const stop = systemClock.after(2 ** 31 + 1000, () => expect.unreachable())
  stop()
})
