import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import type { Hocuspocus } from '../src/index.ts'
import { HostileClient } from './limits/fuzz/hostile-client.ts'
import { Frames, histories, type History } from './limits/fuzz/frames.ts'
import { Random } from './limits/fuzz/random.ts'
import { limited, Scene, type } from './limits/scene.ts'
import { frame } from './support/raw-client.ts'

/** `npm run test:fuzz` sends more. */
const wanted = Number(process.env['FUZZ_FRAMES'] ?? (process.env['MODE'] === 'fuzz' ? 1_000_000 : 20_000))
/** Set it to what a failing run has printed. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
/** Milliseconds that one frame, or what follows from it in the turn, may hold up the server. */
const longest = 100
/** Conversations with one document, before the next one is used. */
const conversations = 60

/** What a refusal closes with. On a slow machine also 4408: these clients answer no ping, and another one claims what is theirs. */
const explained = [4205, 4401, 4403, 4408]

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Conversation {
  readonly seed: number
  readonly document: string
}

/** What took longest, in milliseconds. */
interface Slowest {
  took: number
  conversation: Conversation
}

/** A few clients who talk to one document at once, all of it following from a seed. @returns frames sent, and the slowest */
async function converse(server: Hocuspocus, all: readonly History[], { seed: start, document }: Conversation) {
  const random = new Random(start)
  const near = Array.from({ length: 3 }, () => random.pick(all))
  const frames = new Frames(random, near)
  const clients: HostileClient[] = []
  for (let left = 1 + random.below(3); left > 0; left--) {
    const client = new HostileClient(server)
    clients.push(client)
    const role = random.pick(['', '', '', 'read-only', 'nobody'])
    if (role === 'nobody') continue
    client.send(frame(document, type.auth, 0, role))
    while (client.frames === 0 && client.closed === undefined) await turn()
  }
  let sent = 0
  let slowest = 0
  for (let left = 10 + random.below(40); left > 0; left--) {
    const client = random.pick(clients)
    if (client.closed !== undefined) {
      if (clients.every(({ closed }) => closed !== undefined)) break
      continue
    }
    slowest = Math.max(slowest, client.send(frames.next(document)))
    sent++
    if (random.chance(0.05)) slowest = Math.max(slowest, await timed(turn))
  }
  slowest = Math.max(slowest, await timed(turn))
  for (const client of clients) client.leave()
  const unexplained = clients
    .flatMap(({ closed }) => closed ?? [])
    .filter(({ code = 0, reason }) => !explained.includes(code) || reason === '')
  expect({ unexplained, conversation: start }).toEqual({ unexplained: [], conversation: start })
  return { sent, slowest }
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

/** Names of the documents that are still in memory when those that nobody holds have had time to leave. */
async function documentsLeft({ documents }: Hocuspocus): Promise<string[]> {
  for (let turns = 0; documents.size > 1 && turns < 10_000; turns++) await turn()
  return [...documents.keys()]
}

function heap(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}

test(
  `${wanted} hostile frames never stall, crash or bloat the server, and leave others unharmed (seed ${seed})`,
  { timeout: 60_000 + wanted * 5 },
  async () => {
    const faults: unknown[] = []
    const note = (fault: unknown): void => void faults.push(fault)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
    await using scene = await Scene.open(
      {
        ...limited({ refusals: 1_000, contested: 5 }),
        onAuthenticate: ({ token, connectionConfig }) => {
          connectionConfig.readOnly = token === 'read-only'
        },
        // Some documents have a tree.
        onChange: ({ documentName, document }) => {
          if (documentName.startsWith('tree')) document.getText('text').toString()
        },
      },
      'bystander',
    )
    const server = scene.server.hocuspocus
    const all = histories(seed, 200)
    const before = heap()
    let slowest: Slowest = { took: 0, conversation: { seed, document: '' } }
    let count = 0
    for (let index = 0; count < wanted; index++) {
      const generation = Math.floor(index / conversations)
      const conversation = { seed: seed + index, document: `${generation % 2 === 0 ? 'tree' : 'bytes'} ${generation}` }
      const { sent, slowest: took } = await converse(server, all, conversation)
      count += sent
      if (took > slowest.took) slowest = { took: await confirm(server, all, { took, conversation }), conversation }
      if (index % conversations < conversations - 1) continue
      await scene.unharmed()
      expect(await documentsLeft(server)).toEqual(['bystander'])
    }
    console.log(`fuzz: seed ${seed}, ${count} frames, slowest ${slowest.took.toFixed(1)} ms`, slowest.conversation)
    expect(slowest).toMatchObject({ took: expect.toSatisfy((took: number) => took < longest) })
    await scene.unharmed()
    expect(await documentsLeft(server)).toEqual(['bystander'])
    expect(heap() - before).toBeLessThan(64 * 1024 * 1024)
    expect(server.metrics()).toMatchObject({ waitingBytes: 0, unsavedBytes: 0, sockets: 2, documents: 1 })
    expect(server.metrics().refused['SOCKET_FAULT'] ?? 0).toBe(0)
    expect(faults).toEqual([])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  },
)

/** Whether it was the conversation that was slow, or something else on this machine: the fastest of a few runs of it alone. */
async function confirm(server: Hocuspocus, all: readonly History[], { took, conversation }: Slowest): Promise<number> {
  let best = took
  for (let attempt = 0; attempt < 3 && best > 5; attempt++) {
    const document = `${conversation.document} again ${attempt}`
    const { slowest } = await converse(server, all, { ...conversation, document })
    best = Math.min(best, slowest)
  }
  return best
}

test('what hostile frames leave in a document can be read by everybody', async () => {
  await using scene = await Scene.open(limited({ refusals: 1_000, contested: 5 }), 'bystander')
  const server = scene.server.hocuspocus
  const all = histories(seed, 50)
  const direct = await server.openDirectConnection('doc')
  for (let index = 0; index < 100; index++) await converse(server, all, { seed: seed + index, document: 'doc' })
  const document = server.documents.get('doc')
  const state = Y.encodeStateAsUpdate(document ?? new Y.Doc())
  const copy = new Y.Doc()
  Y.applyUpdate(copy, state)
  expect(document?.getConnectionsCount()).toBe(1)
  expect(document?.presence.isEmpty).toBe(true)
  await direct.disconnect()
  await scene.unharmed()
})
