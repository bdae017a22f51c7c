import { DatabaseSync } from 'node:sqlite'
import { defineTask } from '@crochet/jobs'
import { expect, test } from 'vitest'
import { aborted, gate, heldTask, rig, turns } from './rig.ts'

const lease = 3000

test('the job of a worker that was killed comes back when its lease has run out', async () => {
  const attempts: number[] = []
  await using r = await rig({ tasks: [{ slug: 't', handler: ({ attempt }) => attempts.push(attempt) }] })
  await r.jobs.queue({ task: 't' })
  const now = r.clock.now()
  await r.storage.jobs.claim({ token: 'killed', now, until: now + lease, limit: 1, tasks: [{ task: 't' }] })
  const worker = r.work({ lease })
  await r.pass(worker, lease - 1)
  expect(attempts).toEqual([])
  await r.pass(worker, 1)
  expect(attempts).toEqual([2])
})

test.each(['memory:', 'sqlite'] as const)(
  'a job that loses its worker in its last attempt is dead, and whoever finds that tells of it (%s)',
  async (url) => {
    await using r = await rig({ tasks: [{ slug: 't', retries: 0, handler: () => expect.unreachable() }] }, url)
    const { id } = await r.jobs.queue({ task: 't' })
    const now = r.clock.now()
    await r.storage.jobs.claim({ token: 'killed', now, until: now + lease, limit: 1, tasks: [{ task: 't' }] })
    const worker = r.work({ lease })
    await r.pass(worker, lease)
    expect((await r.jobs.find(id)).state).toBe('dead')
    expect(r.reported).toMatchObject([{ code: 'JOB_LEASE_LOST', final: true }])
    expect(r.jobs.counters.dead).toBe(1)
  },
)

test('a heartbeat keeps the lease of a job that takes longer, and writes its progress', async () => {
  const { task, began, end } = heldTask({ before: ({ progress }) => void progress(0.25) })
  await using r = await rig({ tasks: [task] })
  const worker = r.work({ lease })
  const { id } = await r.jobs.queue({ task: 't' })
  await began.opened
  for (let time = 0; time < 4 * lease; time += lease / 3) {
    r.clock.advance(lease / 3)
    await turns()
    expect(await r.jobs.find(id)).toMatchObject({ state: 'running', attempt: 1, progress: 0.25 })
  }
  end.open()
  await worker.idle()
  expect((await r.jobs.find(id)).state).toBe('done')
})

test('a worker that lost its lease is told, and its end changes nothing', async () => {
  const began = gate()
  let reason: unknown
  const task = defineTask({
    slug: 't',
    async handler({ signal }) {
      began.open()
      await aborted(signal).catch((why: unknown) => (reason = why))
    },
  })
  await using r = await rig({ tasks: [task] })
  const worker = r.work({ lease })
  const { id } = await r.jobs.queue({ task: 't' })
  await began.opened
  const now = r.clock.now() + lease
  const [stolen] = await r.storage.jobs.claim({ token: 'x', now, until: now * 2, limit: 1, tasks: [{ task: 't' }] })
  expect(stolen?.id).toBe(id)
  r.clock.advance(lease / 3)
  await worker.idle()
  expect(reason).toMatchObject({ code: 'JOB_LEASE_LOST', job: id })
  expect(r.reported.map(({ code }) => code)).toEqual(['JOB_LEASE_LOST'])
  expect(await r.jobs.find(id)).toMatchObject({ state: 'running', attempt: 2 })
  expect(await r.storage.jobs.settle([{ id, token: 'x', as: 'done' }], now)).toEqual([true])
})

test('a job that runs is cancelled: its signal is aborted at once, and it does not run again', async () => {
  const began = gate()
  const task = defineTask({
    slug: 't',
    async handler({ signal }) {
      began.open()
      await aborted(signal)
    },
  })
  await using r = await rig({ tasks: [task] })
  const worker = r.work({ lease })
  const { id } = await r.jobs.queue({ task: 't' })
  await began.opened
  expect(await r.jobs.cancel(id)).toBe('cancelling')
  r.clock.advance(0)
  await worker.idle()
  expect(await r.jobs.find(id)).toMatchObject({ state: 'cancelled', attempt: 1 })
  expect(r.reported).toEqual([])
})

test('a worker that stops waits for its jobs, then asks them to end and gives them back', async () => {
  const [began, end] = [gate(), gate()]
  const quick = defineTask({ slug: 'quick', handler: () => end.opened })
  const slow = defineTask({
    slug: 'slow',
    async handler({ signal, attempt }) {
      if (attempt > 1) throw new Error('it was counted')
      began.open()
      if (r.clock.now() === start) await aborted(signal)
    },
  })
  await using r = await rig({ tasks: [quick, slow] })
  const start = r.clock.now()
  const worker = r.work({ lease: 60_000 })
  const ids = [await r.jobs.queue({ task: 'quick' }), await r.jobs.queue({ task: 'slow' })]
  await began.opened
  const stopped = worker.stop({ grace: 2000 })
  const { id: late } = await r.jobs.queue({ task: 'quick' })
  end.open()
  await turns()
  expect((await r.jobs.find(ids[0]?.id ?? '')).state).toBe('done')
  r.clock.advance(2000)
  await stopped
  const states = await Promise.all([ids[1]?.id ?? '', late].map((id) => r.jobs.find(id)))
  expect(states.map(({ state, attempt }) => [state, attempt])).toEqual([
    ['pending', 0],
    ['pending', 0],
  ])
  await r.work().idle()
  expect(await r.jobs.count({ state: 'done' })).toBe(3)
})

test('a queue that cannot be reached is reported and tried again; nothing is lost', async () => {
  const ran: unknown[] = []
  await using r = await rig({ tasks: [{ slug: 't', handler: ({ input }) => ran.push(input) }] }, 'sqlite')
  const worker = r.work()
  await worker.idle()
  {
    using other = new DatabaseSync(r.file)
    await r.jobs.queue({ task: 't', input: 1 })
    other.exec('BEGIN IMMEDIATE') // before the worker has come to its claim
    while (r.reported.length === 0) await turns()
    expect(r.reported).toMatchObject([{ code: 'JOB_WORKER', cause: { code: 'STORAGE_BUSY' } }])
    other.exec('ROLLBACK')
  }
  expect(ran).toEqual([])
  r.clock.advance(250)
  await worker.idle()
  expect(ran).toEqual([1])
})
