import { AsyncLocalStorage } from 'node:async_hooks'
import { createContent } from '@crochet/content'
import { createHooks } from '@crochet/hooks'
import { openStorage } from '@crochet/storage'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHttp } from '../src/index.ts'
import { fillWorld, password, randomOf, type Random } from './two-worlds/fill-world.ts'
import { requests, type Asked } from './two-worlds/random-requests.ts'
import { collections, globals } from './two-worlds/world-config.ts'
import { temporaryFolder } from './temporary-folder.ts'

const pairs = 10
const each = Number(process.env['REQUESTS'] ?? 20_000) / pairs
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 30))

interface World extends AsyncDisposable {
  ask(asked: Asked): Promise<Answered>
}

interface Answered {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** Headers that tell when and how something was sent, and not what. */
const transport = new Set(['date', 'connection', 'keep-alive'])

async function openWorld(random: { shared: Random; own: Random }): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const storage = stack.use(await openStorage('file:./world.db', { root: folder.path }))
  const quiet = (): void => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const engine = createHooks({ scope: new AsyncLocalStorage(), report: quiet })
  const now = (): Date => new Date('2026-01-01T00:00:00Z')
  const content = await createContent({ engine, storage, log, collections, globals, now })
  await content.migrate()
  await fillWorld(content, random)
  const door = stack.use(await createHttp({ content, log }))
  const { url } = await door.listen()
  const { token } = await content.auth.login({ collection: 'users', data: { email: 'bob@example.org', password } })
  const closing = stack.move()
  return {
    async ask({ method, path, as, body }) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(as === 'bob' ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const headers = Object.fromEntries([...response.headers].filter(([name]) => !transport.has(name)))
      return { status: response.status, headers, body: await response.text() }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

test(
  `what nobody may see changes no answer: ${pairs} pairs of worlds, ${each} requests each, seed ${seed}`,
  { timeout: 600_000 },
  async () => {
    const statuses = new Map<number, number>()
    let answered = 0
    for (let pair = 0; pair < pairs; pair++) {
      const seeds = [1, 2, 3].map((part) => (seed + pair * 3 + part) % 2 ** 31)
      const [shared = 0, first = 0, second = 0] = seeds
      await using one = await openWorld({ shared: randomOf(shared), own: randomOf(first) })
      await using other = await openWorld({ shared: randomOf(shared), own: randomOf(second) })
      for (const asked of fc.sample(requests, { seed: shared, numRuns: each })) {
        const [here, there] = await Promise.all([one.ask(asked), other.ask(asked)])
        expect({ pair, asked, ...here }).toEqual({ pair, asked, ...there })
        statuses.set(here.status, (statuses.get(here.status) ?? 0) + 1)
        if (here.body.includes('"id"')) answered++
      }
    }
    // Worlds that refuse everything would be equal, too.
    expect(answered).toBeGreaterThan((pairs * each) / 10)
    for (const status of [200, 201, 400, 403, 404])
      expect(statuses.get(status) ?? 0, `status ${status}`).toBeGreaterThan(0)
  },
)
