import { createHooks } from '@crochet/hooks'
import { createJobs, defineTask } from '@crochet/jobs'
import { expect, test } from 'vitest'
import { rig } from './rig.ts'

const minute = 60_000
const hour = 60 * minute

test('a schedule fires at its moments, once for all workers of all nodes', async () => {
  const fired: [input: unknown, minutes: number][] = []
  const handler = ({ input }: { input: unknown }): unknown => fired.push([input, r.clock.now() / minute])
  const tasks = [defineTask({ slug: 't', schedule: { cron: '*/15 * * * *', input: { full: true } }, handler })]
  await using r = await rig({ tasks })
  const { clock, storage } = r
  r.clock.advance(10 * minute - (r.clock.now() % minute))
  const other = createJobs({ engine: createHooks(), storage, clock, tasks })
  const workers = [r.work(), r.work(), other.work()]
  for (let time = 0; time < 40; time++) for (const worker of workers) await r.pass(worker, minute / workers.length)
  expect(fired).toEqual([
    [{ full: true }, 30],
    [{ full: true }, 45],
    [{ full: true }, 60],
  ])
  await other.close()
})

test('what was missed while no worker ran fires once; it does not fire for the time before it was declared', async () => {
  const fired: number[] = []
  const tasks = [defineTask({ slug: 't', schedule: '0 * * * *', handler: () => fired.push(r.clock.now() / hour) })]
  await using r = await rig({ tasks })
  const first = r.work()
  await first.idle()
  expect(fired).toEqual([])
  await first.stop()
  r.clock.advance(10 * hour - r.clock.now())
  r.clock.advance(minute)
  const second = r.work()
  await second.idle()
  expect(fired).toEqual([10 + 1 / 60])
  await r.pass(second, 59 * minute)
  expect(fired).toEqual([10 + 1 / 60, 11])
})

test('a schedule follows the clock of its time zone', async () => {
  const fired: string[] = []
  const schedule = { cron: '0 3 * * *', timezone: 'Europe/Berlin' }
  const tasks = [defineTask({ slug: 't', schedule, handler: () => fired.push(new Date(r.clock.now()).toISOString()) })]
  await using r = await rig({ tasks })
  r.clock.advance(Date.UTC(2026, 2, 28, 0) - r.clock.now())
  const worker = r.work()
  for (let time = 0; time < 48; time++) await r.pass(worker, hour)
  expect(fired).toEqual(['2026-03-28T02:00:00.000Z', '2026-03-29T01:00:00.000Z'])
})
