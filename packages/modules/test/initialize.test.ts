import { expect, test } from 'vitest'
import { ManualClock, settled } from './manual-clock.ts'
import { load, Project, rejection } from './project.ts'

/** A project with one module `a`, whose `initialize` is given as source. Gates and events are those of the test's app. */
const withInitialize = (initialize: string): Promise<Project> =>
  Project.with({ 'hooks/a.ts': `export default (app) => ({ ${initialize} })` })

test.each([
  ['nothing to initialise', 'defaults: {}'],
  ['a plain function', 'initialize() {}'],
  ['a function that returns a value', 'initialize() { return 5 }'],
  ['an async function', 'async initialize() { await null }'],
  ['a promise', 'initialize: () => Promise.resolve()'],
  ['a thenable that calls back twice', 'initialize: () => ({ then(done) { done(); done() } })'],
  ['a callback at once', 'initialize(cb) { cb() }'],
  ['a callback with null', 'initialize(cb) { cb(null) }'],
  ['a callback later', 'initialize(cb) { queueMicrotask(cb) }'],
  ['a callback twice', 'initialize(cb) { cb(); cb() }'],
  ['an async function that calls back', 'async initialize(cb) { await null; cb() }'],
  ['an async function that forgets its callback', 'async initialize(cb) { await null }'],
  ['a callback from a promise that goes on', 'initialize(cb) { cb(); return new Promise(() => {}) }'],
  ['a default parameter', 'async initialize(options = {}) {}'],
])('%s: the module is loaded', async (_, initialize) => {
  const clock = new ManualClock()
  await using project = await withInitialize(initialize)
  const { set, log } = await load(project, { clock })
  await set.initialize()
  expect(set.hook['a']?.loaded).toBe(true)
  expect(set.report().modules[0]?.state).toMatchObject({ kind: 'loaded' })
  expect(clock.pending).toBe(0)
  expect(log.warnings).toEqual([])
})

test.each([
  ['a throw', 'initialize() { throw new Error("down") }', 'down'],
  ['a throw in callback style', 'initialize(cb) { throw new Error("down") }', 'down'],
  ['a rejection', 'async initialize() { throw new Error("down") }', 'down'],
  ['a rejection in callback style', 'async initialize(cb) { throw new Error("down") }', 'down'],
  ['cb(error)', 'initialize(cb) { cb(new Error("down")) }', 'down'],
  ['cb of a string', 'initialize(cb) { cb("down") }', 'down'],
  ['a rejection without reason', 'initialize: () => Promise.reject()', 'no reason was given'],
  ['a thrown undefined', 'initialize() { throw undefined }', 'no reason was given'],
  ['a thenable that throws', 'initialize: () => ({ then() { throw new Error("down") } })', 'down'],
  ['a hostile error', 'initialize() { throw Object.create(null) }', 'the reason cannot be printed'],
])('%s: the boot fails with the module, the file and the cause', async (_, initialize, reason) => {
  const clock = new ManualClock()
  await using project = await withInitialize(initialize)
  const { set } = await load(project, { clock })
  const error = await rejection(set.initialize())
  expect(error).toMatchObject({
    name: 'ModuleError',
    code: 'MODULE_INITIALIZE_FAILED',
    module: 'a',
    file: `${project.root}/hooks/a.ts`,
    message: `Hook module "a" (hooks/a.ts) failed in initialize: ${reason}`,
    hint: expect.stringContaining('enabled: false'),
  })
  expect('cause' in error).toBe(true)
  expect(set.hook['a']?.loaded).toBe(false)
  expect(clock.pending).toBe(0)
})

test('a callback that is never called fails at the limit, after a warning at half of it', async () => {
  const clock = new ManualClock()
  await using project = await Project.with({
    'hooks/knex.ts': 'export default { initialize(cb) {} }',
    'hooks/bookshelf.ts': 'export default { dependencies: ["strapi-hook-knex"], initialize() {} }',
    'hooks/posts.ts': 'export default { dependencies: ["bookshelf", "knex"], initialize() {} }',
  })
  const { set, log } = await load(project, { clock })
  const failed = rejection(set.initialize())
  await clock.advance(4999)
  expect(log.warnings).toEqual([])
  await clock.advance(1)
  expect(log.warnings).toEqual([
    'Hook module "knex" (hooks/knex.ts) is still in initialize after 5000 of at most 10000 ms, its callback was not called; bookshelf, posts wait for it',
  ])
  await clock.advance(4999)
  expect(set.report().modules.map(({ state }) => state)).toEqual([
    { kind: 'initializing', ms: 9999 },
    { kind: 'waiting', for: ['knex'] },
    { kind: 'waiting', for: ['bookshelf', 'knex'] },
  ])
  await clock.advance(1)
  expect(await failed).toMatchObject({
    code: 'MODULE_TIMEOUT',
    module: 'knex',
    path: ['posts', 'bookshelf', 'knex'],
    message:
      'Hook module "knex" (hooks/knex.ts) was not done with initialize within 10000 ms, its callback was not called. Needed by: posts → bookshelf → knex',
  })
  expect(log.warnings).toHaveLength(1)
})

test('a promise that never settles fails at the limit', async () => {
  const clock = new ManualClock()
  await using project = await withInitialize('initialize: () => new Promise(() => {})')
  const { set } = await load(project, { clock, timeout: 300 })
  const failed = rejection(set.initialize())
  await clock.advance(300)
  expect(await failed).toMatchObject({ code: 'MODULE_TIMEOUT', message: expect.stringContaining('within 300 ms') })
})

test('the time counts from the start of initialize, not while waiting for dependencies', async () => {
  const clock = new ManualClock()
  await using project = await Project.with({
    'hooks/a.ts': 'export default (app) => ({ initialize: () => app.gate("a").promise })',
    'hooks/b.ts': 'export default (app) => ({ dependencies: ["a"], initialize: () => app.gate("b").promise })',
  })
  const { set, app } = await load(project, { clock, timeout: 100 })
  const done = set.initialize()
  await clock.advance(90)
  app.gate('a').resolve(undefined)
  await clock.advance(90)
  app.gate('b').resolve(undefined)
  await done
  expect(set.report()).toMatchObject({
    ms: 180,
    modules: [
      { ms: 90, waitedFor: undefined },
      { ms: 90, waitedFor: { name: 'a', ms: 90 } },
    ],
  })
})

test('timeout is set for one module by its settings or its defaults, for the others by the loader', async () => {
  const clock = new ManualClock()
  const hangs = 'initialize: () => new Promise(() => {})'
  await using project = await Project.with({
    'hooks/a.ts': `export default { ${hangs} }`,
    'hooks/b.ts': `export default { defaults: { timeout: 30 }, ${hangs} }`,
    'hooks/c.ts': `export default { defaults: { timeout: 30 }, ${hangs} }`,
  })
  const { set, log } = await load(project, { clock, timeout: 50, settings: { c: { timeout: 70 } } })
  const failed = rejection(set.initialize())
  await clock.advance(70)
  expect(await failed).toMatchObject({ module: 'b', message: expect.stringContaining('within 30 ms') })
  expect(log.errors.map((line) => line.split('"')[1])).toEqual(['b', 'a', 'c'])
})

test('a late callback is ignored and logged, and what it started is destroyed', async () => {
  const clock = new ManualClock()
  await using project = await withInitialize(
    'initialize(cb) { app.gate("a").promise.then(() => cb()) }, destroy() { app.events.push("destroyed") }',
  )
  const { set, app, log } = await load(project, { clock, timeout: 100 })
  const failed = rejection(set.initialize())
  await clock.advance(100)
  expect(await failed).toMatchObject({ code: 'MODULE_TIMEOUT' })
  expect(app.events).toEqual([])
  app.gate('a').resolve(undefined)
  await settled()
  expect(log.warnings.at(-1)).toBe(
    'Hook module "a" (hooks/a.ts) was done with initialize too late, after its 100 ms; ignored',
  )
  expect(app.events).toEqual(['destroyed'])
  expect(set.hook['a']?.loaded).toBe(false)
  expect(set.report().modules[0]?.state).toMatchObject({ kind: 'failed', code: 'MODULE_TIMEOUT' })
})

test('a failure after success, or after the limit, is logged and nothing more', async () => {
  const clock = new ManualClock()
  await using project = await withInitialize('async initialize(cb) { cb(); await app.gate("a").promise }')
  const { set, app, log } = await load(project, { clock })
  await set.initialize()
  app.gate('a').reject(new Error('afterwards'))
  await settled()
  expect(log.warnings).toEqual([
    'Hook module "a" (hooks/a.ts) failed in initialize after that had ended, ignored: afterwards',
  ])
  expect(set.hook['a']?.loaded).toBe(true)
})

test('configure runs in a phase of its own, a dependency first, and may be asynchronous', async () => {
  await using project = await Project.with({
    'hooks/a.ts': `export default (app) => ({
      dependencies: ['b'], defaults: { slug: 'a' },
      configure(config) { config.collections.push(this.defaults.slug); app.events.push('configure a') },
      initialize() { app.events.push('initialize a') } })`,
    'hooks/b.ts': `export default (app) => ({
      async configure(config) { await null; config.collections.push('b'); app.events.push('configure b') },
      initialize() { app.events.push('initialize b') } })`,
    'hooks/c.ts': 'export default { defaults: {} }',
  })
  const { set, app } = await load(project)
  const config = { collections: [] as string[] }
  await set.configure(config)
  expect(app.events).toEqual(['configure b', 'configure a'])
  expect(config.collections).toEqual(['b', 'a'])
  await set.initialize()
  expect(app.events.slice(2)).toEqual(['initialize b', 'initialize a'])
  expect(await rejection(set.configure(config))).toMatchObject({ code: 'MODULE_PHASE' })
})

test('configure that fails or hangs stops the boot; initialize then does not start', async () => {
  await using project = await withInitialize(
    'configure(config) { throw new Error("bad field") }, initialize() { app.events.push("no") }',
  )
  const { set, app } = await load(project)
  const error = await rejection(set.configure({}))
  expect(error).toMatchObject({
    code: 'MODULE_CONFIGURE_FAILED',
    message: 'Hook module "a" (hooks/a.ts) failed in configure: bad field',
  })
  expect(await rejection(set.initialize())).toBe(error)
  expect(app.events).toEqual([])

  const clock = new ManualClock()
  await using hanging = await withInitialize('configure: () => new Promise(() => {})')
  const second = await load(hanging, { clock })
  const failed = rejection(second.set.configure({}))
  await clock.advance(10_000)
  expect(await failed).toMatchObject({ code: 'MODULE_TIMEOUT', message: expect.stringContaining('configure') })
})

test('a module whose function or whose file never finishes loading fails at the limit', async () => {
  for (const text of ['export default () => new Promise(() => {})', 'await new Promise(() => {})\nexport default {}']) {
    const clock = new ManualClock()
    await using project = await Project.with({ 'hooks/a.ts': text })
    const failed = rejection(load(project, { clock }))
    await expect.poll(() => clock.pending).toBe(2)
    await clock.advance(10_000)
    expect(await failed).toMatchObject({ code: 'MODULE_TIMEOUT', message: expect.stringContaining('load within') })
  }
})

test('initialize called twice initialises once', async () => {
  await using project = await withInitialize('initialize() { app.events.push("a") }')
  const { set, app } = await load(project)
  await Promise.all([set.initialize(), set.initialize()])
  expect(app.events).toEqual(['a'])
})
