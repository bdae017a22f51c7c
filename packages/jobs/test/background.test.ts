import { createHooks, type Hooks, type Series } from '@crochet/hooks'
import type { AmbientWrite, BackgroundOptions, Jobs } from '@crochet/jobs'
import { expect, test } from 'vitest'
import { rig, type Rig } from './rig.ts'

interface Saved {
  doc: { id: string; title: string }
  changed: string[]
}
type Points = { 'posts:afterChange': Series<Saved> }

interface World extends AsyncDisposable {
  readonly hooks: Hooks<Points>
  readonly posts: Map<string, string>
  readonly rig: Rig
  /** The write under way. */
  ambient: AmbientWrite | undefined
}

async function world(): Promise<World> {
  const posts = new Map<string, string>()
  const late: { jobs?: Jobs } = {}
  const engine = createHooks({ background: (entry, payload) => late.jobs?.outbox.accept(entry, payload) })
  const background: BackgroundOptions = {
    reduce: (_entry, payload) => ({ id: (payload as Saved).doc.id, changed: (payload as Saved).changed }),
    load({ payload }) {
      const { id, changed } = payload as { id: string; changed: string[] }
      const title = posts.get(id)
      return title === undefined ? undefined : { doc: { id, title }, changed }
    },
  }
  const made: World = {
    hooks: engine as unknown as Hooks<Points>,
    posts,
    ambient: undefined,
    rig: await rig({ engine, background, ambient: () => made.ambient }),
    [Symbol.asyncDispose]: () => made.rig[Symbol.asyncDispose](),
  }
  late.jobs = made.rig.jobs
  made.hooks.define('posts:afterChange', { kind: 'series' })
  return made
}

const saved = { doc: { id: '1', title: 'as it was' }, changed: ['title'] }

test('a background handler runs after the commit, with the document as it is then; not after a rollback', async () => {
  await using w = await world()
  const ran: unknown[] = []
  w.hooks.on('posts:afterChange', { id: 'index', mode: 'background', handler: (payload) => ran.push(payload) })
  w.posts.set('1', 'as it is')
  const worker = w.rig.work()
  for (const end of ['rollback', 'commit'] as const) {
    const transaction = await w.rig.storage.documents.transaction()
    w.ambient = { write: (run) => run(transaction) }
    await w.hooks.point('posts:afterChange').call(saved)
    w.ambient = undefined
    await transaction[end]()
    await worker.idle()
    expect(ran.length).toBe(end === 'commit' ? 1 : 0)
  }
  expect(ran).toEqual([{ doc: { id: '1', title: 'as it is' }, changed: ['title'] }])
  const [job] = await w.rig.jobs.list()
  expect(job).toMatchObject({
    task: 'crochet.background',
    state: 'done',
    input: { hook: 'posts:afterChange', handler: 'index', payload: { id: '1', changed: ['title'] } },
  })
})

test('its retries, its backoff and its timeout are its own', async () => {
  await using w = await world()
  let attempts = 0
  const handler = (): void => {
    attempts++
    throw new Error('no')
  }
  w.hooks.on('posts:afterChange', { id: 'index', mode: 'background', retries: 1, backoff: 50, handler })
  w.posts.set('1', 'x')
  const worker = w.rig.work()
  await w.hooks.point('posts:afterChange').call(saved)
  await w.rig.pass(worker, 49)
  expect(attempts).toBe(1)
  await w.rig.pass(worker, 1)
  expect(attempts).toBe(2)
  const [job] = await w.rig.jobs.list()
  expect(job).toMatchObject({ state: 'dead', attempts: 2 })
  expect(w.rig.reported[0]).toMatchObject({ code: 'JOB_FAILED', cause: { code: 'HOOK_FAILED', handler: 'index' } })
})

test('when nothing is left to load, there is nothing to do', async () => {
  await using w = await world()
  w.hooks.on('posts:afterChange', { mode: 'background', handler: () => expect.unreachable() })
  await w.hooks.point('posts:afterChange').call(saved)
  await w.rig.work().idle()
  expect(await w.rig.jobs.count({ state: 'done' })).toBe(1)
})

test('a handler that is not there any more leaves a dead letter that can be retried when it is back', async () => {
  await using w = await world()
  const ran: unknown[] = []
  const attach = (): (() => void) =>
    w.hooks.on('posts:afterChange', {
      id: 'index',
      mode: 'background',
      retries: 0,
      handler: ({ doc }) => ran.push(doc.id),
    })
  w.posts.set('1', 'x')
  const detach = attach()
  await w.hooks.point('posts:afterChange').call(saved)
  detach()
  const worker = w.rig.work()
  await worker.idle()
  const [dead] = await w.rig.jobs.list({ state: 'dead' })
  expect(dead?.error).toMatch(/^HOOK_UNKNOWN_HANDLER /)
  attach()
  await w.rig.jobs.retry(dead?.id ?? '')
  await worker.idle()
  expect(ran).toEqual(['1'])
})

test('without a way to keep payloads the dispatch fails, in the name of the handler', async () => {
  const late: { jobs?: Jobs } = {}
  const engine = createHooks({ background: (entry, payload) => late.jobs?.outbox.accept(entry, payload) })
  await using r = await rig({ engine })
  late.jobs = r.jobs
  const hooks = engine as unknown as Hooks<Points>
  hooks.define('posts:afterChange', { kind: 'series' })
  hooks.on('posts:afterChange', { id: 'index', mode: 'background', handler: () => {} })
  await expect(hooks.point('posts:afterChange').call(saved)).rejects.toMatchObject({
    handler: 'index',
    cause: { code: 'JOB_NO_BACKGROUND' },
  })
})
