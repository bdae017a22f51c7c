import { defineTask } from '@crochet/jobs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { gate, rig, turns } from './rig.ts'

test('of a task with a limit no more run at once, and all are run', async () => {
  let [running, most] = [0, 0]
  const task = defineTask({
    slug: 't',
    concurrency: 3,
    async handler() {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running--
    },
  })
  await using r = await rig({ tasks: [task] })
  for (let count = 0; count < 20; count++) await r.jobs.queue({ task: 't' })
  await Promise.all([r.work().idle(), r.work().idle()])
  await turns()
  expect(most).toBe(3)
  expect(await r.jobs.count({ state: 'done' })).toBe(20)
})

test('urgent jobs go first; one with a time waits for it', async () => {
  const ran: unknown[] = []
  await using r = await rig({ tasks: [{ slug: 't', handler: ({ input }) => ran.push(input) }] })
  const later = r.clock.now() + 1000
  await r.jobs.queue({ task: 't', input: 'later', runAt: later, priority: 9 })
  await r.jobs.queue({ task: 't', input: 'second' })
  await r.jobs.queue({ task: 't', input: 'first', priority: 1 })
  const worker = r.work({ concurrency: 1 })
  await r.pass(worker, 999)
  expect(ran).toEqual(['first', 'second'])
  await r.pass(worker, 1)
  expect(ran).toEqual(['first', 'second', 'later'])
})

test('when nothing is due no timer runs; when something is, one does', async () => {
  await using r = await rig({ tasks: [{ slug: 't', handler() {} }] })
  const worker = r.work()
  await r.jobs.queue({ task: 't' })
  await worker.idle()
  expect(r.clock.pending).toBe(0)
  await r.jobs.queue({ task: 't', runAt: r.clock.now() + 3_600_000 })
  await worker.idle()
  expect(r.clock.pending).toBe(1)
})

const step = fc.oneof(
  fc.record({ queue: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ pass: fc.constantFrom(0, 10, 100, 500) }),
)

test('of one key one runs at a time, in the order they came, and the last input is always run', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40, size: 'max' }),
      fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
      async (steps, dice) => {
        const running = new Set<string>()
        const seen = new Map<string, number>()
        const begun = new Map<string, number>()
        const task = defineTask<number>({
          slug: 't',
          retries: 2,
          backoff: 100,
          async handler({ input, job: { key = '' } }) {
            expect(running.has(key)).toBe(false)
            running.add(key)
            expect(input).toBeGreaterThanOrEqual(begun.get(key) ?? 0)
            begun.set(key, input)
            await new Promise(setImmediate)
            running.delete(key)
            if (dice.next().value === 0) throw new Error('bad luck')
            seen.set(key, input)
          },
        })
        await using r = await rig({ tasks: [task] })
        const workers = [r.work({ concurrency: 2 }), r.work({ concurrency: 2 })]
        const last = new Map<string, number>()
        for (const [number, each] of steps.entries()) {
          if ('queue' in each) {
            last.set(each.queue, number)
            await r.jobs.queue({ task: 't', input: number, key: each.queue })
          } else {
            for (const worker of workers) await r.pass(worker, each.pass)
          }
        }
        for (let time = 0; time < 3; time++) for (const worker of workers) await r.pass(worker, 1000)
        const dead = new Set((await r.jobs.list({ state: 'dead' })).map(({ key, input }) => `${key} ${String(input)}`))
        expect(r.reported.filter(({ code }) => code !== 'JOB_FAILED')).toEqual([])
        for (const [key, input] of last) expect(seen.get(key) === input || dead.has(`${key} ${input}`)).toBe(true)
        expect(await r.jobs.count({ state: 'pending' })).toBe(0)
      },
    ),
    { numRuns: 40 },
  )
})

test('what is over is swept: of thousands of jobs only as many as are to be kept are left', async () => {
  const done = gate()
  let count = 0
  const handler = (): void => {
    if (++count === 2000) done.open()
  }
  const keep = { age: 1e9, count: 100 }
  await using r = await rig({ tasks: [{ slug: 't', handler }], retention: { done: keep } }, 'sqlite')
  const worker = r.work()
  await Promise.all(Array.from({ length: 2000 }, () => r.jobs.queue({ task: 't' })))
  await done.opened
  await worker.idle()
  expect(await r.jobs.count()).toBeLessThanOrEqual(100 + 256 + 50)
})
