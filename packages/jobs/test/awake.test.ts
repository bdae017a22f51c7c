import { expect, test } from 'vitest'
import { rig } from './rig.ts'

/** What keeps this process from ending by itself. */
const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length

test('a worker keeps its process awake until it is stopped, and one that cannot be made does not', async () => {
  await using r = await rig()
  const before = timers()
  expect(() => r.work({ concurrency: -1 })).toThrow('concurrency')
  expect(timers()).toBe(before)
  const worker = r.work()
  await worker.idle()
  expect(timers()).toBe(before + 1)
  await worker.stop()
  expect(timers()).toBe(before)
})
