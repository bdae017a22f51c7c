import { expect, test } from 'vitest'
import { jobsApp, posts, withHooks } from './jobs-app.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- payloads are looked at as tests please
type Payload = any

test('afterChange in the background runs after the commit, with the document as it is then', async () => {
  const seen: Payload[] = []
  const handler = (payload: Payload): void => void seen.push(payload)
  await using w = await jobsApp(withHooks({ afterChange: [{ mode: 'background', handler }] }))
  const context = { reason: 'import', run: () => {} }
  const post = await w.app.create({ collection: 'posts', data: { title: 'a' }, context })
  expect(seen).toEqual([])
  await w.app.update({ collection: 'posts', id: post['id'], data: { title: 'b' } })
  await w.drain()
  expect(seen.map(({ operation, doc, attempt }) => [operation, doc.title, attempt])).toEqual([
    ['create', 'b', 1],
    ['update', 'b', 1],
  ])
  const [first] = seen
  expect(first.changed).toBeInstanceOf(Set)
  expect(first.changed.has('title')).toBe(true)
  expect(first.collection.slug).toBe('posts')
  expect(first.req).toMatchObject({ source: 'job', user: null, context: { reason: 'import' } })
  expect(first.context).toEqual({ reason: 'import' })
  expect(first.signal).toBeInstanceOf(AbortSignal)
  expect(first.progress).toBeTypeOf('function')
})

test('what is kept of the write are ids and changed paths, not the document', async () => {
  await using w = await jobsApp(withHooks({ afterChange: [{ id: 'index', mode: 'background', handler: () => {} }] }))
  const { id } = await w.app.create({ collection: 'posts', data: { title: 'secret words' } })
  const [job] = await w.app.jobs.list()
  expect(job).toMatchObject({
    task: 'crochet.background',
    input: { hook: 'posts:afterChange', handler: 'index', payload: { of: 'content', payload: { owner: 'posts', id } } },
    about: undefined,
  })
  expect(JSON.stringify(job)).not.toContain('secret words')
})

test.each(['afterChange', 'afterOperation', 'afterCommit'])(
  'a write that is undone leaves no work of %s, nor does a nested one',
  async (point) => {
    const ran: unknown[] = []
    const background = {
      id: 'note',
      mode: 'background',
      handler: ({ id, doc }: Payload) => void ran.push(doc?.title ?? id),
    }
    const veto = {
      priority: -1,
      async handler({ doc, result }: Payload) {
        const { title } = doc ?? result
        if (title === 'outer') {
          const nested = { collection: 'posts', data: { title: 'nested, undone' } } as const
          await w.app.create(nested).catch(() => undefined)
          await w.app.create({ collection: 'posts', data: { title: 'nested' } })
        }
        if (String(title).includes('undone')) throw new Error('no')
      },
    }
    const vetoAt = point === 'afterCommit' ? 'afterChange' : point
    const hooks = point === vetoAt ? { [point]: [background, veto] } : { [point]: [background], [vetoAt]: [veto] }
    await using w = await jobsApp(withHooks(hooks))
    await expect(w.app.create({ collection: 'posts', data: { title: 'undone' } })).rejects.toThrow('no')
    expect(await w.app.jobs.count()).toBe(0)
    await w.app.create({ collection: 'posts', data: { title: 'outer' } })
    expect(await w.app.jobs.count()).toBe(2)
    await w.drain()
    expect(ran.length).toBe(2)
  },
)

test('afterCommit of collection and root are written with the write, and inline ones run as ever', async () => {
  const ran: string[] = []
  const note =
    (at: string) =>
    ({ doc, operation, id }: Payload): void =>
      void ran.push(`${at} ${operation} ${doc?.title ?? `${id === undefined ? 'no id' : 'gone'}`}`)
  const config = withHooks({ afterCommit: [{ mode: 'background', handler: note('collection') }, note('inline')] })
  await using w = await jobsApp({ ...config, hooks: { afterCommit: [{ mode: 'background', handler: note('root') }] } })
  const { id } = await w.app.create({ collection: 'posts', data: { title: 'a' } })
  expect(ran).toEqual(['inline create a'])
  expect(await w.app.jobs.count({ state: 'pending' })).toBe(2)
  await w.drain()
  expect(ran.slice(1).toSorted()).toEqual(['collection create a', 'root create a'])
  ran.length = 0
  await w.app.delete({ collection: 'posts', id })
  await w.drain()
  expect(ran.slice(1).toSorted()).toEqual(['collection delete gone', 'root delete gone'])
})

test('a document that is gone by then leaves nothing to do; afterDelete has its id, and what it asked to keep', async () => {
  const ran: unknown[] = []
  await using w = await jobsApp(
    withHooks({
      afterChange: [{ mode: 'background', handler: () => void ran.push('changed') }],
      afterDelete: [
        { id: 'plain', mode: 'background', handler: ({ id, doc }: Payload) => void ran.push([id, doc]) },
        { id: 'kept', mode: 'background', keep: ['doc'], handler: ({ doc }: Payload) => void ran.push(doc.title) },
      ],
    }),
  )
  const { id } = await w.app.create({ collection: 'posts', data: { title: 'a' } })
  await w.app.delete({ collection: 'posts', id })
  await w.drain()
  expect(ran).toEqual([[id, undefined], 'a'])
  expect(await w.app.jobs.count({ state: 'done' })).toBe(3)
})

test('bulk writes and globals leave work for each document', async () => {
  const ran: unknown[] = []
  const hooks = {
    afterCommit: [{ mode: 'background', handler: ({ doc }: Payload) => void ran.push(doc.title) }],
  } as const
  await using w = await jobsApp({
    collections: [{ ...posts, fields: [...posts.fields], hooks }],
    globals: [{ slug: 'settings', fields: [...posts.fields], hooks }],
  })
  for (const title of ['a', 'b']) await w.app.create({ collection: 'posts', data: { title } })
  await w.drain()
  ran.length = 0
  await w.app.update({ collection: 'posts', where: {}, data: { title: 'c' } })
  await w.app.updateGlobal({ slug: 'settings', data: { title: 'g' } })
  await w.drain()
  expect(ran.toSorted()).toEqual(['c', 'c', 'g'])
})

test('a read in the background of afterOperation gets the documents again, and no hook of the operation fires for that', async () => {
  const ran: unknown[] = []
  const afterOperation = [
    {
      mode: 'background',
      handler: ({ result, operation }: Payload) => void ran.push([operation, result.docs?.length]),
    },
  ]
  await using w = await jobsApp(withHooks({ afterOperation }))
  await w.app.create({ collection: 'posts', data: { title: 'a' } })
  await w.app.find({ collection: 'posts' })
  await w.drain()
  expect(ran).toEqual([
    ['create', undefined],
    ['read', 1],
  ])
})

test.each([
  ['beforeChange', 'afterChange or afterCommit'],
  ['beforeDelete', 'afterDelete or afterCommit'],
  ['afterRead', 'afterOperation'],
])('%s cannot be in the background, and the boot says what can', async (point, instead) => {
  const boot = jobsApp(withHooks({ [point]: [{ mode: 'background', handler: () => {} }] }))
  await expect(boot).rejects.toMatchObject({
    code: 'HOOK_BACKGROUND_REFUSED',
    hook: `posts:${point}`,
    message: expect.stringContaining(`use ${instead}`) as string,
  })
})

test('two handlers that cannot be told apart after a restart stop the boot; names or ids tell them', async () => {
  const anonymous = { mode: 'background', handler: () => {} }
  await expect(jobsApp(withHooks({ afterChange: [anonymous, { ...anonymous }] }))).rejects.toMatchObject({
    code: 'HOOK_BACKGROUND_ID',
  })
  const mail = (): void => {}
  const index = (): void => {}
  await using w = await jobsApp(
    withHooks({
      afterChange: [() => {}, { mode: 'background', handler: mail }, { mode: 'background', handler: index }],
    }),
  )
  await w.app.create({ collection: 'posts', data: { title: 'a' } })
  const jobs = await w.app.jobs.list()
  expect(jobs.map(({ input }) => (input as { handler: string }).handler).toSorted()).toEqual([
    'collections.posts.hooks.afterChange index (background)',
    'collections.posts.hooks.afterChange mail (background)',
  ])
})

test('calls with one key run one after the other, and of those that wait only the last', async () => {
  const ran: unknown[] = []
  const handler = ({ doc, changed }: Payload): void => void ran.push([doc.title, [...changed]])
  const key = ({ doc }: Payload): string => doc.id
  await using w = await jobsApp(withHooks({ afterChange: [{ mode: 'background', key, handler }] }))
  const { id } = await w.app.create({ collection: 'posts', data: { title: 'a' } })
  await w.app.create({ collection: 'posts', data: { title: 'other' } })
  await w.app.update({ collection: 'posts', id, data: { note: 'n' } })
  await w.drain()
  expect(ran.length).toBe(2)
  expect(ran).toContainEqual(['a', ['note']])
})

test('a handler whose work leads to itself ends in a dead letter', async () => {
  const touch = {
    id: 'touch',
    mode: 'background',
    retries: 0,
    handler: ({ doc }: Payload) =>
      w.app.update({ collection: 'posts', id: doc.id, data: { note: `${doc.note ?? ''}x` } }),
  }
  await using w = await jobsApp(withHooks({ afterChange: [touch] }))
  const { id } = await w.app.create({ collection: 'posts', data: { title: 'a' } })
  await w.drain()
  const [dead] = await w.app.jobs.list({ state: 'dead' })
  expect(dead?.error).toMatch(/^HOOK_LOOP /)
  expect(await w.app.findByID({ collection: 'posts', id })).toMatchObject({ note: 'x' })
})

test('jobs of afterCommit are there when the write is: the first inline handler finds them', async () => {
  const counts: number[] = []
  const first = { priority: 200, handler: async () => void counts.push(await w.app.jobs.count()) }
  const config = withHooks({ afterCommit: [first, { mode: 'background', handler: () => {} }] })
  await using w = await jobsApp({ ...config, hooks: { afterCommit: [{ mode: 'background', handler: () => {} }] } })
  await w.app.create({ collection: 'posts', data: { title: 'a' } })
  expect(counts).toEqual([2])
})

test('a job is no part of the operation that has woken its worker', async () => {
  const ran = Promise.withResolvers<unknown>()
  const handler = (): void => ran.resolve(w.app.hooks.current()?.parent?.name)
  await using w = await jobsApp(withHooks({ afterChange: [{ mode: 'background', handler }] }))
  await w.app.jobs.work().idle()
  const outer = { name: 'outer' }
  await w.app.hooks.operation(outer, () => w.app.create({ collection: 'posts', data: { title: 'a' } }))
  expect(await ran.promise).toBeUndefined()
})
