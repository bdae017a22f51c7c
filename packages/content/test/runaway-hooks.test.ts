import type { Clock } from '@crochet/hooks'
import { expect, test } from 'vitest'
import { toPublicError } from '../src/index.ts'
import { gate, openContent } from './open-content.ts'
import { titles, withHooks } from './with-hooks.ts'

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

test('in a bulk write the hooks of each document have 5 s once the transaction is open, and running over them undoes it all', async () => {
  const timers: { ms: number; run: () => void; stopped: boolean }[] = []
  const reached = gate()
  const release = gate()
  await using app = await openContent(
    {
      collections: [
        withHooks('posts', {
          beforeChange: [
            async ({ originalDoc }) => {
              if (originalDoc?.['title'] !== 'C') return
              reached.open()
              await release.opened
            },
          ],
        }),
      ],
    },
    {
      timers: {
        now: () => 0,
        after: (ms, run) => {
          const timer = { ms, run, stopped: false }
          timers.push(timer)
          return () => void (timer.stopped = true)
        },
      },
    },
  )
  for (const title of ['A', 'B', 'C']) await app.content.create({ collection: 'posts', data: { title, views: 0 } })
  const hanging = app.content
    .update({ collection: 'posts', where: {}, data: { views: 1 } })
    .catch((thrown: unknown) => thrown)
  await reached.opened
  // That of A begins and ends with its write, which opens the transaction; those of B and C begin with the document.
  expect(timers.map(({ ms, stopped }) => [ms, stopped])).toEqual([
    [5000, true],
    [5000, true],
    [5000, false],
  ])
  const waiting = app.content.create({ collection: 'posts', data: { title: 'waits', views: 0 } })
  timers[2]?.run()
  await waiting
  release.open()
  expect(await hanging).toMatchObject({ code: 'TRANSACTION_TIMEOUT' })
  expect(await app.content.count({ collection: 'posts', where: { views: { equals: 1 } } })).toEqual({ totalDocs: 0 })
})
