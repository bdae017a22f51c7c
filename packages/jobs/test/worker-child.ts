// Works on the database named on the command line until its standard input ends, and prints when each job begins and ends.
import { writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { createHooks } from '@crochet/hooks'
import { createJobs, defineTask } from '@crochet/jobs'
import { openStorage } from '@crochet/storage'

const [file = '', lease = ''] = process.argv.slice(2)
const say = (...words: unknown[]): void => void writeSync(1, `${words.join(' ')}\n`)
const now = (): number => performance.timeOrigin + performance.now()

const work = defineTask<{ milliseconds?: number } | null>({
  slug: 'work',
  async handler({ input, job: { id, key = '-' } }) {
    say('begin', id, key, now())
    await wait(input?.milliseconds ?? 1)
    say('end', id, key, now())
  },
})

await using storage = await openStorage(`file:${file}`, { busyTimeout: 5000 })
await using jobs = createJobs({ engine: createHooks(), storage, tasks: [work] })
const worker = jobs.work({ concurrency: 5, lease: Number(lease) })
await worker.idle()
say('ready')
for await (const _ of process.stdin);
