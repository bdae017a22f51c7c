import { expect, test } from 'vitest'
import type { LoadOrder, ModulesConfig } from '../src/index.ts'
import { formatBootReport } from '../src/index.ts'
import { settled } from './manual-clock.ts'
import { load, Project, rejection } from './project.ts'

const module = (name: string, needs: readonly string[]): string => `export default (app) => ({
  dependencies: ${JSON.stringify(needs)},
  async initialize() { app.events.push('+${name}'); await app.gates.get('${name}')?.promise; app.events.push('${name}') },
  destroy() { app.events.push('-${name}') },
})`

const withGraph = (graph: Record<string, readonly string[]>, load?: LoadOrder): Promise<Project> =>
  Project.with({
    ...Object.fromEntries(Object.entries(graph).map(([name, needs]) => [`hooks/${name}.ts`, module(name, needs)])),
    ...(load && { 'config/hook.json': JSON.stringify({ load }) }),
  })

const free = { a: [], b: [], c: [], d: [], e: [] }

test.each([
  [{ before: ['d'] }, free, ['d', 'a', 'b', 'c', 'e']],
  [{ before: ['d', 'c'] }, free, ['d', 'c', 'a', 'b', 'e']],
  [{ after: ['b', 'a'] }, free, ['c', 'd', 'e', 'b', 'a']],
  [{ order: ['d', 'b'] }, free, ['a', 'd', 'b', 'c', 'e']],
  [{ before: ['strapi-hook-c'], order: ['e', 'b'], after: ['a'] }, free, ['c', 'e', 'b', 'd', 'a']],
  // What the first ones depend on goes before them, what depends on the last ones after them.
  [{ before: ['d'] }, { ...free, d: ['e'] }, ['e', 'd', 'a', 'b', 'c']],
  [{ after: ['b'] }, { ...free, a: ['b'] }, ['c', 'd', 'e', 'b', 'a']],
] satisfies [LoadOrder, Record<string, string[]>, string[]][])(
  'load %j starts and reports modules in this order',
  async (...[given, graph, expected]) => {
    const order: LoadOrder = given
    await using project = await withGraph(graph, order)
    const { set, app } = await load(project)
    await set.initialize()
    await set.destroy()
    expect(set.report().modules.map(({ name }) => name)).toEqual(expected)
    const of = (mark: RegExp): string[] => app.events.filter((event) => mark.test(event)).map((event) => event.slice(1))
    expect(of(/^-/)).toEqual(expected.toReversed())
    const pinned = [...(order.before ?? []), ...(order.order ?? []), ...(order.after ?? [])].map((name) => name.at(-1))
    expect(of(/^\+/).filter((name) => pinned.includes(name))).toEqual(pinned)
  },
)

test('the report says who waits for whom because of what', async () => {
  await using project = await withGraph({ a: ['b'], b: [], c: [] }, { before: ['c'] })
  const { set } = await load(project)
  await set.initialize()
  expect(set.report().modules.map(({ name, why }) => [name, why])).toEqual([
    ['c', []],
    ['b', [{ after: 'c', because: 'load' }]],
    [
      'a',
      [
        { after: 'b', because: 'dependency' },
        { after: 'c', because: 'load' },
      ],
    ],
  ])
  const lines = formatBootReport(set.report())
    .replaceAll(/[\d.]+ ms/g, 'N ms')
    .split('\n')
  expect(lines.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    'hook modules: 3 loaded in N ms',
    '└─ 1 c N ms hooks/c.ts by name',
    ' └─ 2 b N ms hooks/b.ts by load after c; waited N ms for c',
    ' └─ 3 a N ms hooks/a.ts needs b; by load after c; waited N ms for b',
  ])
})

test('what `load` does not name starts side by side, between the first and the last', async () => {
  await using project = await withGraph(free, { before: ['e'], after: ['a'] })
  const { set, app } = await load(project)
  for (const name of ['e', 'b', 'c', 'd']) app.gate(name)
  const done = set.initialize()
  await settled()
  expect(app.events).toEqual(['+e'])
  app.gate('e').resolve(undefined)
  await settled()
  expect(app.events.slice(2)).toEqual(['+b', '+c', '+d'])
  for (const name of ['b', 'c', 'd']) app.gate(name).resolve(undefined)
  await done
  expect(app.events.slice(5)).toEqual(['b', 'c', 'd', '+a', 'a'])
})

test.each([
  [{ order: ['a', 'b'] }, { a: ['b'], b: [] }, ['a', 'b', 'a'], 'a depends on b, `load` puts b after a'],
  [{ before: ['a'], after: ['z'] }, { a: ['m'], m: ['z'], z: [] }, ['a', 'm', 'z', 'a'], '`load` puts z after a'],
  [{ after: ['a', 'b'] }, { a: ['m'], m: ['b'], b: [] }, ['a', 'm', 'b', 'a'], 'm depends on b'],
])('load %j contradicts dependencies %j: the error prints the path %j', async (...[order, graph, path, step]) => {
  await using project = await withGraph(graph, order)
  const error = await rejection(load(project))
  expect(error).toMatchObject({ code: 'MODULE_LOAD_ORDER', path })
  expect(error.message).toContain(path.join(' → '))
  expect(error.message).toContain(step)
})

test.each([
  [{ before: ['knx'] }, '`load.before` names a hook module "knx" that does not exist; did you mean "knex"?'],
  [{ order: ['knex', 'strapi-hook-knex'] }, 'The hook module "knex" stands twice in `load.order`'],
  [{ before: ['knex'], after: ['knex'] }, 'The hook module "knex" stands in `load.before` and in `load.after`'],
])('load %j is refused', async (order, message) => {
  await using project = await withGraph({ knex: [] }, order)
  expect(await rejection(load(project))).toMatchObject({ code: 'MODULE_LOAD_ORDER', message })
})

test('a module that is switched off may stay in the lists, and so may the remark of older projects', async () => {
  const order = ["Define the hooks' load order by putting their names in this array in the right order", 'c', 'b', 'a']
  await using project = await withGraph({ a: [], b: [], c: [] }, { order })
  const { set } = await load(project, { settings: { b: { enabled: false } } })
  expect(set.report().modules.map(({ name }) => name)).toEqual(['c', 'a', 'b'])
})

test('a list of a stronger place replaces the weaker one; the configuration has `load` as well', async () => {
  await using project = await withGraph(free, { before: ['e'], after: ['a'] })
  const settings: ModulesConfig = { settings: {}, load: { before: ['c'] } }
  const { set } = await load(project, { settings })
  expect(set.report().modules.map(({ name }) => name)).toEqual(['c', 'b', 'd', 'e', 'a'])
})
