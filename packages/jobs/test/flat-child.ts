// Does many small jobs in batches on the database named on the command line, and prints what the heap and the files are at half of
// them and at the end, in bytes. To be run with `--expose-gc`.
import { statSync } from 'node:fs'
import { createHooks } from '@crochet/hooks'
import { createJobs, defineTask } from '@crochet/jobs'
import { openStorage } from '@crochet/storage'

const [file = '', count = ''] = process.argv.slice(2)
const batch = 1000
const half = Number(count) / 2

let ran = 0
const small = defineTask<{ id: string }>({ slug: 'small', handler: () => void ran++ })
const flaky = defineTask<{ id: string }>({
  slug: 'flaky',
  backoff: 1,
  handler({ input, attempt }) {
    if (attempt === 1) throw new Error(`not yet: ${input.id}`)
    ran++
  },
})

await using storage = await openStorage(`file:${file}`)
const jobs = createJobs({ engine: createHooks(), storage, tasks: [small, flaky], report: () => {} })
const worker = jobs.work({ concurrency: 500 })

const sizeOf = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0

/** Of ten one is cancelled, one fails once, and one has a key that no other has. */
async function queue(number: number): Promise<void> {
  const kind = number % 10
  const task = kind === 1 ? 'flaky' : 'small'
  const later = kind === 2 ? { runAt: Date.now() + 3_600_000 } : {}
  const key = kind === 3 ? { key: `posts/${number}` } : {}
  const { id } = await jobs.queue({ task, input: { id: `posts/${number}` }, ...later, ...key })
  if (kind === 2) await jobs.cancel(id)
}

/** Resolves when all have run, those that are tried again among them. */
async function settled(): Promise<void> {
  do await worker.idle()
  while ((await jobs.count({ state: 'pending' })) > 0)
}

for (const point of ['half', 'end']) {
  for (let done = 0; done < half; done += batch) {
    await Promise.all(Array.from({ length: batch }, (_, number) => queue(done + number)))
    await settled()
  }
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  const files = sizeOf(file) + sizeOf(`${file}-wal`)
  const rows = await jobs.count()
  console.log(JSON.stringify({ point, ran, heap: heapUsed + external, files, rows }))
}

await worker.stop()
