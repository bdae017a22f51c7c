import { expect, test } from 'vitest'
import type { HookModule, LoadedModule } from '../src/index.ts'
import { load, Project, rejection } from './project.ts'

test.each([
  ['export const search = 1', 'has no default export, only search'],
  ['export {}', 'has no default export'],
  ['export default undefined', 'exports nothing'],
  ['export default null', 'exports null'],
  ['export default "text"', 'exports a string'],
  ['export default []', 'exports an array'],
  ['export default {}', 'exports an object without any of them'],
  ['export default Promise.resolve({ initialize() {} })', 'exports a promise'],
  ['export default { init() {} }', 'exports an object with init'],
  ['export default { initialise() {} }', 'exports an object with initialise; did you mean "initialize"?'],
  ['export default () => {}', 'exports a function that returned nothing'],
  ['export default async () => 5', 'exports a function that returned a number'],
  ['export default () => () => {}', 'exports a function that returned a function'],
  ['export default { initialize: 5 }', 'has a `initialize` that is no function'],
  ['export default { configure: {} }', 'has a `configure` that is no function'],
  ['export default { destroy: "x" }', 'has a `destroy` that is no function'],
  ['export default { defaults: [] }', 'has `defaults` that are no plain object'],
  ['export default { defaults: new Map() }', 'has `defaults` that are no plain object'],
  ['export default { dependencies: "knex" }', 'has `dependencies` that are no list of module names'],
  ['export default { commands: [] }', 'has `commands` that are no plain object'],
  [
    'export default { commands: { "a b": {} } }',
    'has a command "a b" whose name is not letters, digits, `-`, `_` and `:`',
  ],
  [
    'export default { commands: { sync: 5 } }',
    'has a command "sync" that is no object: give `{ description, run(app, args) }`',
  ],
  ['export default { commands: { sync: { description: "x" } } }', 'has a command "sync" without a function `run`'],
  ['export default { commands: { sync: { run() {} } } }', 'has a command "sync" without a `description`'],
  [
    'export default { commands: { sync: { description: "x", usage: 1, run() {} } } }',
    'has a command "sync" with a `usage` that is no text',
  ],
  ['export default { dependencies: [5] }', 'has `dependencies` that are no list of module names'],
])('%s is refused: it %s', async (text, what) => {
  await using project = await Project.with({ 'hooks/search.ts': text })
  const error = await rejection(load(project))
  expect(error).toMatchObject({ code: 'MODULE_SHAPE', module: 'search', file: `${project.root}/hooks/search.ts` })
  expect(error.message).toContain(`Hook module "search" (hooks/search.ts) ${what}; expected is the hook`)
})

test('a published module that exports only named functions is told so', async () => {
  await using project = await Project.with({ 'hooks/elasticsearch.cjs': 'module.exports = { init(config) {} }' })
  expect(await rejection(load(project))).toMatchObject({
    code: 'MODULE_SHAPE',
    message: expect.stringContaining('exports an object with init; expected is the hook'),
  })
})

test.each([
  ['throws', 'export default () => { throw new Error("no key") }', 'no key'],
  ['rejects', 'export default async () => { throw new Error("no key") }', 'no key'],
  ['is a class', 'export default class Search { initialize() {} }', "cannot be invoked without 'new'"],
])('a module whose function %s fails to load, with the reason', async (_, text, reason) => {
  await using project = await Project.with({ 'hooks/search.ts': text })
  const error = await rejection(load(project))
  expect(error).toMatchObject({ code: 'MODULE_LOAD_FAILED', cause: expect.any(Error) })
  expect(error.message).toContain(`Hook module "search" (hooks/search.ts) failed in load: `)
  expect(error.message).toContain(reason)
})

test('the function is called once per boot, with the application made for this module', async () => {
  await using project = await Project.with({
    'hooks/a.ts': 'export default (app) => { app.calls.push(app.name); return { initialize() {} } }',
    'hooks/b/index.ts': 'export default { initialize() {} }',
  })
  const calls: string[] = []
  const asked: object[] = []
  const { set } = await load(project, {
    appFor(module) {
      asked.push(module)
      return { calls, name: module.name }
    },
  })
  await set.configure({})
  await set.initialize()
  await set.destroy()
  expect(calls).toEqual(['a'])
  expect(asked).toEqual([{ name: 'a', fullName: 'a', file: `${project.root}/hooks/a.ts`, settings: {} }])
})

test('`this` is the hook at hook[name], with all the module returned; what it sets later is there too', async () => {
  await using project = await Project.with({
    'hooks/search.ts': `export default (app) => {
      class Search {
        #secret = 'private'
        queries = { all: [] }
        async initialize() { app.events.push(this); this.client = this.#secret }
        find() { return this.client }
      }
      return new Search()
    }`,
  })
  const { set, app } = await load(project)
  await set.initialize()
  const search = set.hook['search'] as any
  expect(app.events[0]).toBe(search)
  expect(search.find()).toBe('private')
  expect(search.queries).toEqual({ all: [] })
  expect(search).toMatchObject({ loaded: true, client: 'private', defaults: {}, dependencies: [] })
})

test('a hook object that a file exports is shared by two boots, the settings are not', async () => {
  await using project = await Project.with({
    'hooks/search.ts': `const hook = {
      defaults: { index: 'content' },
      initialize() { hook.client = 'set on the hook'; this.seen = this.defaults.index },
    }
    export default hook`,
  })
  const one = await load(project, { settings: { search: { index: 'one' } } })
  const two = await load(project, { settings: { search: { size: 2 } } })
  await one.set.initialize()
  await two.set.initialize()
  expect(one.set.hook['search']).toMatchObject({ seen: 'one', client: 'set on the hook' })
  expect(two.set.hook['search']).toMatchObject({ seen: 'content', defaults: { index: 'content', size: 2 } })
})

test('a module may be nothing but commands, which are at hook[name]', async () => {
  await using project = await Project.with({
    'hooks/sync.ts': `export default { commands: { 'sync:all': { description: 'Syncs', usage: '[file]', run(app, args) { return [this.loaded, args] } } } }`,
  })
  const { set } = await load(project)
  await set.initialize()
  const hook = set.hook['sync'] as HookModule & LoadedModule
  expect(hook.commands?.['sync:all']?.run.call(hook, {}, ['a'])).toEqual([true, ['a']])
})

test.each(['Object.freeze', 'Object.preventExtensions', 'Object.seal'])('a hook after %s works', async (close) => {
  await using project = await Project.with({
    'hooks/search.ts': `export default () => ${close}({ defaults: { a: 1 }, initialize() { if (this.defaults.a !== 2) throw new Error() } })`,
  })
  const { set } = await load(project, { settings: { search: { a: 2 } } })
  await set.initialize()
  expect(set.hook['search']).toMatchObject({ loaded: true, defaults: { a: 2 } })
})
