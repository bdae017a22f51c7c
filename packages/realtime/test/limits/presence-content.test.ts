import { expect, test } from 'vitest'
import { limited, outcomeOf, presence, Scene, type } from './scene.ts'

const deep = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`

const malformed: [string, string][] = [
  ['no JSON', '{'],
  ['a number', '1'],
  ['a text', '"x"'],
  ['nothing', ''],
  ['undefined', 'undefined'],
  ['something behind the end', '{}x'],
  ['a value nested 100 deep', deep(100)],
  ['a value nested 7,000 deep', deep(7_000)],
]

test.for(malformed)('presence that is %s is refused', async ([, state]) => {
  await using scene = await Scene.open()
  using client = await scene.client()
  client.send('doc', type.awareness, presence([7, 1, state]))
  await scene.expectRefused(await outcomeOf(client), 'AWARENESS_MALFORMED', 4205)
})

const polluting = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"a":{"__proto__":{"polluted":true}}}',
  '{"prototype":{"polluted":true},"toString":1,"hasOwnProperty":null,"then":{}}',
  '["__proto__",{"__proto__":{"polluted":true}}]',
]

test('presence pollutes no prototype, with all hooks and the awareness of the document in use', async () => {
  const seen: unknown[] = []
  await using scene = await Scene.open({
    beforeHandleAwareness: ({ states }) => void seen.push([...states.values()]),
    onAwarenessUpdate: ({ states, awareness }) => void seen.push(states, [...awareness.getStates()]),
  })
  using client = await scene.client()
  for (const [index, state] of polluting.entries()) {
    client.send('doc', type.awareness, presence([7, index + 1, state]))
    client.send('doc', type.query)
  }
  expect(await outcomeOf(client)).toBe('taken')
  await scene.good.until(() => scene.good.awareness?.getStates().get(7) instanceof Array)
  await scene.unharmed()
  expect(seen.length).toBeGreaterThan(polluting.length)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('what a provider repeats of others is left out, however much that is', async () => {
  await using scene = await Scene.open(limited({ awarenessRate: 1, clients: 100 }))
  using client = await scene.client()
  const { entries } = { entries: scene.server.hocuspocus.documents.get('doc')?.presence.entries() ?? [] }
  const repeated = entries.map(({ client: id, clock, state }): [number, number, string] => [id, clock, state])
  for (let index = 0; index < 1_000; index++) client.send('doc', type.awareness, presence(...repeated))
  expect(await outcomeOf(client)).toBe('taken')
  expect(scene.server.hocuspocus.metrics().joinedAwareness).toBe(0)
  client.send(
    'doc',
    type.awareness,
    presence(...Array.from({ length: 801 }, () => [1, 1, '{}'] as [number, number, string])),
  )
  await scene.expectRefused(await outcomeOf(client), 'AWARENESS_LIMIT', 4205)
})
