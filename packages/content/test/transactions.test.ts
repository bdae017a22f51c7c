import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { Clock } from '@crochet/hooks'
import { expect, test } from 'vitest'
import { toPublicError, type CollectionConfig, type Untyped } from '../src/index.ts'
import { gate, open, openContent, type Opened } from './open-content.ts'

const withHooks = (slug: string, hooks: CollectionConfig['hooks'] = {}): CollectionConfig => ({
  slug,
  access: open,
  hooks,
  fields: [
    { name: 'title', type: 'text', unique: slug === 'tags' },
    { name: 'views', type: 'number' },
  ],
})

const titles = async ({ content }: Opened, collection: string): Promise<string[]> =>
  (await content.find({ collection, sort: 'title', limit: 250 })).docs.map((doc) => doc['title'])

/** Reads the file as another process would. */
function fromOutside({ url }: Opened, sql: string): unknown[] {
  const database = new DatabaseSync(url.startsWith('file:///') ? fileURLToPath(url) : url.slice('file:'.length), {
    readOnly: true,
  })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** Moves the engine's time by hand. */
function handClock(): Clock & { advance(ms: number): void } {
  let time = 0
  const running = new Set<() => void>()
  return {
    now: () => time,
    repeat(_ms, run) {
      running.add(run)
      return () => void running.delete(run)
    },
    advance(ms) {
      for (let passed = 0; passed < ms; passed += 100) {
        time += 100
        for (const run of running) run()
      }
    },
  }
}

test('an error after the write undoes it, and afterRollback is told instead of afterCommit', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          () => {
            throw new Error('too late')
          },
        ],
      }),
    ],
  })
  await expect(app.content.create({ collection: 'posts', data: { title: 'A' } })).rejects.toThrow('too late')
  const fired = app.fired()
  expect(fired.slice(-4)).toEqual(['posts:afterRollback', 'afterRollback', 'posts:afterError', 'afterError'])
  expect(fired).not.toContain('posts:afterCommit')
  expect(await titles(app, 'posts')).toEqual([])
})

test('a hook in a write sees it before commit; other connections see it in afterCommit and not before', async () => {
  const seen: Untyped[] = []
  const sql = 'SELECT title FROM posts'
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async ({ doc }) => {
            seen.push(['inside', (await app.content.findByID({ collection: 'posts', id: doc['id'] }))['title']])
            seen.push(['outside', fromOutside(app, sql).length])
          },
        ],
        afterCommit: [
          ({ doc, changed }) => void seen.push(['committed', fromOutside(app, sql), doc['title'], [...changed]]),
        ],
      }),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(seen).toEqual([
    ['inside', 'A'],
    ['outside', 0],
    ['committed', [{ title: 'A' }], 'A', ['title']],
  ])
})

test('a nested write joins: when the outer one fails later, both are undone', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async () => {
            await app.content.create({ collection: 'tags', data: { title: 'nested' } })
            throw new Error('outer fails')
          },
        ],
      }),
      withHooks('tags'),
    ],
  })
  await expect(app.content.create({ collection: 'posts', data: { title: 'A' } })).rejects.toThrow('outer fails')
  expect(await titles(app, 'tags')).toEqual([])
  expect(app.fired().filter((name) => /Commit|Rollback/.test(name))).toEqual([
    'tags:afterRollback',
    'afterRollback',
    'posts:afterRollback',
    'afterRollback',
  ])
})

test('a nested write that fails after it has written, and is caught, undoes only itself', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async () => {
            const tag = (title: string): Promise<unknown> => app.content.create({ collection: 'tags', data: { title } })
            await tag('kept')
            await tag('bad').catch(() => undefined)
            await tag('kept').catch(() => undefined)
            await tag('later')
          },
        ],
      }),
      withHooks('tags', {
        afterChange: [
          ({ doc }) => {
            if (doc['title'] === 'bad') throw new Error('after the write')
          },
        ],
      }),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect([await titles(app, 'posts'), await titles(app, 'tags')]).toEqual([['A'], ['kept', 'later']])
  expect(app.fired().filter((name) => /\w:after(Commit|Rollback|Error)/.test(name))).toEqual([
    'tags:afterCommit',
    'tags:afterRollback',
    'tags:afterRollback',
    'tags:afterCommit',
    'posts:afterCommit',
  ])
})

test('a write nested in beforeChange is undone when the outer write fails before it has written anything', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          async () => {
            await app.content.create({ collection: 'tags', data: { title: 'early' } })
            throw new Error('then no')
          },
        ],
      }),
      withHooks('tags'),
    ],
  })
  await expect(app.content.create({ collection: 'posts', data: {} })).rejects.toThrow('then no')
  expect(await titles(app, 'tags')).toEqual([])
})

test('writes that a hook starts all at once take turns in the one transaction', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async () => {
            const names = ['a', 'b', 'b', 'c']
            await Promise.allSettled(names.map((title) => app.content.create({ collection: 'tags', data: { title } })))
          },
        ],
      }),
      withHooks('tags'),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(await titles(app, 'tags')).toEqual(['a', 'b', 'c'])
})

test('a write that a hook leaves behind without waiting is part of the transaction or refused, never half of it', async () => {
  const left: Promise<unknown>[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          () =>
            void left.push(app.content.create({ collection: 'tags', data: { title: 'left' } }).catch((error) => error)),
        ],
      }),
      withHooks('tags'),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  const [result] = (await Promise.all(left)) as Untyped[]
  const stored = await titles(app, 'tags')
  expect(stored).toEqual(result.code === 'OPERATION_OVER' ? [] : ['left'])
})

test('fifty writers at once: every create is stored, once', async () => {
  await using app = await openContent({
    collections: [withHooks('posts', { afterChange: [async () => Promise.resolve()] })],
  })
  const writers = Array.from({ length: 50 }, (_, index) => `t${String(index).padStart(2, '0')}`)
  const docs = await Promise.all(writers.map((title) => app.content.create({ collection: 'posts', data: { title } })))
  expect(new Set(docs.map((doc) => doc['id'])).size).toBe(50)
  expect(await titles(app, 'posts')).toEqual(writers)
})

test('a document that changes before it is written: the pipeline runs once more, from the new document', async () => {
  const loaded: Untyped[] = []
  const interfere = { times: 1 }
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          async ({ originalDoc, operation, req, data, context }) => {
            if (operation !== 'update' || req.source !== 'rest') return
            expect(context['seen']).toBeUndefined()
            context['seen'] = true
            loaded.push(originalDoc?.['views'])
            data['views'] = originalDoc?.['views'] + 1
            if (interfere.times-- > 0) await elsewhere(originalDoc?.['id'], originalDoc?.['views'] + 10)
          },
        ],
      }),
    ],
  })
  const elsewhere = async (id: string, views: number): Promise<void> => {
    await using transaction = await app.storage.documents.transaction()
    await transaction.update('posts', id, { views })
    await transaction.commit()
  }
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A', views: 0 } })
  const req = { source: 'rest' as const }
  expect(await app.content.update({ collection: 'posts', id, data: { title: 'B' }, req })).toMatchObject({
    views: 11,
    title: 'B',
  })
  expect(loaded).toEqual([0, 10])

  interfere.times = 2
  const error = await app.content
    .update({ collection: 'posts', id, data: { title: 'C' }, req })
    .catch((thrown: unknown) => thrown)
  expect(toPublicError(error)).toMatchObject({ status: 409, errors: [{ code: 'CONFLICT' }] })
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ title: 'B' })
})

test('a before hook that waits holds no lock: other writers go on meanwhile', async () => {
  const reached = gate()
  const goOn = gate()
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          async ({ data }) => {
            if (data['title'] !== 'slow') return
            reached.open()
            await goOn.opened
          },
        ],
      }),
    ],
  })
  const slow = app.content.create({ collection: 'posts', data: { title: 'slow' } })
  await reached.opened
  await app.content.create({ collection: 'posts', data: { title: 'quick' } })
  goOn.open()
  await slow
  expect(await titles(app, 'posts')).toEqual(['quick', 'slow'])
})

test('a hook that hangs inside the transaction is given up after 5 s, the write undone, and later writers go on', async () => {
  const clock = handClock()
  const reached = gate()
  const release = gate()
  const late: Promise<unknown>[] = []
  await using app = await openContent(
    {
      collections: [
        withHooks('posts', {
          afterChange: [
            async ({ doc }) => {
              if (doc['title'] !== 'hangs') return
              reached.open()
              await release.opened
              late.push(
                app.content.create({ collection: 'posts', data: { title: 'late' } }).catch((error) => error.code),
              )
            },
          ],
        }),
      ],
    },
    { clock },
  )
  const hanging = app.content
    .create({ collection: 'posts', data: { title: 'hangs' } })
    .catch((thrown: unknown) => thrown)
  await reached.opened
  const waiting = app.content.create({ collection: 'posts', data: { title: 'waits' } })
  clock.advance(5300)
  expect(toPublicError(await hanging)).toEqual({
    status: 500,
    errors: [{ code: 'HOOK_TIMEOUT', message: 'A hook did not finish in time.' }],
  })
  await waiting
  release.open()
  await app.content.create({ collection: 'posts', data: { title: 'after' } })
  expect(await Promise.all(late)).toEqual(['OPERATION_OVER'])
  expect(await titles(app, 'posts')).toEqual(['after', 'waits'])
})

test('what an observer throws goes to afterError and changes neither the answer nor the other observers', async () => {
  const reported: Untyped[] = []
  const told: string[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterCommit: [
          () => {
            throw new Error('observer failed')
          },
          () => void told.push('second'),
        ],
        afterError: [({ error, collection, source }) => void reported.push([collection?.slug, source, error.message])],
      }),
    ],
    hooks: {
      afterCommit: [() => void told.push('root')],
      afterError: [({ error }) => void reported.push(['root', error.message])],
    },
  })
  expect(await app.content.create({ collection: 'posts', data: { title: 'A' } })).toMatchObject({ title: 'A' })
  expect(told).toEqual(['second', 'root'])
  expect(reported).toEqual([
    ['posts', 'hook', 'observer failed'],
    ['root', 'observer failed'],
  ])
})

test('a Local API call from afterCommit is a write of its own', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterCommit: [async () => void (await app.content.create({ collection: 'tags', data: { title: 'later' } }))],
      }),
      withHooks('tags'),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(await titles(app, 'tags')).toEqual(['later'])
})

test('operations that call each other in a circle end in HOOK_LOOP and leave nothing behind', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [async () => void (await app.content.create({ collection: 'posts', data: { title: 'again' } }))],
      }),
    ],
  })
  const error = await app.content
    .create({ collection: 'posts', data: { title: 'first' } })
    .catch((thrown: unknown) => thrown)
  expect(toPublicError(error)).toMatchObject({ status: 500, errors: [{ code: 'HOOK_LOOP' }] })
  expect(await titles(app, 'posts')).toEqual([])
})

test('hooks before the write that have opened the transaction by a nested write lose it after 5 s', async () => {
  const timers: { ms: number; run: () => void }[] = []
  const reached = gate()
  const release = gate()
  await using app = await openContent(
    {
      collections: [
        withHooks('posts', {
          beforeChange: [
            async () => {
              await app.content.create({ collection: 'tags', data: { title: 'early' } })
              reached.open()
              await release.opened
            },
          ],
        }),
        withHooks('tags'),
      ],
    },
    {
      timers: {
        now: () => 0,
        after: (ms, run) => {
          timers.push({ ms, run })
          return () => undefined
        },
      },
    },
  )
  const hanging = app.content.create({ collection: 'posts', data: {} }).catch((thrown: unknown) => thrown)
  await reached.opened
  const waiting = app.content.create({ collection: 'tags', data: { title: 'waits' } })
  expect(timers.map(({ ms }) => ms)).toEqual([5000])
  for (const { run } of timers) run()
  await waiting
  release.open()
  expect(await hanging).toMatchObject({ code: 'TRANSACTION_TIMEOUT' })
  expect(await titles(app, 'tags')).toEqual(['waits'])
  expect(await titles(app, 'posts')).toEqual([])
})
