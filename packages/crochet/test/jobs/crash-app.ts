// An application whose writes leave background work, until it is killed: from outside, or by itself at a failpoint. Prints what is
// committed and what ran. Arguments: folder, name of the round or `drain`, failpoint, how often that is passed before it kills.
import { writeSync } from 'node:fs'
import { createApp } from 'crochet'
import { pino } from 'pino'

const [root = '', round = '', failpoint = '', passes = '0'] = process.argv.slice(2)
const say = (...words: unknown[]): void => void writeSync(1, `${words.join(' ')}\n`)

let left = Number(passes)
function pass(point: string): void {
  if (point === failpoint && left-- <= 0) process.kill(process.pid, 'SIGKILL')
}

// oxlint-disable-next-line typescript/no-explicit-any -- payloads of one collection
type Payload = any

const app = await createApp(
  {
    database: { url: 'file:./crash.db' },
    jobs: { work: { lease: 1000 } },
    collections: [
      {
        slug: 'rows',
        fields: [
          { name: 'round', type: 'number' },
          { name: 'count', type: 'number' },
        ],
        hooks: {
          afterChange: [
            {
              id: 'each',
              mode: 'background',
              keep: ['doc'], // so that it runs, and is seen, if the write was rolled back
              backoff: 1,
              retries: 100,
              async handler({ doc, attempt }: Payload) {
                say('ran', `${doc.round}:${doc.count}`, '-')
                pass('in a job')
                await new Promise(setImmediate)
                if (attempt === 1 && doc.count % 10 === 3) throw new Error('once')
                pass('at the end of a job')
              },
            },
            {
              id: 'veto',
              priority: -1,
              handler({ doc }: Payload) {
                pass('before a commit')
                if (doc.count % 4 === 1) throw new Error('rolled back')
              },
            },
          ],
          afterCommit: [
            {
              id: 'keyed',
              mode: 'background',
              backoff: 1,
              retries: 100,
              key: ({ doc }: Payload) => `k${doc.count % 5}`,
              async handler({ doc, attempt }: Payload) {
                const ran = (): void => say('ran', `${doc.round}:${doc.count}`, `k${doc.count % 5}`)
                ran()
                await new Promise(setImmediate)
                if (attempt === 1 && doc.count % 10 === 2) throw new Error('once')
                ran()
              },
            },
            () => pass('after a commit'),
          ],
        },
      },
    ],
  },
  { root, log: pino({ level: 'silent' }) },
)
await app.listen({ port: 0, stopOnSignals: false })
say('ready')
if (round === 'drain') {
  for await (const _ of process.stdin);
}
for (let count = 0; ; count++) {
  const data = { round: Number(round), count }
  await app.create({ collection: 'rows', data }).then(
    () => say('committed', `${round}:${count}`),
    () => {},
  )
  if (count % 7 === 0) await new Promise(setImmediate)
}
