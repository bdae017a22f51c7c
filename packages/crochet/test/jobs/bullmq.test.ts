import { createRequire } from 'node:module'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { install, type Installed } from '../modules/install.ts'
import { openRedis, redisForTests } from '../../../../tests/compat/redis-server.ts'
import { jobsApp, withHooks } from './jobs-app.ts'

// The example of the hooks overview, "Offloading to the jobs queue": `bullmq` as published, against a real Redis.

/** As much of `bullmq` as is used. */
interface Bullmq {
  readonly Queue: new (name: string, options: object) => Queue
  readonly Worker: new (name: string, run: (job: Added) => Promise<unknown>, options: object) => AsyncClosable
}
interface AsyncClosable {
  close(): Promise<void>
}
interface Queue extends AsyncClosable {
  add(name: string, data: object): Promise<unknown>
  getJobs(): Promise<Added[]>
}
interface Added {
  readonly name: string
  readonly data: unknown
}

let installed: Installed = { kind: 'unreachable', reason: 'nothing was installed' }
let redis: Awaited<ReturnType<typeof openRedis>> | undefined
const { skipped } = redisForTests('a hook that adds to a bullmq queue')

beforeAll(async () => {
  if (skipped) return
  redis = await openRedis()
  installed = await install(['bullmq@6.7.0', 'ioredis@5.8.2'])
}, 200_000)

afterAll(async () => {
  await redis?.[Symbol.asyncDispose]()
  if (installed.kind === 'installed') rmSync(installed.root, { recursive: true, force: true })
})

/** Skips the test, loudly, where there is no Redis or no registry; in CI it fails instead. */
function surroundings(context: TestContext): { bullmq: Bullmq; connection: object } {
  const missing = redis === undefined ? 'NO REDIS-SERVER' : installed.kind === 'installed' ? undefined : 'NO REGISTRY'
  if (missing === undefined && redis !== undefined && installed.kind === 'installed') {
    const bullmq = createRequire(join(installed.root, 'package.json'))('bullmq') as Bullmq
    const { host, port, options } = redis
    return { bullmq, connection: { host, port, ...options } }
  }
  const reason = `${missing}: a hook that adds to a bullmq queue is not tested`
  if (process.env['CI']) throw new Error(reason)
  console.warn(reason)
  return context.skip(reason)
}

// oxlint-disable-next-line typescript/no-explicit-any -- as in the example
type Payload = any

test('a hook adds to a queue of bullmq, and its worker gets it', async (context) => {
  const { bullmq, connection } = surroundings(context)
  const { Queue, Worker } = bullmq
  const emailQueue = new Queue('email sending process', { connection })
  const got = Promise.withResolvers<Added>()
  const worker = new Worker('email sending process', async ({ name, data }) => got.resolve({ name, data }), {
    connection,
  })
  const afterChange = [
    ({ doc }: Payload) => {
      // Offload email sending to job queue
      void emailQueue.add('send-welcome-email', { userId: doc.id, email: doc.note })

      return doc
    },
  ]
  {
    await using w = await jobsApp(withHooks({ afterChange }))
    const { id } = await w.app.create({ collection: 'posts', data: { title: 'ada', note: 'ada@example.org' } })
    expect(await got.promise).toEqual({
      name: 'send-welcome-email',
      data: { userId: id, email: 'ada@example.org' },
    })
  }
  await worker.close()
  await emailQueue.close()
})

test('that is outside the transaction: the queue keeps what is rolled back; a background handler that adds to it does not', async (context) => {
  const { bullmq, connection } = surroundings(context)
  const queue = new bullmq.Queue('outside', { connection })
  const add = async ({ doc }: Payload): Promise<void> => {
    await queue.add('index', { title: doc.title })
  }
  const refuse = ({ doc }: Payload): void => {
    if (doc.note === 'refused') throw new Error('no')
  }
  const late = { priority: -1, handler: refuse }
  const titles = async (): Promise<unknown[]> =>
    (await queue.getJobs()).map(({ data }) => (data as { title: string }).title)
  {
    await using w = await jobsApp(withHooks({ afterChange: [add, late] }))
    const refused = w.app.create({ collection: 'posts', data: { title: 'inline', note: 'refused' } })
    await expect(refused).rejects.toThrow('no')
    expect(await titles()).toEqual(['inline'])
  }
  await using w = await jobsApp(withHooks({ afterChange: [{ mode: 'background', handler: add }, late] }))
  const refused = w.app.create({ collection: 'posts', data: { title: 'never', note: 'refused' } })
  await expect(refused).rejects.toThrow('no')
  await w.app.create({ collection: 'posts', data: { title: 'kept' } })
  await w.drain()
  expect((await titles()).toSorted()).toEqual(['inline', 'kept'])
  await queue.close()
})
