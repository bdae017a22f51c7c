import { chmod, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { load, Project, rejection } from './project.ts'

const hook = 'export default { initialize() {} }'
const common = 'module.exports = { initialize() {} }'

const places = async (files: Record<string, string>): Promise<string[]> => {
  await using project = await Project.with(files)
  const { set } = await load(project)
  return set.report().modules.map(({ name, where }) => `${name}: ${where}`)
}

test('folders, lib folders and single files with every extension are found, sorted by name', async () => {
  const found = await places({
    'hooks/i/lib/index.cjs': common,
    'hooks/h/lib/index.mjs': hook,
    'hooks/g/lib/index.js': hook,
    'hooks/f/lib/index.ts': hook,
    'hooks/e/index.cjs': common,
    'hooks/d/index.mjs': hook,
    'hooks/c/index.js': hook,
    'hooks/b/index.ts': hook,
    'hooks/m.cjs': common,
    'hooks/l.mjs': hook,
    'hooks/k.js': hook,
    'hooks/j.ts': hook,
  })
  expect(found).toEqual([
    'b: hooks/b/index.ts',
    'c: hooks/c/index.js',
    'd: hooks/d/index.mjs',
    'e: hooks/e/index.cjs',
    'f: hooks/f/lib/index.ts',
    'g: hooks/g/lib/index.js',
    'h: hooks/h/lib/index.mjs',
    'i: hooks/i/lib/index.cjs',
    'j: hooks/j.ts',
    'k: hooks/k.js',
    'l: hooks/l.mjs',
    'm: hooks/m.cjs',
  ])
})

test('what starts with _ or a dot, a declaration, a test and anything else that is no module is left alone', async () => {
  const broken = 'throw new Error("must not be loaded")'
  const found = await places({
    'hooks/_draft.ts': broken,
    'hooks/_parts/index.ts': broken,
    'hooks/.cache/index.js': broken,
    'hooks/.hidden.js': broken,
    'hooks/__proto__.js': broken,
    'hooks/search.d.ts': broken,
    'hooks/search.test.ts': broken,
    'hooks/node_modules/x/index.js': broken,
    'hooks/README.md': 'text',
    'hooks/search.ts': hook,
    'hooks/constructor.ts': hook,
  })
  expect(found).toEqual(['constructor: hooks/constructor.ts', 'search: hooks/search.ts'])
})

test('the prefixes strapi-hook- and crochet-hook- are dropped from the name', async () => {
  const found = await places({
    'hooks/strapi-hook-knex/index.ts': hook,
    'hooks/crochet-hook-mail.ts': hook,
    'hooks/strapi-documentation/index.ts': hook,
    'hooks/strapi-hook-.ts': hook,
  })
  expect(found.map((place) => place.split(':')[0])).toEqual(['knex', 'mail', 'strapi-documentation', 'strapi-hook-'])
})

test('of one entry in several extensions the source is taken, and index before lib/index', async () => {
  const broken = 'throw new Error("must not be loaded")'
  const found = await places({
    'hooks/a/index.ts': hook,
    'hooks/a/index.js': broken,
    'hooks/b/index.cjs': common,
    'hooks/b/lib/index.ts': broken,
    'hooks/c.ts': hook,
    'hooks/c.js': broken,
  })
  expect(found).toEqual(['a: hooks/a/index.ts', 'b: hooks/b/index.cjs', 'c: hooks/c.ts'])
})

test.each([
  [{ 'hooks/a.ts': hook, 'hooks/a/index.ts': hook }, 'hooks/a/index.ts and hooks/a.ts'],
  [{ 'hooks/a.ts': hook, 'hooks/strapi-hook-a.ts': hook }, 'hooks/a.ts and hooks/strapi-hook-a.ts'],
])('two modules of one name in ./hooks are refused, both are named (%#)', async (files, both) => {
  await using project = await Project.with(files)
  const error = await rejection(load(project))
  expect(error).toMatchObject({ code: 'MODULE_NAME_TWICE', module: 'a' })
  expect(error.message).toContain(both)
})

test("the project's own module wins over one of its name given in code, and the log says so", async () => {
  await using project = await Project.with({ 'hooks/search.ts': 'export default { from: "file", initialize() {} }' })
  const given = { from: 'code', initialize() {} }
  const { set, log } = await load(project, { settings: { search: { module: given, batch: 5 } } })
  expect(set.hook['search']).toMatchObject({ from: 'file', defaults: { batch: 5 } })
  expect(log.warnings).toEqual([
    'Two hook modules are named "search": hooks/search.ts is used, the one given in code is not',
  ])
})

test('a module given in code is a hook, a function, or the namespace of an imported file', async () => {
  await using project = await Project.with({ 'lib/mail.ts': 'export default (app) => ({ app, initialize() {} })' })
  const mail = await import(join(project.root, 'lib/mail.ts'))
  const seen: unknown[] = []
  const { set, app } = await load(project, {
    settings: {
      object: { module: { initialize() {} } },
      function: { module: async (app: object) => ({ initialize: () => void seen.push(app) }) },
      namespace: { module: mail },
      _draft: { module: () => expect.unreachable() },
    },
  })
  await set.initialize()
  expect(Object.keys(set.hook)).toEqual(['function', 'namespace', 'object'])
  expect(seen).toEqual([app])
  expect(set.hook['namespace']?.['app']).toBe(app)
  expect(set.report().modules[0]).toMatchObject({ origin: 'code', file: undefined, where: 'given in code' })
})

test('a folder without an entry is named in the log and nothing else', async () => {
  await using project = await Project.with({ 'hooks/empty/main.ts': hook })
  const { set, log } = await load(project)
  expect(set.report().modules).toEqual([])
  expect(log.warnings).toEqual([expect.stringContaining('hooks/empty/ holds no hook module')])
})

test('a project without ./hooks has no modules', async () => {
  await using project = await Project.with({})
  const { set } = await load(project)
  await set.initialize()
  await set.destroy()
  expect(set.report()).toEqual({ ms: expect.any(Number), modules: [], skipped: [] })
  expect(Object.getPrototypeOf(set.hook)).toBe(null)
})

test('a folder that is linked into ./hooks is a module', async () => {
  await using project = await Project.with({ 'elsewhere/index.ts': hook, 'hooks/_': '' })
  await symlink(join(project.root, 'elsewhere'), join(project.root, 'hooks/linked'))
  const { set } = await load(project)
  expect(Object.keys(set.hook)).toEqual(['linked'])
})

test('./hooks that cannot be read is an error, not an empty project', async () => {
  await using asFile = await Project.with({ hooks: 'a file' })
  expect(await rejection(load(asFile))).toMatchObject({ code: 'MODULE_FOLDER_UNREADABLE', cause: { code: 'ENOTDIR' } })
  await using dangling = await Project.with({ 'hooks/_': '' })
  await symlink(join(dangling.root, 'nowhere'), join(dangling.root, 'hooks/broken'))
  expect(await rejection(load(dangling))).toMatchObject({ code: 'MODULE_FOLDER_UNREADABLE', cause: { code: 'ENOENT' } })
})

test.skipIf(process.getuid?.() === 0)(
  'a folder without permission is an error (skipped as root, who may read all)',
  async () => {
    await using project = await Project.with({ 'hooks/a/index.ts': hook })
    await chmod(join(project.root, 'hooks'), 0)
    const error = await rejection(load(project))
    await chmod(join(project.root, 'hooks'), 0o755)
    expect(error).toMatchObject({ code: 'MODULE_FOLDER_UNREADABLE' })
  },
)
