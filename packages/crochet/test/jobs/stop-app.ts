// An application that works on a job which never ends, whatever it is asked. Arguments: folder, milliseconds of grace.
import { createApp } from 'crochet'
import { pino } from 'pino'

const [root = '', grace = ''] = process.argv.slice(2)

const endless = {
  slug: 'endless',
  timeout: 0,
  handler: ({ signal }: { signal: AbortSignal }): Promise<never> => {
    console.log('begun')
    signal.addEventListener('abort', () => console.log(`asked ${String((signal.reason as { code: string }).code)}`))
    return new Promise(() => {})
  },
}
const app = await createApp(
  {
    database: { url: 'file:./stop.db' },
    jobs: { tasks: [endless], ...(grace !== '' && { grace: Number(grace) }) },
    hooks: { onDestroy: () => console.log('collaboration closed') },
  },
  { root, log: pino({ level: 'silent' }) },
)
await app.jobs.queue({ task: 'endless' })
await app.listen({ port: 0 })
