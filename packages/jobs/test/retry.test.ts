import { defineTask } from '@crochet/jobs'
import { expect, test } from 'vitest'
import { aborted, began, gate, rig, turns } from './rig.ts'

test('a job that fails is tried again after a wait that doubles, and is dead after the last attempt', async () => {
  const attempts: [attempt: number, at: number][] = []
  const cause = new Error('no')
  const task = defineTask({
    slug: 't',
    retries: 3,
    backoff: { delay: 100, max: 300 },
    handler({ attempt }) {
      attempts.push([attempt, r.clock.now() - began])
      throw cause
    },
  })
  await using r = await rig({ tasks: [task] })
  const worker = r.work()
  const { id } = await r.jobs.queue({ task: 't' })
  for (let step = 0; step < 20; step++) await r.pass(worker, 50)
  expect(attempts).toEqual([
    [1, 0],
    [2, 100],
    [3, 300],
    [4, 600],
  ])
  expect(r.reported.map(({ code, final }) => [code, final])).toEqual([
    ['JOB_FAILED', false],
    ['JOB_FAILED', false],
    ['JOB_FAILED', false],
    ['JOB_FAILED', true],
  ])
  expect(r.reported[0]?.cause).toBe(cause)
  expect(await r.jobs.find(id)).toMatchObject({ state: 'dead', attempt: 4 })
  expect((await r.jobs.find(id)).error).toMatch(/^Error: no\n +at /)
  await r.jobs.retry(id)
  await r.pass(worker, 0)
  expect(attempts.at(-1)).toEqual([1, 1000])
})

test('chance takes away from the wait, at most as much as the jitter says', async () => {
  const draws = [0.5, 0.999]
  const starts: number[] = []
  const task = defineTask({
    slug: 't',
    backoff: { delay: 1000, jitter: 0.2 },
    handler() {
      starts.push(r.clock.now() - began)
      if (starts.length < 3) throw new Error('no')
    },
  })
  await using r = await rig({ tasks: [task], random: () => draws.shift() ?? 0 })
  const worker = r.work()
  await r.jobs.queue({ task: 't' })
  await r.pass(worker, 899)
  await r.pass(worker, 1)
  await r.pass(worker, 1599)
  await r.pass(worker, 1)
  expect(starts).toEqual([0, 900, 2500])
})

test.each([['a string'], [undefined], [Object.freeze({})], [Object.create(null) as object]])(
  'whatever a handler throws ends the attempt (%o)',
  async (thrown) => {
    const handler = (): void => {
      throw thrown
    }
    await using r = await rig({ tasks: [{ slug: 't', retries: 0, handler }] })
    const { id } = await r.jobs.queue({ task: 't' })
    await r.work().idle()
    expect((await r.jobs.find(id)).state).toBe('dead')
    expect(r.reported).toMatchObject([{ code: 'JOB_FAILED', cause: thrown, final: true }])
  },
)

test('at its deadline a handler is asked to end, and the attempt has failed, whatever it returns then', async () => {
  const began = gate()
  const task = defineTask({
    slug: 't',
    timeout: 500,
    retries: 0,
    async handler({ signal }) {
      began.open()
      await aborted(signal).catch(() => undefined)
      return 'ended early'
    },
  })
  await using r = await rig({ tasks: [task] })
  const worker = r.work()
  const { id } = await r.jobs.queue({ task: 't' })
  await began.opened
  r.clock.advance(499)
  await turns()
  expect((await r.jobs.find(id)).state).toBe('running')
  r.clock.advance(1)
  await worker.idle()
  expect(await r.jobs.find(id)).toMatchObject({ state: 'dead' })
  expect((await r.jobs.find(id)).error).toMatch(/^JOB_TIMEOUT JobError: Job .* was given up after 500 ms/)
})

test('a handler that does not end when it is asked to is given up five seconds later', async () => {
  const began = gate()
  const never = new Promise<void>(() => {})
  const handler = (): Promise<void> => {
    began.open()
    return never
  }
  await using r = await rig({ tasks: [{ slug: 't', timeout: 500, retries: 0, handler }] })
  const worker = r.work({ lease: 60_000 })
  const { id } = await r.jobs.queue({ task: 't' })
  await began.opened
  r.clock.advance(500)
  r.clock.advance(4999)
  await turns()
  expect((await r.jobs.find(id)).state).toBe('running')
  r.clock.advance(1)
  await worker.idle()
  expect((await r.jobs.find(id)).state).toBe('dead')
})
