import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runApp } from './run-app.ts'

/** Everything that can be wrong with a hook module, in an application that has data. Nothing but the boot keeps the process alive. */
const boot = `
const config = {
  database: { url: 'file:./data/crochet.db' },
  collections: [{ slug: 'notes', fields: [{ name: 'text', type: 'text' }], access: { create: () => true, read: () => true } }],
}
const app = await createApp(config)`

const data = mkdtempSync(join(tmpdir(), 'crochet-failures-data-'))
afterAll(() => rmSync(data, { recursive: true, force: true }))
beforeAll(async () => {
  const { code, stderr } = await runApp(
    data,
    `${boot}\nawait app.create({ collection: 'notes', data: { text: 'kept' } })\nawait app.close()`,
  )
  if (code !== 0) throw new Error(stderr)
})

/** A project with the data of before, and files of its own. */
function projectWith(files: Record<string, string>): Disposable & { readonly root: string; fingerprint(): string } {
  const root = mkdtempSync(join(tmpdir(), 'crochet-failures-'))
  const all: Record<string, string> = { 'package.json': '{ "type": "module" }', ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const folder = join(root, 'data')
  mkdirSync(folder)
  for (const name of readdirSync(join(data, 'data'))) {
    writeFileSync(join(folder, name), readFileSync(join(data, 'data', name)))
  }
  return {
    root,
    fingerprint() {
      const hash = createHash('sha256')
      for (const name of readdirSync(folder).toSorted()) hash.update(name).update(readFileSync(join(folder, name)))
      return hash.digest('hex')
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

const needs = (...names: string[]): string =>
  `export default { dependencies: ${JSON.stringify(names)}, initialize() {} }`
const hangs = 'initialize: () => new Promise(() => {})'
const short = '{ "timeout": 200 }'

interface Failure {
  readonly files: Record<string, string>
  readonly code: string
  /** The module, the file, the cause and what leads there, as the one message says it. */
  readonly message: string
  readonly hint: string
}

const failures: Record<string, Failure> = {
  'a circle of dependencies': {
    files: { 'hooks/a.ts': needs('b'), 'hooks/b.ts': needs('a') },
    code: 'MODULE_DEPENDENCY_CYCLE',
    message: 'Hook modules depend on each other in a circle: a → b → a (b is hooks/b.ts, a is hooks/a.ts)',
    hint: 'Remove one of the dependencies',
  },
  'a dependency that is switched off': {
    files: {
      'hooks/a.ts': needs('b'),
      'hooks/b.ts': needs(),
      'config/hook.json': '{ "b": { "enabled": false } }',
    },
    code: 'MODULE_DEPENDENCY_DISABLED',
    message: 'Hook module "a" (hooks/a.ts) depends on "b", which is switched off (hooks/b.ts)',
    hint: 'Remove `enabled: false`',
  },
  'a dependency that is missing, written by its full name': {
    files: { 'hooks/a.ts': needs('strapi-hook-knex'), 'hooks/knes.ts': needs() },
    code: 'MODULE_DEPENDENCY_MISSING',
    message: 'Hook module "a" (hooks/a.ts) depends on "knex", which does not exist; did you mean "knes"?',
    hint: 'add the missing one',
  },
  'a dependency of a dependency that fails': {
    files: {
      'hooks/a.ts': needs('b'),
      'hooks/b.ts': needs('c'),
      'hooks/c.ts': 'export default { initialize() { throw new Error("no connection") } }',
    },
    code: 'MODULE_INITIALIZE_FAILED',
    message: 'Hook module "c" (hooks/c.ts) failed in initialize: no connection. Needed by: a → b → c',
    hint: 'The cause is what it threw',
  },
  'a callback that is never called': {
    files: { 'hooks/a.ts': 'export default { initialize(cb) {} }', 'config/hook.json': short },
    code: 'MODULE_TIMEOUT',
    message: 'Hook module "a" (hooks/a.ts) was not done with initialize within 200 ms, its callback was not called',
    hint: 'Call `cb()` on every path',
  },
  'a callback that is called too late': {
    files: {
      'hooks/a.ts': `export default { initialize(cb) { this.timer = setTimeout(cb, 400) }, destroy() { console.log('destroyed ' + this.loaded) } }`,
      'config/hook.json': short,
    },
    code: 'MODULE_TIMEOUT',
    message: 'Hook module "a" (hooks/a.ts) was not done with initialize within 200 ms, its callback was not called',
    hint: 'raise `timeout`',
  },
  'a rejection without a reason': {
    files: { 'hooks/a.ts': 'export default { initialize: () => Promise.reject() }' },
    code: 'MODULE_INITIALIZE_FAILED',
    message: 'Hook module "a" (hooks/a.ts) failed in initialize: no reason was given',
    hint: 'switch it off with `enabled: false`',
  },
  'the wrong shape': {
    files: { 'hooks/a.ts': 'export default { init() {} }' },
    code: 'MODULE_SHAPE',
    message: 'Hook module "a" (hooks/a.ts) exports an object with init; expected is the hook',
    hint: 'Export (default export or `module.exports`) the hook',
  },
  'a throw while it is loaded': {
    files: { 'hooks/a.ts': 'throw new Error("no key")' },
    code: 'MODULE_LOAD_FAILED',
    message: 'Hook module "a" (hooks/a.ts) failed in load: no key',
    hint: 'fix it, or switch it off',
  },
  'a syntax error': {
    files: { 'hooks/a.ts': 'export default {\n  initialize() {\n' },
    code: 'MODULE_LOAD_FAILED',
    message: 'Hook module "a" (hooks/a.ts) failed in load: ',
    hint: 'fix it, or switch it off',
  },
  'a top-level await that never ends': {
    files: { 'hooks/a.ts': 'await new Promise(() => {})\nexport default {}', 'config/hook.json': short },
    code: 'MODULE_TIMEOUT',
    message: 'Hook module "a" (hooks/a.ts) was not done with load within 200 ms',
    hint: 'settle the promise',
  },
  'an initialize that never ends': {
    files: { 'hooks/a.ts': `export default { ${hangs} }`, 'hooks/b.ts': needs('a'), 'config/hook.json': short },
    code: 'MODULE_TIMEOUT',
    message: 'Hook module "a" (hooks/a.ts) was not done with initialize within 200 ms. Needed by: b → a',
    hint: 'settle the promise',
  },
  'a package that hangs': {
    files: {
      'node_modules/strapi-hook-a/lib/index.js': `module.exports = (strapi) => ({ ${hangs} })`,
      'node_modules/strapi-hook-a/package.json': '{ "main": "./lib" }',
      'config/hook.json': '{ "a": { "enabled": true, "timeout": 200 } }',
    },
    code: 'MODULE_TIMEOUT',
    message: 'Hook module "a" (node_modules/strapi-hook-a/lib/index.js) was not done with initialize within 200 ms',
    hint: 'settle the promise',
  },
  'settings that are no JSON': {
    files: { 'config/hook.json': '{\n  "a": { "enabled": true, }\n}' },
    code: 'MODULE_SETTINGS_FILE',
    message: 'The settings of hook modules in config/hook.json: the file is no JSON at line 2, column 27',
    hint: 'Correct it at the named place',
  },
}

/** Boots, and prints the one message as a program would. */
const booting = `try {
  ${boot.replaceAll('\n', '\n  ')}
} catch (error) {
  console.error([error.code, error.message, error.hint].join(' | '))
  process.exitCode = 1
}`

test.each(Object.entries(failures))(
  '%s: one message, exit code 1, nothing left running, the data untouched',
  async (_, failure) => {
    using project = projectWith(failure.files)
    const before = project.fingerprint()
    const { code, stdout, stderr, ms } = await runApp(project.root, booting, { env: { LOG_LEVEL: 'silent' } })
    expect({ code, stderr }).toMatchObject({ code: 1 })
    const lines = stderr
      .trim()
      .split('\n')
      .filter((line) => line.includes('MODULE_'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`${failure.code} | ${failure.message}`)
    expect(stderr).toContain(failure.hint)
    // The process has ended by itself: it was neither killed nor did it end itself, and no timer of the boot held it.
    expect(ms).toBeLessThan(10_000)
    expect(stdout === '' || stdout === 'destroyed false\n').toBe(true)
    expect(project.fingerprint()).toBe(before)
  },
)

test('what nobody catches ends the process with 1, and the message and the hint are in what Node prints', async () => {
  using project = projectWith({ 'hooks/a.ts': 'export default { initialize: () => Promise.reject() }' })
  const { code, stderr } = await runApp(project.root, boot, { env: { LOG_LEVEL: 'silent' } })
  expect(code).toBe(1)
  expect(stderr).toContain('Hook module "a" (hooks/a.ts) failed in initialize: no reason was given')
  expect(stderr).toContain("hint: 'A hook module failed in `initialize`.")
})

test('without the broken modules the application starts, and says so in the log, in the report and at /api/health', async () => {
  using project = projectWith({
    'hooks/bad.ts': `export default (app) => ({ initialize() {
      app.hooks.on('notes:beforeChange', () => { throw new Error('of a module that is not there') })
      throw new Error('password=secret')
    } })`,
    'hooks/above.ts': needs('bad'),
    'hooks/good.ts': `export default (app) => ({ initialize() { app.hooks.on('notes:beforeChange', ({ data }) => ({ text: data.text + '!' })) } })`,
  })
  const program = `${boot.replace('createApp(config)', 'createApp(config, { skipBrokenHooks: true })')}
  const note = await app.create({ collection: 'notes', data: { text: 'hey' } })
  const { url } = await app.listen({ port: 0 })
  const response = await fetch(url + '/api/health')
  console.log(JSON.stringify({ text: note.text, status: response.status, health: await response.json(), report: app.report() }))
  await app.close()`
  const { code, stdout, stderr } = await runApp(project.root, program)
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const { text, status, health, report } = JSON.parse(stdout)
  expect({ text, status }).toEqual({ text: 'hey!', status: 200 })
  expect(health).toEqual({
    status: 'degraded',
    skippedModules: [
      { name: 'above', code: 'MODULE_DEPENDENCY_BROKEN', message: expect.stringContaining('Repair that one') },
      { name: 'bad', code: 'MODULE_INITIALIZE_FAILED', message: expect.stringContaining('failed in `initialize`') },
    ],
  })
  expect(report).toContain('1 loaded, 2 skipped')
  expect(stderr).toContain('The hook module \\"bad\\" is left out.')
  expect(stderr).toContain('password=secret')
})

test('an endpoint of the application at /api/health goes before the one of its own; otherwise that says that all is well', async () => {
  for (const own of [true, false]) {
    using project = projectWith({})
    const listen = `
      const { url } = await app.listen({ port: 0 })
      console.log(await (await fetch(url + '/api/health')).text())
      await app.close()`
    const endpoint = `app.endpoints.push({ path: '/health', method: 'get', handler: () => new Response('mine') })`
    const { stdout } = await runApp(project.root, `${boot}\n${own ? endpoint : ''}${listen}`)
    expect(stdout.trim()).toBe(own ? 'mine' : '{"status":"ok","skippedModules":[]}')
  }
})
