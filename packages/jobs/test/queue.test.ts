import { createJobs, defineTask, type AmbientWrite } from '@crochet/jobs'
import { expect, test } from 'vitest'
import { began, rig, turns } from './rig.ts'

const code = (expected: string): Error => expect.objectContaining({ name: 'JobError', code: expected }) as Error

test('a job is run by a worker with its input, at once when it is queued', async () => {
  const ran: unknown[] = []
  const mail = defineTask<{ to: string }>({
    slug: 'mail',
    handler({ input, attempt, job }) {
      ran.push([input.to, attempt, job.task, job.queue, job.key])
    },
  })
  await using r = await rig({ tasks: [mail] })
  const worker = r.work()
  await worker.idle()
  const { id } = await r.jobs.queue({ task: 'mail', input: { to: 'ada' }, key: 'k' })
  await worker.idle()
  expect(ran).toEqual([['ada', 1, 'mail', 'default', 'k']])
  expect(await r.jobs.find(id)).toMatchObject({ state: 'done', progress: 1, finishedAt: began })
})

test('inside a write a job joins its transaction: committed with it, rolled back with it', async () => {
  let ambient: AmbientWrite | undefined
  const ran: unknown[] = []
  await using r = await rig({ tasks: [{ slug: 't', handler: ({ input }) => ran.push(input) }], ambient: () => ambient })
  const worker = r.work()
  for (const end of ['rollback', 'commit'] as const) {
    const transaction = await r.storage.documents.transaction()
    ambient = { write: (run) => run(transaction) }
    await r.jobs.queue({ task: 't', input: end })
    ambient = undefined
    await turns()
    expect(ran).toEqual([])
    await transaction[end]()
    await worker.idle()
  }
  expect(ran).toEqual(['commit'])
})

test('input is checked by a function or a standard schema, before it is queued and for the handler', async () => {
  const ran: unknown[] = []
  const schema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) =>
        typeof value === 'string' ? { value: new Date(value) } : { issues: [{ message: 'no text', path: ['at'] }] },
    },
  } as const
  const tasks = [
    defineTask<Date>({ slug: 'schema', input: schema, handler: ({ input }) => ran.push(input) }),
    defineTask<number>({
      slug: 'function',
      input(value) {
        if (typeof value !== 'number') throw new Error('no number')
        return value + 1
      },
      handler: ({ input }) => ran.push(input),
    }),
  ]
  await using r = await rig({ tasks })
  await expect(r.jobs.queue({ task: 'schema', input: 1 })).rejects.toThrow(
    /The input of task "schema" is refused:\n- at: no text/,
  )
  await expect(r.jobs.queue({ task: 'function' })).rejects.toThrow(code('JOB_INPUT'))
  expect(await r.jobs.count()).toBe(0)
  await r.jobs.queue({ task: 'schema', input: '2026-01-02' })
  await r.jobs.queue({ task: 'function', input: 1 })
  await r.work().idle()
  expect(ran).toEqual([new Date('2026-01-02'), 2])
})

test('an input may be as large as the limit, and no larger', async () => {
  await using r = await rig({ tasks: [{ slug: 't', handler() {} }], limits: { input: 12 } })
  await r.jobs.queue({ task: 't', input: '0123456789' })
  await expect(r.jobs.queue({ task: 't', input: '0123456789x' })).rejects.toThrow(code('JOB_INPUT_SIZE'))
  await expect(r.jobs.queue({ task: 't', input: 'ääääää' })).rejects.toThrow(code('JOB_INPUT_SIZE'))
})

test.each([
  [{ task: 'unknown' }, 'JOB_TASK_UNKNOWN'],
  [{ task: 't', key: '' }, 'JOB_REQUEST'],
  [{ task: 't', key: 'x'.repeat(201) }, 'JOB_REQUEST'],
  [{ task: 't', priority: 1001 }, 'JOB_REQUEST'],
  [{ task: 't', queue: 'a b' }, 'JOB_REQUEST'],
  [{ task: 't', runAt: new Date('never') }, 'JOB_REQUEST'],
  [{ task: 't', input: 1n }, 'JOB_INPUT'],
])('the request %o is refused', async (request, expected) => {
  await using r = await rig({ tasks: [{ slug: 't', handler() {} }] })
  await expect(r.jobs.queue(request)).rejects.toThrow(code(expected))
})

test.each([
  [[{ slug: 'a b', handler() {} }], 'JOB_TASK'],
  [[{ slug: 'crochet.x', handler() {} }], 'JOB_TASK'],
  [[{ slug: 'a' } as never], 'JOB_TASK'],
  [[{ slug: 'a', handler() {}, retries: 101 }], 'JOB_TASK'],
  [[{ slug: 'a', handler() {}, timeout: -1 }], 'JOB_TASK'],
  [[{ slug: 'a', handler() {}, concurrency: 0 }], 'JOB_TASK'],
  [[{ slug: 'a', handler() {}, backoff: { jitter: 2 } }], 'JOB_TASK'],
  [[{ slug: 'a', handler() {}, schedule: 'often' }], 'JOB_SCHEDULE'],
  [[{ slug: 'a', handler() {}, schedule: { cron: '* * * * *', timezone: 'No/Where' } }], 'JOB_SCHEDULE'],
  [
    [
      { slug: 'a', handler() {} },
      { slug: 'a', handler() {} },
    ],
    'JOB_TASK_TWICE',
  ],
])('the tasks %o are refused', async (tasks, expected) => {
  await using r = await rig()
  expect(() => createJobs({ engine: r.engine, storage: r.storage, tasks })).toThrow(code(expected))
})

test('jobs are found, listed, cancelled and retried by id; what does not suit their state is refused', async () => {
  await using r = await rig({ tasks: [{ slug: 't', handler() {} }] })
  const { id } = await r.jobs.queue({ task: 't', input: 1 })
  expect(await r.jobs.cancel(id)).toBe('cancelled')
  await expect(r.jobs.cancel(id)).rejects.toThrow(code('JOB_STATE'))
  await r.jobs.retry(id)
  await expect(r.jobs.retry(id)).rejects.toThrow(code('JOB_STATE'))
  await expect(r.jobs.retry('none')).rejects.toThrow(code('JOB_NOT_FOUND'))
  await expect(r.jobs.find('none')).rejects.toThrow(code('JOB_NOT_FOUND'))
  await expect(r.jobs.list({}, { limit: 251 })).rejects.toThrow(code('JOB_REQUEST'))
  await r.work().idle()
  expect((await r.jobs.list({ state: 'done' })).map((job) => job.id)).toEqual([id])
  await r.jobs.close()
  await expect(r.jobs.queue({ task: 't' })).rejects.toThrow(code('JOB_CLOSED'))
  expect(() => r.jobs.work()).toThrow(code('JOB_CLOSED'))
})
