import { expect, test } from 'vitest'
import { settled } from './manual-clock.ts'
import { load, Project, rejection } from './project.ts'

/** A module that writes `+name` when it starts, `name` when it is initialised and `-name` when it is destroyed. */
const module = (name: string, dependencies: string[] = []): string => `export default (app) => ({
  dependencies: ${JSON.stringify(dependencies)},
  async initialize() { app.events.push('+${name}'); await null; app.events.push('${name}') },
  destroy() { app.events.push('-${name}') },
})`

const hooks = (graph: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(graph).map(([name, needs]) => [`hooks/${name}.ts`, module(name, needs)]))

test('transitive dependencies are initialised first and torn down last', async () => {
  await using project = await Project.with(hooks({ a: ['b'], b: ['c'], c: [] }))
  const { set, app } = await load(project)
  await set.initialize()
  await set.destroy()
  expect(app.events).toEqual(['+c', 'c', '+b', 'b', '+a', 'a', '-a', '-b', '-c'])
})

test.each(['knex', 'strapi-hook-knex', 'crochet-hook-knex', '@acme/crochet-hook-knex'])(
  'a dependency may be written as %s, in the hook or in package.json, whatever its source',
  async (written) => {
    const files = {
      'hooks/inside.ts': module('inside', [written]),
      'hooks/strapi/index.ts': module('strapi'),
      'hooks/strapi/package.json': JSON.stringify({ strapi: { dependencies: [written] } }),
      'hooks/crochet/lib/index.ts': module('crochet', ['inside']),
      'hooks/crochet/package.json': JSON.stringify({ crochet: { dependencies: [written] } }),
    }
    await using project = await Project.with(files)
    const knex = (app: any) => ({ initialize: () => void app.events.push('knex') })
    const { set, app } = await load(project, { settings: { knex: { module: knex } } })
    await set.initialize()
    expect(app.events[0]).toBe('knex')
    expect(set.hook['inside']?.dependencies).toEqual(['knex'])
    expect(set.hook['strapi']?.dependencies).toEqual(['knex'])
    expect(set.hook['crochet']?.dependencies).toEqual(['inside', 'knex'])
  },
)

test('a circle is an error that prints the path', async () => {
  await using project = await Project.with(hooks({ a: ['b'], b: ['c'], c: ['b'] }))
  expect(await rejection(load(project))).toMatchObject({
    code: 'MODULE_DEPENDENCY_CYCLE',
    path: ['b', 'c', 'b'],
    message: 'Hook modules depend on each other in a circle: b → c → b (c is hooks/c.ts, b is hooks/b.ts)',
  })
})

test('a module that depends on itself is a circle', async () => {
  await using project = await Project.with(hooks({ a: ['a'] }))
  expect(await rejection(load(project))).toMatchObject({ code: 'MODULE_DEPENDENCY_CYCLE', path: ['a', 'a'] })
})

test('a missing dependency is an error with the path and the nearest match', async () => {
  await using project = await Project.with(hooks({ posts: ['bookshelf'], bookshelf: ['knx'], knex: [] }))
  expect(await rejection(load(project))).toMatchObject({
    code: 'MODULE_DEPENDENCY_MISSING',
    module: 'bookshelf',
    path: ['posts', 'bookshelf', 'knx'],
    message:
      'Hook module "bookshelf" (hooks/bookshelf.ts) depends on "knx" (posts → bookshelf → knx), which does not exist; did you mean "knex"?',
  })
})

test('a dependency that is switched off is an error that names both', async () => {
  await using project = await Project.with(hooks({ bookshelf: ['knex'], knex: [] }))
  expect(await rejection(load(project, { settings: { knex: { enabled: false } } }))).toMatchObject({
    code: 'MODULE_DEPENDENCY_DISABLED',
    path: ['bookshelf', 'knex'],
    message: 'Hook module "bookshelf" (hooks/bookshelf.ts) depends on "knex", which is switched off (hooks/knex.ts)',
  })
})

test('with both switched off, nothing is wrong', async () => {
  await using project = await Project.with(hooks({ bookshelf: ['knex'], knex: [] }))
  const off = { enabled: false }
  const { set } = await load(project, { settings: { knex: off, bookshelf: off } })
  await set.initialize()
  expect(set.report().modules.map(({ state }) => state.kind)).toEqual(['disabled', 'disabled'])
})

test.each([
  ['{', 'is no JSON at line 1, column 2: Expected property name'],
  ['[]', 'is no object'],
  ['{ "strapi": { "dependencies": "knex" } }', 'has `strapi.dependencies` that are no list'],
  ['{ "crochet": { "dependencies": [1] } }', 'has `crochet.dependencies` that are no list'],
])('a package.json %s is an error that names it', async (text, what) => {
  await using project = await Project.with({ 'hooks/a/index.js': 'export default {}', 'hooks/a/package.json': text })
  const file = `${project.root}/hooks/a/package.json`
  const error = await rejection(load(project))
  expect(error).toMatchObject({ code: 'MODULE_PACKAGE_INVALID', module: 'a', file })
  expect(error.message).toContain(`Hook module "a" (hooks/a/index.js) has a package.json that ${what}`)
})

test('independent modules start side by side, a dependent as soon as its own dependencies are loaded', async () => {
  const gated = (name: string, needs: string[] = []): string => `export default (app) => ({
    dependencies: ${JSON.stringify(needs)},
    async initialize() { app.events.push('+${name}'); await app.gate('${name}').promise; app.events.push('${name}') },
  })`
  await using project = await Project.with({
    'hooks/a.ts': gated('a'),
    'hooks/b.ts': gated('b'),
    'hooks/c.ts': gated('c', ['b']),
    'hooks/d.ts': gated('d', ['a', 'b']),
  })
  const { set, app } = await load(project)
  const done = set.initialize()
  await settled()
  expect(app.events).toEqual(['+a', '+b'])
  app.gate('b').resolve(undefined)
  await settled()
  expect(app.events.slice(2)).toEqual(['b', '+c'])
  app.gate('a').resolve(undefined)
  await settled()
  expect(app.events.slice(4)).toEqual(['a', '+d'])
  app.gate('c').resolve(undefined)
  app.gate('d').resolve(undefined)
  await done
})
