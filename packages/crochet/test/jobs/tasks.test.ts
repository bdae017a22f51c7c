import { expect, test } from 'vitest'
import { createApp, defineTask, JobError, type App } from '../../src/index.ts'
import { project, silent } from '../project.ts'
import { jobsApp, withHooks } from './jobs-app.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- payloads are looked at as tests please
type Payload = any

const users = { slug: 'users', auth: true, access: { read: () => true }, fields: [] } as const
const own = {
  slug: 'notes',
  access: { create: ({ req }: Payload) => req.user !== null, read: () => true },
  fields: [{ name: 'text', type: 'text' }],
} as const

test('a task is given the application, and what it queues inside a write goes with the write', async () => {
  const ran: unknown[] = []
  const index = defineTask<{ id: string }>({
    slug: 'index',
    handler: async ({ input, app }) =>
      void ran.push((await app.findByID({ collection: 'posts', id: input.id }))['title']),
  })
  const afterChange = [
    async ({ doc }: Payload): Promise<void> => {
      await w.app.jobs.queue({ task: 'index', input: { id: doc.id } })
      if (doc.title === 'undone') throw new Error('no')
    },
  ]
  await using w = await jobsApp({ ...withHooks({ afterChange }), jobs: { tasks: [index] } })
  await expect(w.app.create({ collection: 'posts', data: { title: 'undone' } })).rejects.toThrow('no')
  await w.app.create({ collection: 'posts', data: { title: 'kept' } })
  expect(await w.app.jobs.count()).toBe(1)
  await w.drain()
  expect(ran).toEqual(['kept'])
})

test('a job acts on behalf of whoever has queued it, with access enforced, as they are by then', async () => {
  const seen: unknown[] = []
  const write = async ({ app, req }: { app: App; req: { user: unknown } }): Promise<void> => {
    seen.push((req.user as { email?: string } | null)?.email)
    const note = { collection: 'notes', data: { text: 'by a job' } } as const
    seen.push(
      await app.create(note).then(
        () => 'written',
        (error: { code: string }) => error.code,
      ),
    )
  }
  await using w = await jobsApp({
    collections: [
      { ...users, fields: [] },
      { ...own, fields: [...own.fields] },
    ] as never,
    jobs: { tasks: [{ slug: 'write', handler: write }] },
    hooks: { afterCommit: [({ context }: Payload) => context.queue === true && w.app.jobs.queue({ task: 'write' })] },
  })
  const data = { email: 'ada@example.org', password: 'correct horse' }
  const user = await w.app.create({ collection: 'users', data })
  const as = { ...user, collection: 'users' }
  const note = { collection: 'notes', data: { text: 'x' }, user: as, context: { queue: true } } as const
  await w.app.create(note)
  await w.drain()
  expect(seen.splice(0)).toEqual(['ada@example.org', 'written'])
  await w.app.create(note)
  await w.app.delete({ collection: 'users', id: user['id'] })
  await w.drain()
  expect(seen.splice(0)).toEqual([undefined, 'FORBIDDEN'])
  await w.app.jobs.queue({ task: 'write' })
  await w.drain()
  expect(seen).toEqual([undefined, 'written'])
})

test('every failed attempt reaches afterError: the collection, then the root, with the job', async () => {
  const told: unknown[] = []
  const tell =
    (at: string) =>
    ({ source, error, handler, collection, req, context, job }: Payload): void =>
      void told.push({
        at,
        source,
        message: error.message,
        handler,
        slug: collection?.slug,
        req: req.source,
        context,
        job,
      })
  const fail = { id: 'mail', mode: 'background', retries: 0, handler: () => Promise.reject(new Error('no server')) }
  const config = withHooks({ afterChange: [fail], afterError: [tell('posts')] })
  await using w = await jobsApp({ ...config, hooks: { afterError: [tell('root')] } })
  await w.app.create({ collection: 'posts', data: { title: 'a' }, context: { why: 'test' } })
  await w.drain()
  const job = { id: expect.any(String) as string, task: 'crochet.background', attempt: 1, final: true }
  const about = {
    source: 'job',
    message: 'no server',
    handler: 'mail',
    slug: 'posts',
    req: 'job',
    context: { why: 'test' },
    job,
  }
  await expect
    .poll(() => told)
    .toEqual([
      { at: 'posts', ...about },
      { at: 'root', ...about },
    ])
  expect((await w.app.jobs.list({ state: 'dead' }))[0]?.error).toContain('no server')
})

test('hook modules add tasks in `configure`, and the configuration that was passed in stays as it was', async () => {
  using at = project({
    'hooks/nightly.js': `module.exports = { configure(config) {
      config.jobs.tasks.push({ slug: 'nightly', schedule: '0 3 * * *', handler() {} })
    } }`,
  })
  const jobs = { tasks: [{ slug: 'own', handler: () => {} }] }
  await using app = await createApp({ ...at.config, jobs }, { root: at.root, log: silent })
  expect(app.config.jobs.tasks.map(({ slug }) => slug)).toEqual(['own', 'nightly'])
  expect(jobs.tasks.length).toBe(1)
  await app.jobs.queue({ task: 'nightly' })
  await expect(app.jobs.queue({ task: 'other' })).rejects.toThrow(JobError)
})

test.each([
  [{ tasks: 'x' }, 'CONFIG_VALUE'],
  [{ task: [] }, 'CONFIG_VALUE'],
  [{ work: 3 }, 'CONFIG_VALUE'],
  [{ tasks: [{ slug: 'a b', handler: () => {} }] }, 'JOB_TASK'],
  [{ tasks: [{ slug: 'a' }] }, 'JOB_TASK'],
  [{ grace: Number.POSITIVE_INFINITY }, 'CONFIG_VALUE'],
  [{ work: { lease: 0.5 } }, 'JOB_OPTION'],
  [{ retention: { done: { age: -1, count: 0 } } }, 'JOB_OPTION'],
  [{ tasks: [{ slug: 'crochet.own', handler: () => {} }] }, 'JOB_TASK'],
  [{ tasks: [{ slug: 'a', handler: () => {}, schedule: 'often' }] }, 'JOB_SCHEDULE'],
])('%j in the configuration stops the boot', async (jobs, code) => {
  await expect(jobsApp({ jobs: jobs as never })).rejects.toMatchObject({ code })
})

test('jobs run from `listen` on, unless that is left to others; closing waits for those that run', async () => {
  const started = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  let ended = false
  const slow = {
    slug: 'slow',
    handler: async (): Promise<void> => {
      started.resolve()
      await end.promise
      ended = true
    },
  }
  const w = await jobsApp({ jobs: { tasks: [slow] } })
  await w.app.jobs.queue({ task: 'slow' })
  await w.app.listen({ port: 0, stopOnSignals: false })
  await started.promise
  const closed = w[Symbol.asyncDispose]()
  end.resolve()
  await closed
  expect(ended).toBe(true)

  await using idle = await jobsApp({ jobs: { tasks: [slow], work: false } })
  await idle.app.listen({ port: 0, stopOnSignals: false })
  await idle.app.jobs.queue({ task: 'slow' })
  expect(await idle.app.jobs.count({ state: 'pending' })).toBe(1)
})
