import { mkdir, realpath, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { load, MemoryLog, Project, rejection, TestApp } from './project.ts'
import { loadModules } from '../src/index.ts'

const common = (text = '0'): string => `module.exports = (app) => ({ text: ${text}, initialize(cb) { cb() } })`
const broken = 'throw new Error("must not be loaded")'
const on = { enabled: true }

/** A package: its folder in node_modules, and its files. */
const packed = (name: string, files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`node_modules/${name}/${path}`, text]))

test('packages named crochet-hook-*, @scope/crochet-hook-* and strapi-hook-* are found, and nothing else', async () => {
  const index = { 'lib/index.js': common() }
  await using project = await Project.with({
    ...packed('crochet-hook-mail', index),
    ...packed('strapi-hook-knex', index),
    ...packed('@acme/crochet-hook-search', index),
    ...packed('@acme/strapi-hook-other', index),
    ...packed('@acme/search', index),
    ...packed('crochet-hook', index),
    ...packed('strapi-plugin-users', index),
    ...packed('strapi-hook-a/node_modules/strapi-hook-nested', index),
    'node_modules/strapi-hook-file': 'a file',
    ...packed('strapi-hook-a', index),
  })
  const { set } = await load(project)
  expect(set.report().modules.map(({ name, where, state }) => [name, where, state.kind])).toEqual([
    ['a', 'node_modules/strapi-hook-a', 'found'],
    ['knex', 'node_modules/strapi-hook-knex', 'found'],
    ['mail', 'node_modules/crochet-hook-mail', 'found'],
    ['search', 'node_modules/@acme/crochet-hook-search', 'found'],
  ])
})

test('a package that is not switched on is not imported; those found are named in one line', async () => {
  await using project = await Project.with({
    ...packed('strapi-hook-a', { 'index.js': broken, 'package.json': '{' }),
    ...packed('strapi-hook-b', { 'index.js': broken, 'defaults.json': '{ "enabled": true }' }),
    ...packed('strapi-hook-c', { 'index.js': broken }),
    ...packed('crochet-hook-d', { 'index.js': broken }),
  })
  const { set, log } = await load(project, { settings: { b: { size: 5 }, c: { enabled: false } } })
  await set.initialize()
  expect(Object.keys(set.hook)).toEqual([])
  expect(set.settings['b']).toEqual({ size: 5 })
  expect(log.infos).toEqual([
    'Found in node_modules and not switched on: strapi-hook-a, strapi-hook-b, crochet-hook-d. A package is on when its settings say `enabled: true`',
  ])
  expect(set.report().modules.map(({ state }) => state.kind)).toEqual(['found', 'found', 'disabled', 'found'])
})

test.each([
  ['lib/index.js', undefined, { 'lib/index.js': common(), 'index.js': broken }],
  ['index.js', undefined, { 'index.js': common(), 'lib/other.js': broken }],
  ['lib/index.js', { main: './lib' }, { 'lib/index.js': common(), 'index.js': broken }],
  ['dist/main.cjs', { main: 'dist/main' }, { 'dist/main.cjs': common(), 'lib/index.js': broken }],
  ['lib/index.js', { main: 'gone.js' }, { 'lib/index.js': common() }],
  ['src/a.js', { exports: './src/a.js', main: 'b.js' }, { 'src/a.js': common(), 'b.js': broken }],
  ['a.js', { exports: { '.': './a.js', './b': './b.js' } }, { 'a.js': common(), 'b.js': broken }],
  [
    'a.mjs',
    { exports: { browser: './b.js', import: './a.mjs', require: './b.js' } },
    { 'a.mjs': 'export default { initialize() {} }', 'b.js': broken },
  ],
  ['a.cjs', { exports: { '.': { require: ['bad', './a.cjs'] } } }, { 'a.cjs': common(), 'index.js': broken }],
  ['a.ts', { main: 'a.ts' }, { 'a.ts': 'enum E { A }; export default { e: E.A, initialize() {} }' }],
])('the entry of a package is %s with %j', async (entry, manifest, files) => {
  const own = manifest === undefined ? files : { ...files, 'package.json': JSON.stringify(manifest) }
  await using project = await Project.with(packed('crochet-hook-mail', own as Record<string, string>))
  const { set } = await load(project, { settings: { mail: on } })
  await set.initialize()
  expect(set.hook['mail']?.loaded).toBe(true)
  expect(set.report().modules[0]).toMatchObject({
    origin: 'package',
    fullName: 'crochet-hook-mail',
    where: `node_modules/crochet-hook-mail/${entry}`,
    file: join(project.root, 'node_modules/crochet-hook-mail', entry),
  })
})

test.each([
  [{}, {}, 'has no entry: main not given'],
  [{ main: '../../outside.js' }, {}, 'has no entry: main "../../outside.js"'],
  [{ exports: './gone.js' }, { 'index.js': common() }, 'has no entry: `exports`'],
  [{ exports: { './b': './index.js' } }, { 'index.js': common() }, 'has no entry: `exports`'],
])('a package.json %j that leads to no entry is an error that names it', async (manifest, files, what) => {
  await using project = await Project.with({
    'outside.js': common(),
    ...packed('crochet-hook-mail', { ...files, 'package.json': JSON.stringify(manifest) } as Record<string, string>),
  })
  const error = await rejection(load(project, { settings: { mail: on } }))
  expect(error).toMatchObject({
    code: 'MODULE_PACKAGE_INVALID',
    module: 'mail',
    file: join(project.root, 'node_modules/crochet-hook-mail/package.json'),
  })
  expect(error.message).toContain(`Hook module "mail" (node_modules/crochet-hook-mail) ${what}`)
})

test('a linked package is a module, and a link that leads nowhere is none', async () => {
  await using project = await Project.with({
    'app/package.json': '{}',
    'pkg/lib/index.js': 'export default {\n initialize() {}\n}',
  })
  await project.write('pkg/package.json', '{ "type": "module" }')
  await mkdir(join(project.root, 'app/node_modules/@acme'), { recursive: true })
  await symlink(join(project.root, 'pkg'), join(project.root, 'app/node_modules/@acme/crochet-hook-mail'))
  await symlink(join(project.root, 'gone'), join(project.root, 'app/node_modules/strapi-hook-gone'))
  const log = new MemoryLog()
  const root = join(project.root, 'app')
  const set = await loadModules({ root, appFor: () => new TestApp(), log, settings: { mail: on } })
  expect(set.report().modules).toMatchObject([
    {
      name: 'mail',
      where: 'node_modules/@acme/crochet-hook-mail',
      file: await realpath(join(project.root, 'pkg/lib/index.js')),
    },
  ])
})

test('of packages further up, those are found that the package.json of the project names', async () => {
  await using project = await Project.with({
    ...packed('strapi-hook-knex', { 'lib/index.js': common() }),
    ...packed('strapi-hook-of-a-neighbour', { 'lib/index.js': common() }),
    'apps/one/package.json': '{ "dependencies": { "strapi-hook-knex": "*", "strapi-hook-not-installed": "*" } }',
  })
  const log = new MemoryLog()
  const root = join(project.root, 'apps/one')
  const set = await loadModules({ root, appFor: () => new TestApp(), log, settings: { knex: on } })
  expect(set.report().modules.map(({ name }) => name)).toEqual(['knex'])
})

test('packages: false looks for none', async () => {
  await using project = await Project.with(packed('strapi-hook-knex', { 'index.js': broken }))
  const { set } = await load(project, { packages: false })
  expect(set.report().modules).toEqual([])
})

test('of one name in all three places the project wins, then code, then the package; the log says so', async () => {
  await using project = await Project.with({
    'hooks/strapi-hook-a.cjs': common('"project"'),
    ...packed('strapi-hook-a', { 'index.js': broken }),
    ...packed('strapi-hook-b', { 'index.js': broken }),
  })
  const module = { text: 'code', initialize() {} }
  const { set, log } = await load(project, { settings: { a: { ...on, module }, b: { ...on, module } } })
  expect(set.hook).toMatchObject({ a: { text: 'project' }, b: { text: 'code' } })
  expect(log.warnings).toEqual([
    'Two hook modules are named "a": hooks/strapi-hook-a.cjs is used, the one given in code is not',
    'Two hook modules are named "a": hooks/strapi-hook-a.cjs is used, node_modules/strapi-hook-a is not',
    'Two hook modules are named "b": given in code is used, node_modules/strapi-hook-b is not',
  ])
})

test('of two packages of one name the settings must choose, by the full name', async () => {
  await using project = await Project.with({
    ...packed('crochet-hook-knex', { 'index.js': common('"crochet"') }),
    ...packed('strapi-hook-knex', { 'index.js': common('"strapi"') }),
  })
  const error = await rejection(load(project, { settings: { knex: on } }))
  expect(error).toMatchObject({ code: 'MODULE_NAME_TWICE', module: 'knex' })
  expect(error.message).toContain('node_modules/crochet-hook-knex and node_modules/strapi-hook-knex')
  const { set, log } = await load(project, { settings: { 'strapi-hook-knex': on } })
  expect(set.hook['knex']?.['text']).toBe('strapi')
  expect(log.warnings).toEqual([expect.stringContaining('the settings choose strapi-hook-knex')])
  const off = await load(project)
  expect(off.set.report().modules.map(({ state }) => state.kind)).toEqual(['found'])
})

test('dependencies hold whatever the source: package on project, project on package, code on package', async () => {
  const module = (name: string): string =>
    `module.exports = (app) => ({ initialize(cb) { app.events.push('${name}'); cb() } })`
  const needs = (name: string, key: string): string => JSON.stringify({ [key]: { dependencies: [name] } })
  await using project = await Project.with({
    'hooks/z-base.cjs': module('z-base'),
    'hooks/web/index.cjs': module('web'),
    'hooks/web/package.json': needs('bookshelf', 'crochet'),
    ...packed('strapi-hook-knex', { 'lib/index.js': module('knex'), 'package.json': needs('z-base', 'strapi') }),
    ...packed('strapi-hook-bookshelf', {
      'lib/index.js': module('bookshelf'),
      'package.json': needs('strapi-hook-knex', 'strapi'),
    }),
  })
  const given = (app: TestApp) => ({ dependencies: ['web'], initialize: () => void app.events.push('code') })
  const { set, app } = await load(project, { settings: { knex: on, bookshelf: on, 'a-code': { module: given } } })
  await set.initialize()
  expect(app.events).toEqual(['z-base', 'knex', 'bookshelf', 'web', 'code'])
})

test('a dependency on a package that is found but off says how to switch it on', async () => {
  await using project = await Project.with({
    'hooks/web.js': 'export default { dependencies: ["strapi-hook-knex"] }',
    ...packed('strapi-hook-knex', { 'index.js': broken }),
  })
  const error = await rejection(load(project))
  expect(error).toMatchObject({ code: 'MODULE_DEPENDENCY_DISABLED', hint: expect.stringContaining('`enabled: true`') })
  expect(error.message).toContain(
    'depends on "knex", a package that is not switched on (node_modules/strapi-hook-knex)',
  )
})

test.each([
  ['flat', '{ "host": "file", "port": 1, "deep": { "a": 1 } }'],
  ['by the name', '{ "mail": { "host": "file", "port": 1, "deep": { "a": 1 } } }'],
  ['by the full name', '{ "strapi-hook-mail": { "host": "file", "port": 1, "deep": { "a": 1 } } }'],
])('defaults.json (%s) lies below the defaults of the hook, of packages and of folders', async (_, text) => {
  const hook = 'module.exports = { defaults: { host: "hook", deep: { b: 2 } }, initialize() {} }'
  const all = { host: 'hook', port: 2, deep: { a: 1, b: 2 } }
  for (const place of ['node_modules/strapi-hook-mail', 'hooks/mail']) {
    for (const beside of ['lib/defaults.json', 'defaults.json']) {
      await using project = await Project.with({
        [`${place}/package.json`]: '{}',
        [`${place}/lib/index.js`]: hook,
        [`${place}/${beside}`]: text,
      })
      const { set } = await load(project, { settings: { mail: { enabled: true, port: 2 } } })
      expect(set.settings['mail']).toEqual({ enabled: true, ...all })
    }
  }
})

test('a defaults.json that is no JSON is an error that names file, line and column', async () => {
  await using project = await Project.with({
    'hooks/mail/index.js': 'export default {}',
    'hooks/mail/defaults.json': '{\n  "a": }',
  })
  expect(await rejection(load(project))).toMatchObject({
    code: 'MODULE_SETTINGS_FILE',
    module: 'mail',
    file: join(project.root, 'hooks/mail/defaults.json'),
    message: expect.stringContaining('has a defaults.json that is no JSON at line 2, column 8'),
  })
})

test('defaults of the older kind may stand below the name of the module', async () => {
  const files = { 'index.js': 'module.exports = { defaults: { mail: { host: "a" } }, initialize() {} }' }
  await using project = await Project.with({
    ...packed('strapi-hook-mail', files),
    ...packed('crochet-hook-post', files),
  })
  const { set } = await load(project, { settings: { mail: on, post: on } })
  expect(set.settings).toEqual({ mail: { ...on, host: 'a' }, post: { ...on, mail: { host: 'a' } } })
})
