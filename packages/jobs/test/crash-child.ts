// Writes rows with a job each, rolls some back, and works on the jobs, until it is killed. Prints what is committed and what ran.
import { writeSync } from 'node:fs'
import { createHooks } from '@crochet/hooks'
import { createJobs, defineTask, type AmbientWrite } from '@crochet/jobs'
import { openStorage } from '@crochet/storage'

const [file = '', round = ''] = process.argv.slice(2)
const say = (...words: unknown[]): void => void writeSync(1, `${words.join(' ')}\n`)

let ambient: AmbientWrite | undefined
const storage = await openStorage(`file:${file}`)
await storage.documents.migrate([{ name: 'rows', columns: [] }])
const index = defineTask<string>({
  slug: 'index',
  backoff: 1,
  retries: 100,
  async handler({ input, job: { key = '-' }, attempt }) {
    say('ran', input, key)
    for (let turn = 0; turn < (key === '-' ? 1 : 50); turn++) await new Promise(setImmediate)
    if (attempt === 1 && input.endsWith('3')) throw new Error('once')
    say('ran', input, key) // once more: whoever of the same key has begun in between is seen
  },
})
const jobs = createJobs({ engine: createHooks(), storage, tasks: [index], ambient: () => ambient, report: () => {} })
jobs.work({ lease: 300 })
say('ready')

for (let count = 0; round !== 'drain'; count++) {
  const id = `${round}:${count}`
  await using transaction = await storage.documents.transaction()
  await transaction.insert('rows', { id })
  ambient = { write: (run) => run(transaction) }
  await jobs.queue({ task: 'index', input: id, ...(count % 2 === 0 ? {} : { key: `k${count % 8}` }) })
  ambient = undefined
  if (count % 4 === 1) await transaction.rollback()
  else await transaction.commit().then(() => say('committed', id))
  if (count % 7 === 0) await new Promise(setImmediate)
}
for await (const _ of process.stdin);
