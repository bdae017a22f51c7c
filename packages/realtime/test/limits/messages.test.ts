import { expect, test } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'
import { around, limited, outcomeOf, presence, Scene, standard, type } from './scene.ts'

test('by default presence has 16 kB, 8 clients and 20 messages/s, a stateless message 64 kB, 50 of them a second', () => {
  expect(standard).toMatchObject({ awarenessBytes: 16_384, awarenessClients: 8, awarenessRate: 20 })
  expect(standard).toMatchObject({ statelessBytes: 65_536, statelessRate: 50 })
})

test.for(around(100))('a stateless message of %i bytes: let through is %s', async ([bytes, passes]) => {
  const heard: string[] = []
  await using scene = await Scene.open({
    ...limited({ statelessBytes: 100 }),
    onStateless: ({ payload }) => void heard.push(payload),
  })
  using client = await scene.client()
  client.send('doc', type.stateless, 'é'.repeat(bytes / 2) + 'x'.repeat(bytes % 2))
  const outcome = await outcomeOf(client)
  expect(heard).toHaveLength(passes ? 1 : 0)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['STATELESS_SIZE', 4205])
})

test.for(around(10))('%i stateless messages in a second: let through is %s', async ([count, passes]) => {
  const heard: string[] = []
  const clock = new ManualClock()
  await using scene = await Scene.open({
    ...limited({ statelessRate: 10 }),
    clock,
    onStateless: ({ payload }) => void heard.push(payload),
  })
  using client = await scene.client()
  for (let index = 0; index < count; index++) client.send('doc', type.stateless, `${index}`)
  const outcome = await outcomeOf(client)
  expect(heard).toHaveLength(Math.min(10, count))
  if (!passes) {
    await scene.expectRefused(outcome, 'STATELESS_RATE', 4205)
    return
  }
  expect(outcome).toBe('taken')
  clock.advance(1_000)
  for (let index = 0; index < 10; index++) client.send('doc', type.stateless, `${index}`)
  expect(await outcomeOf(client)).toBe('taken')
  expect(heard).toHaveLength(count + 10)
})

const state = (bytes: number): string => JSON.stringify({ a: 'é'.repeat((bytes - 8) >> 1) + 'x'.repeat(bytes % 2) })

test.for(around(100))('presence of %i bytes on one connection: let through is %s', async ([bytes, passes]) => {
  await using scene = await Scene.open(limited({ awarenessBytes: 100 }))
  using client = await scene.client()
  client.send('doc', type.awareness, presence([1, 1, state(40)]))
  const second = state(bytes - 40)
  expect(Buffer.byteLength(second)).toBe(bytes - 40)
  client.send('doc', type.awareness, presence([2, 1, second]))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['AWARENESS_LIMIT', 4205])
  const { document } = [...scene.server.hocuspocus.documents.values()].map((found) => ({ document: found }))[0] ?? {}
  expect(document?.presence.clockOf(2)).toBe(passes ? 1 : 0)
})

test.for(around(8))('a connection speaks for %i clients: let through is %s', async ([count, passes]) => {
  const clock = new ManualClock()
  await using scene = await Scene.open({ ...limited({ awarenessRate: 100_000 }), clock })
  using client = await scene.client()
  for (let index = 1; index <= count; index++) client.send('doc', type.awareness, presence([index, 1, '{}']))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['AWARENESS_LIMIT', 4205])
})

test.for(around(8))('%i clients in one message: let through is %s', async ([count, passes]) => {
  await using scene = await Scene.open()
  using client = await scene.client()
  const entries = Array.from({ length: count }, (_, index): [number, number, string] => [index + 1, 1, '{}'])
  client.send('doc', type.awareness, presence(...entries))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['AWARENESS_LIMIT', 4205])
})

test.for([19, 20, 21, 20_000])(
  'of %i states in a second at most 20 are passed on, and then the last one',
  async (count) => {
    const clock = new ManualClock()
    await using scene = await Scene.open({ clock })
    using client = await scene.client()
    const passed: unknown[] = []
    scene.good.awareness?.on('change', () => passed.push(scene.good.awareness?.getStates().get(7)?.['n']))
    const heard = (n: number): Promise<void> =>
      scene.good.until(() => scene.good.awareness?.getStates().get(7)?.['n'] === n)
    for (let n = 1; n <= count; n++) client.send('doc', type.awareness, presence([7, n, JSON.stringify({ n })]))
    expect(await outcomeOf(client)).toBe('taken')
    await heard(Math.min(20, count))
    expect(scene.server.hocuspocus.metrics().joinedAwareness).toBe(Math.max(0, count - 20))
    clock.advance(50)
    await heard(count)
    expect(passed.length).toBeLessThanOrEqual(21)
    await scene.unharmed()
  },
)

test('what a connection holds back of presence is bounded, too', async () => {
  const clock = new ManualClock()
  await using scene = await Scene.open({ ...limited({ awarenessRate: 1 }), clock })
  using client = await scene.client()
  for (let index = 0; index < 1_000; index++) client.send('doc', type.awareness, presence([index, 1, '{}']))
  await scene.expectRefused(await outcomeOf(client), 'AWARENESS_LIMIT', 4205)
})
