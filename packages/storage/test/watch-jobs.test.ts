import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import { temporaryFolder } from './temporary-folder.ts'

const job = { task: 't', queue: 'default', input: null, priority: 0, runAt: 0, attempts: 1 }

test('what another process writes wakes those who watch for jobs; what this one writes elsewhere does not', async () => {
  await using folder = await temporaryFolder()
  const url = `file:${join(folder.path, 'crochet.db')}`
  await using own = await openStorage(url)
  await using other = await openStorage(url)
  for (let round = 0; round < 20; round++) {
    let woken = Promise.withResolvers<void>()
    let early = 0
    const stop = own.jobs.watch(() => {
      early++
      woken.resolve()
    })
    await own.journal.append('a', Uint8Array.of(1))
    expect(early).toBe(0)
    await other.jobs.enqueue([job], 0)
    await woken.promise
    woken = Promise.withResolvers()
    stop()
  }
  expect(await own.jobs.count({})).toBe(20)
})
