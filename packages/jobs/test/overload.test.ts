import { createJobs } from '@crochet/jobs'
import { expect, test } from 'vitest'
import { heldTask, rig } from './rig.ts'

test('two thousand jobs of one key are one that runs and one that waits, with the last input', async () => {
  const ran: number[] = []
  const { task, began, end } = heldTask<number>({ before: ({ input }) => void ran.push(input) })
  await using r = await rig({ tasks: [task] }, 'sqlite')
  const worker = r.work()
  await r.jobs.queue({ task: 't', key: 'k', input: 0 })
  await began.opened
  const all = Array.from({ length: 2000 }, (_, number) => r.jobs.queue({ task: 't', key: 'k', input: number + 1 }))
  const ids = new Set((await Promise.all(all)).map(({ id }) => id))
  expect([ids.size, await r.jobs.count()]).toEqual([1, 2])
  end.open()
  await worker.idle()
  expect(ran).toEqual([0, 2000])
})

test('jobs of a task that is not there any more wait, hold up nobody, and can be looked at and cancelled', async () => {
  await using r = await rig({ tasks: [{ slug: 'gone', handler: () => {} }] }, 'sqlite')
  const now = r.clock.now()
  for (let number = 0; number < 300; number++) await r.jobs.queue({ task: 'gone', priority: 9 })
  await r.jobs.queue({ task: 'gone', runAt: now + 500 })

  const ran: unknown[] = []
  const { engine, storage, clock } = r
  const tasks = [{ slug: 'here', concurrency: 1, handler: () => void ran.push('here') }]
  await using later = createJobs({ engine, storage, clock, tasks })
  const worker = later.work({ concurrency: 2 })
  for (let number = 0; number < 5; number++) await later.queue({ task: 'here' })
  await r.pass(worker, 1000) // what had a time is due now
  expect(ran.length).toBe(5)
  expect(clock.pending).toBe(0) // and nothing is looked for again and again
  const [first] = await later.list({ task: 'gone', state: 'pending' }, { limit: 1 })
  expect(await later.cancel(first?.id ?? '')).toBe('cancelled')
  await expect(later.queue({ task: 'gone' })).rejects.toMatchObject({ code: 'JOB_TASK_UNKNOWN' })

  const back = r.work()
  await back.idle()
  expect(await r.jobs.count({ state: 'done', task: 'gone' })).toBe(300)
})

test('a job is neither retried nor run twice while it runs; retried after it is dead, it begins anew', async () => {
  let fails = true
  const { task, began, end } = heldTask({
    retries: 0,
    after() {
      if (fails) throw new Error('no')
    },
  })
  await using r = await rig({ tasks: [task] }, 'sqlite')
  const worker = r.work()
  const { id } = await r.jobs.queue({ task: 't' })
  await began.opened
  await expect(r.jobs.retry(id)).rejects.toMatchObject({ code: 'JOB_STATE' })
  end.open()
  await worker.idle()
  expect((await r.jobs.find(id)).state).toBe('dead')
  fails = false
  await Promise.allSettled([r.jobs.retry(id), r.jobs.retry(id), r.jobs.retry(id)])
  await worker.idle()
  expect(await r.jobs.find(id)).toMatchObject({ state: 'done', attempt: 1, error: undefined })
})

test('what is cancelled and fails is cancelled, and what is cancelled and ends well is done', async () => {
  for (const [how, state] of [
    ['fail', 'cancelled'],
    ['end', 'done'],
  ] as const) {
    const { task, began, end } = heldTask({
      after() {
        if (how === 'fail') throw new Error('no')
      },
    })
    await using r = await rig({ tasks: [task] }, 'sqlite')
    const worker = r.work()
    const { id } = await r.jobs.queue({ task: 't' })
    await began.opened
    expect(await r.storage.jobs.cancel(id, r.clock.now())).toBe('cancelling') // in another process: nobody tells the worker
    end.open()
    await worker.idle()
    expect((await r.jobs.find(id)).state).toBe(state)
  }
})
