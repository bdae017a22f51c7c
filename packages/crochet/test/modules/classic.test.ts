import { expect, test } from 'vitest'
import { pino } from 'pino'
import { createApp, type App, type CrochetConfig } from '../../src/index.ts'
import { project, silent } from '../project.ts'

/** A module in the manner of the older kind that hands what it sees to the test. */
const seeing = (seen: unknown[], read: (strapi: any) => unknown) => (strapi: any) => ({
  initialize(cb: () => void) {
    seen.push(read(strapi))
    cb()
  },
})

const boot = (root: string, config: CrochetConfig): Promise<App> => createApp(config, { root, log: silent })

test('modules see what those of the older kind expect', async () => {
  using at = project()
  const seen: any[] = []
  const app = { context: {} }
  const settings = { client: 'pg' }
  const config: CrochetConfig = {
    ...at.config,
    classic: { app, connections: { default: { settings } }, models: { user: { a: 1 } }, paths: { views: 'v' } },
    modules: { see: { size: 5, module: seeing(seen, (strapi) => strapi) as never } },
  }
  await using booted = await boot(at.root, config)
  const [strapi] = seen
  expect(strapi.app).toBe(app)
  expect(strapi.config).toMatchObject({
    appPath: at.root,
    environment: 'test',
    paths: { views: 'v', static: 'public', config: 'config' },
    connections: { default: { settings: { client: 'pg' } } },
    hook: { settings: { see: { size: 5 } } },
  })
  expect(strapi.config.get('hook.settings.see.size')).toBe(5)
  expect(strapi.config.get('hook.settings.gone.size', 7)).toBe(7)
  expect(strapi.config.get('constructor.name')).toBe(undefined)
  expect([strapi.config.has('paths.views'), strapi.config.has('paths.gone')]).toEqual([true, false])
  expect(Object.keys(strapi.config)).not.toContain('get')
  expect(strapi).toMatchObject({ models: { user: { a: 1 } }, groups: {}, plugins: {}, admin: { models: {} }, api: {} })
  expect(strapi.hook.see.loaded).toBe(true)
  expect(strapi.services).toBe(booted.services)
  expect(strapi.log).toBe(booted.log)
  strapi.config.connections.default.settings.client = 'changed'
  expect(settings).toEqual({ client: 'pg' })
})

test('settings are there when the function of a module runs, as far as they are known', async () => {
  using at = project({
    'hooks/see/defaults.json': '{ "a": 1 }',
    'hooks/see/index.js': `
    module.exports = (strapi) => {
      const seen = { ...strapi.config.hook.settings.see }
      return { seen, defaults: { b: 2 }, initialize() {} }
    }`,
  })
  await using app = await boot(at.root, { ...at.config, modules: { see: { c: 3 } } })
  expect(app.hook['see']).toMatchObject({ seen: { a: 1, c: 3 }, defaults: { a: 1, b: 2, c: 3 } })
})

test('modules share their places: a connection, an application and events of one are seen by the next', async () => {
  using at = project()
  const seen: any[] = []
  const koa = { context: {} }
  let closed = 0
  const first = (strapi: any) => ({
    initialize() {
      strapi.connections.default = { destroy: () => void closed++ }
      strapi.connections.broken = { destroy: () => Promise.reject(new Error('down')) }
      strapi.app = koa
      strapi.on('hook:second:loaded', () => seen.push('event'))
      strapi.once('ping', (value: unknown) => seen.push(value))
      strapi.on('hook:second:loaded', () => {
        throw new Error('a listener fails')
      })
    },
  })
  const second = (strapi: any) => ({
    dependencies: ['first'],
    initialize() {
      strapi.emit('ping', 5)
      strapi.emit('ping', 6)
      seen.push([strapi.app === koa, Object.keys(strapi.connections)])
    },
  })
  const app = await boot(at.root, { ...at.config, modules: { first: { module: first }, second: { module: second } } })
  expect(seen).toEqual([5, [true, ['default', 'broken']], 'event'])
  expect(closed).toBe(0)
  await app.close()
  expect(closed).toBe(1)
})

test('`app` without a Koa application is an error that says where to give one', async () => {
  using at = project()
  const module = seeing([], (strapi) => strapi.app.context)
  await expect(boot(at.root, { ...at.config, modules: { ejs: { module } } })).rejects.toMatchObject({
    code: 'MODULE_INITIALIZE_FAILED',
    message: expect.stringContaining(
      'Hook module "ejs" (given in code) failed in initialize: The hook module needs a Koa',
    ),
    cause: { code: 'CLASSIC_APP' },
  })
})

test('`stop` during the boot stops it, with an error that names the module', async () => {
  using at = project()
  const module = seeing([], (strapi) => strapi.stop())
  await expect(boot(at.root, { ...at.config, modules: { knex: { module } } })).rejects.toMatchObject({
    message: expect.stringContaining('Hook module "knex"'),
    cause: { code: 'CLASSIC_STOP' },
  })
})

test('`stop` later closes the application and leaves the code with which the process ends', async () => {
  using at = project()
  const seen: any[] = []
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })
  const closed = Promise.withResolvers<void>()
  const module = (strapi: any) => ({ initialize: () => void seen.push(strapi), destroy: () => closed.resolve() })
  const config = { ...at.config, modules: { redis: { module } } }
  const app = await createApp(config, { root: at.root, log })
  const before = process.exitCode
  try {
    seen[0].stop(3)
    seen[0].stop(4)
    expect(process.exitCode).toBe(3)
  } finally {
    process.exitCode = before
  }
  await closed.promise
  await app.close()
  expect(lines).toEqual([expect.stringContaining('has stopped the application')])
})

test.each([[{ app: 5 }], [{ connections: [] }], [{ view: {} }], ['koa']])(
  '`classic: %j` in the configuration is refused',
  async (classic) => {
    using at = project()
    const config = { ...at.config, classic } as unknown as CrochetConfig
    await expect(boot(at.root, config)).rejects.toMatchObject({ code: 'CONFIG_VALUE' })
  },
)
