import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest'
import { install, type Installed } from './install.ts'
import { runApp } from './run-app.ts'

// Packages of the older system as they were published, from the registry, unmodified. Nothing of them is kept in this repository.

const nothing = (): Installed => ({ kind: 'unreachable', reason: 'nothing was installed' })

/** @returns the folder; skips the test, loudly, where the registry cannot be reached, and fails instead when CI is set */
function rootOf(installed: Installed, context: TestContext): string {
  if (installed.kind === 'installed') return installed.root
  const reason = `THE REGISTRY CANNOT BE REACHED (${installed.reason}): published hook modules are not tested`
  if (process.env['CI']) throw new Error(reason)
  console.warn(reason)
  return context.skip(reason)
}

function write(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const on = { enabled: true }
const connections = {
  default: {
    connector: 'strapi-hook-bookshelf',
    settings: { client: 'postgres', host: '127.0.0.1', database: 'published' },
    options: {},
  },
}

/** A program that boots with these modules; it finds the application as `app`. */
const withModules = (modules: Record<string, object>, body: string, classic = '{}'): string => `
  const config = { database: { url: 'memory:' }, modules: ${JSON.stringify(modules)}, classic: ${classic} }
  try {
    const app = await createApp(config)
    ${body}
    await app.close()
  } catch (error) {
    console.error([error.code, error.message, error.hint].join(' | '))
    process.exitCode = 1
  }`

describe('packages of 3.0 and later', () => {
  let installed = nothing()
  beforeAll(async () => {
    installed = await install([
      'strapi-hook-ejs@3.6.11',
      'koa@2.16.4',
      'strapi-hook-algolia@3.4.0',
      'strapi-hook-knex@3.0.0-beta.17.8',
      'strapi-hook-bookshelf@3.0.0-beta.17.8',
      'pg@8.23.1',
      'strapi-hook-freshdesk@0.0.1',
      'strapi-hook-elasticsearch@0.0.3',
    ])
  }, 240_000)
  afterAll(() => {
    if (installed.kind === 'installed') rmSync(installed.root, { recursive: true, force: true })
  })

  test('strapi-hook-ejs 3.6.11: a request to the Koa application is answered with a rendered template', async (context) => {
    const root = rootOf(installed, context)
    write(root, {
      'templates/layout.ejs': '<main><%- body %></main>',
      'templates/hello.ejs': 'Hello <%= name %>!',
    })
    const body = `
      koa.use((ctx) => ctx.render('hello', { name: '<Ada>' }))
      const server = createServer(koa.callback()).listen(0)
      await once(server, 'listening')
      const response = await fetch('http://127.0.0.1:' + server.address().port)
      console.log(JSON.stringify([response.status, response.headers.get('content-type'), await response.text()]))
      server.close()
      server.closeAllConnections()`
    const classic = `{ app: koa, paths: { views: 'templates' } }`
    const program = `
      import { createServer } from 'node:http'
      import { once } from 'node:events'
      import Koa from 'koa'
      const koa = new Koa()
      ${withModules({ ejs: { ...on, debug: false } }, body, classic)}`
    const { code, stdout, stderr } = await runApp(root, program)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(JSON.parse(stdout)).toEqual([200, 'text/html; charset=utf-8', '<main>Hello &lt;Ada&gt;!</main>'])
  })

  test('strapi-hook-ejs without a Koa application: the error says where to give one', async (context) => {
    const { code, stderr } = await runApp(rootOf(installed, context), withModules({ ejs: on }, ''))
    expect(code).toBe(1)
    expect(stderr).toContain('MODULE_INITIALIZE_FAILED | Hook module "ejs" (node_modules/strapi-hook-ejs/lib/index.js)')
    expect(stderr).toContain('`classic: { app: new Koa() }`')
  })

  test('strapi-hook-algolia 3.4.0: the search client is at app.services; without keys it says so in the log', async (context) => {
    const body = `console.log(typeof app.services.algolia.client.initIndex, app.hook.algolia.loaded, app.hook.algolia.defaults.prefix)`
    const modules = { algolia: { ...on, prefix: 'mine' } }
    const { code, stdout, stderr } = await runApp(rootOf(installed, context), withModules(modules, body))
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout.trim()).toBe('function true mine')
    expect(stderr).toContain('applicationId and apiKey must be defined')
  })

  test('strapi-hook-knex and strapi-hook-bookshelf 3.0.0-beta.17.8: the one is loaded before the other that needs it', async (context) => {
    const body = `
      const query = app.hook.bookshelf
      console.log(JSON.stringify([Object.keys(app.hook), query.dependencies, typeof query.queries, typeof query.buildQuery]))
      console.log(app.report())`
    const modules = { 'strapi-hook-bookshelf': on, 'strapi-hook-knex': on }
    const classic = JSON.stringify({ connections })
    const { code, stdout, stderr } = await runApp(rootOf(installed, context), withModules(modules, body, classic))
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const [first = '', ...report] = stdout.split('\n')
    expect(JSON.parse(first)).toEqual([['knex', 'bookshelf'], ['knex'], 'function', 'function'])
    expect(report.join('\n')).toMatch(/1 knex .*\n.*└─ 2 bookshelf .*needs knex; waited/)
    expect(stderr).toContain('Found in node_modules and not switched on: strapi-hook-algolia, strapi-hook-ejs')
  })

  test('strapi-hook-freshdesk 0.0.1, which throws without its keys: the error names the hook', async (context) => {
    const { code, stderr } = await runApp(rootOf(installed, context), withModules({ freshdesk: on }, ''))
    expect(code).toBe(1)
    expect(stderr).toContain(
      'MODULE_INITIALIZE_FAILED | Hook module "freshdesk" (node_modules/strapi-hook-freshdesk/lib/index.js) failed in initialize: The Freshdesk API requires',
    )
  })

  test('strapi-hook-elasticsearch 0.0.3, which exports something else: the error says that it is no hook module', async (context) => {
    const { code, stderr } = await runApp(rootOf(installed, context), withModules({ elasticsearch: on }, ''))
    expect(code).toBe(1)
    expect(stderr).toContain(
      'MODULE_SHAPE | Hook module "elasticsearch" (node_modules/strapi-hook-elasticsearch/lib/index.js) exports an object with init; expected is the hook',
    )
    expect(stderr).toContain('A file is no hook module.')
  })
})

describe('packages of the time of callbacks', () => {
  let installed = nothing()
  beforeAll(async () => {
    installed = await install([
      'strapi-hook-knex@3.0.0-alpha.26.2',
      'strapi-hook-bookshelf@3.0.0-alpha.26.2',
      'pg@8.23.1',
    ])
  }, 240_000)
  afterAll(() => {
    if (installed.kind === 'installed') rmSync(installed.root, { recursive: true, force: true })
  })

  test('strapi-hook-knex (initialize(cb)) and strapi-hook-bookshelf (async initialize(cb)) 3.0.0-alpha.26.2', async (context) => {
    const body = `console.log(JSON.stringify([Object.keys(app.hook), app.hook.bookshelf.initialize.length]))`
    const modules = { bookshelf: on, knex: on }
    const classic = JSON.stringify({ connections })
    const { code, stdout, stderr } = await runApp(rootOf(installed, context), withModules(modules, body, classic))
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(JSON.parse(stdout)).toEqual([['knex', 'bookshelf'], 1])
  })
})

test('a registry that cannot be reached is told from packages that do not exist', async () => {
  // Port 9 discards; on this machine nothing listens there.
  const nowhere = {
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    npm_config_prefer_online: 'true',
  }
  expect(await install(['strapi-hook-not-there@0.0.1'], nowhere)).toEqual({
    kind: 'unreachable',
    reason: 'ECONNREFUSED',
  })
}, 60_000)
