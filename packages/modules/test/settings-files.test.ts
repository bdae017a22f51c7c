import fc from 'fast-check'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findJsonFault } from '../src/json-fault.ts'
import { ManualClock } from './manual-clock.ts'
import { load, Project, rejection } from './project.ts'

const hooks = {
  'hooks/search.ts': 'export default { defaults: { a: "defaults", deep: { a: 1 } }, initialize() {} }',
  'hooks/mail.ts': 'export default { initialize() {} }',
}

const json = (value: unknown): string => JSON.stringify(value)

test.each([
  ['flat', (settings: object) => settings],
  ['below `settings`', (settings: object) => ({ settings, timeout: 5000 })],
])('settings in files (%s) are merged deeply, from the file for all to the configuration', async (_, shape) => {
  await using project = await Project.with({
    ...hooks,
    'config/hook.json': json(
      shape({ search: { a: 'all', b: 'all', c: 'all', d: 'all', deep: { b: 2 }, list: [1, 2] } }),
    ),
    'config/environments/staging/hook.json': json(shape({ search: { b: 'older', c: 'older', d: 'older' } })),
    'config/env/staging/hook.json': json(
      shape({ 'strapi-hook-search': { c: 'env', d: 'env', deep: { c: 3 }, list: [3] } }),
    ),
    'config/env/production/hook.json': '{ not read',
  })
  const settings = shape({ search: { d: 'code', deep: { d: 4 } } }) as Record<string, never>
  const { set } = await load(project, { environment: 'staging', settings })
  expect(set.settings['search']).toEqual({
    a: 'all',
    b: 'older',
    c: 'env',
    d: 'code',
    deep: { a: 1, b: 2, c: 3, d: 4 },
    list: [3],
  })
})

test('a module in ./hooks is switched off, and on again, by files', async () => {
  await using project = await Project.with({
    ...hooks,
    'config/hook.json': json({ search: { enabled: false }, mail: { enabled: false } }),
    'config/env/test/hook.json': json({ search: { enabled: true } }),
  })
  const { set } = await load(project, { environment: 'test' })
  expect(Object.keys(set.hook)).toEqual(['search'])
})

test('`timeout` beside the names is for every module that has none of its own', async () => {
  await using project = await Project.with({
    ...hooks,
    'config/hook.json': json({ timeout: 300, mail: { timeout: 40 } }),
    'config/env/test/hook.json': json({ timeout: 20 }),
    'hooks/search.ts': 'export default { initialize(cb) {} }',
  })
  const clock = new ManualClock()
  const { set } = await load(project, { clock, environment: 'test' })
  const failed = rejection(set.initialize())
  await clock.advance(20)
  expect((await failed).message).toContain('within 20 ms')
})

test.each([
  [{ timeout: { host: 'a' } }, 'timeout', { host: 'a' }],
  [{ timeout: 500, settings: { timeout: { host: 'a' } } }, 'timeout', { host: 'a' }],
  [{ load: { enabled: true, order: ['x'] } }, 'load', { enabled: true, order: ['x'] }],
  [{ settings: { load: { order: 5 } } }, 'load', { order: 5 }],
  [{ settings: { host: 'a' } }, 'settings', { host: 'a' }],
  [{ settings: { settings: { host: { a: 1 } } } }, 'settings', { host: { a: 1 } }],
])('with %j a module is really named "%s"', async (file, name, settings) => {
  await using project = await Project.with({
    [`hooks/${name}.ts`]: 'export default { defaults: {} }',
    'config/hook.json': json(file),
  })
  const { set } = await load(project)
  expect(set.settings[name]).toEqual(settings)
})

test.each([
  ['{\n  "search": {\n    "a": 1,\n  }\n}', 4, 3],
  ['{\n  "search": { "a": 1 }', 2, 23],
  ['{ // no comments\n}', 1, 3],
  ['', 1, 1],
  ['{ "a": tru }', 1, 8],
  ["{ 'a': 1 }", 1, 3],
])('a file that is no JSON (%j) is an error with file, line %i and column %i', async (text, line, column) => {
  await using project = await Project.with({ ...hooks, 'config/env/test/hook.json': text })
  const error = await rejection(load(project, { environment: 'test' }))
  expect(error).toMatchObject({ code: 'MODULE_SETTINGS_FILE', file: join(project.root, 'config/env/test/hook.json') })
  expect(error.message).toContain(`config/env/test/hook.json: the file is no JSON at line ${line}, column ${column}`)
})

test('a fault is found in every text that JSON.parse refuses, where it says, and in no other', () => {
  const texts = fc.oneof(
    fc
      .json()
      .chain((text) =>
        fc
          .tuple(fc.nat(text.length), fc.nat(3), fc.string({ maxLength: 2 }))
          .map(([at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut)),
      ),
    fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0aE-.1 \n\t', 'true', 'null') }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const fault = findJsonFault(text)
      let thrown: Error | undefined
      try {
        JSON.parse(text)
      } catch (error) {
        thrown = error as Error
      }
      expect(fault === undefined).toBe(thrown === undefined)
    }),
    { numRuns: 3000 },
  )
})

test.each([
  [
    '{ "serach": {} }',
    'MODULE_UNKNOWN_NAME',
    'The settings in config/hook.json name a hook module "serach" that does not exist; did you mean "search"?',
  ],
  ['{ "load": { "befor": [] } }', 'MODULE_UNKNOWN_NAME', '"befor" is none of them; did you mean "before"?'],
  ['{ "settings": { "search": true } }', 'MODULE_UNKNOWN_NAME', '`settings` of all modules holds nothing but objects'],
  ['[]', 'MODULE_SETTINGS_INVALID', 'The settings of hook modules in config/hook.json are no object'],
  [
    '{ "search": true }',
    'MODULE_SETTINGS_INVALID',
    'The settings of the hook module "search" in config/hook.json are no object',
  ],
  [
    '{ "search": { "enabled": "yes" } }',
    'MODULE_SETTINGS_INVALID',
    '`enabled` of the hook module "search" in config/hook.json',
  ],
  ['{ "timeout": 0 }', 'MODULE_SETTINGS_INVALID', '`timeout` in config/hook.json must be milliseconds'],
  ['{ "timeout": "5s" }', 'MODULE_SETTINGS_INVALID', '"timeout" in config/hook.json'],
  ['{ "search": {}, "strapi-hook-search": {} }', 'MODULE_NAME_TWICE', 'in config/hook.json'],
  ['{ "load": { "before": "search" } }', 'MODULE_LOAD_ORDER', '`load.before` in config/hook.json is no list'],
  [`{ "search": ${'{"a":'.repeat(70)}1${'}'.repeat(70)} }`, 'MODULE_SETTINGS_INVALID', 'nested more than 64 deep'],
  [
    `{ "search": { "a": ${'['.repeat(100_000)}${']'.repeat(100_000)} } }`,
    'MODULE_SETTINGS_INVALID',
    'nested more than 64 deep',
  ],
  [`{ "search": "${'x'.repeat(1_048_576)}" }`, 'MODULE_SETTINGS_FILE', 'has more than 1048576 bytes'],
])('a config/hook.json that cannot be used is refused with what is wrong in it (%#)', async (text, code, message) => {
  await using project = await Project.with({ ...hooks, 'config/hook.json': text })
  const error = await rejection(load(project))
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
})

test('prototype keys, remarks and $schema are set aside; a byte order mark is none of the text', async () => {
  const text = `\uFEFF{ "$schema": "x", "_remark": "y", "__proto__": { "enabled": false }, "search": { "deep": { "__proto__": { "evil": 1 } } } }`
  await using project = await Project.with({ ...hooks, 'config/hook.json': text })
  const { set } = await load(project)
  expect(set.settings['search']).toEqual({ a: 'defaults', deep: { a: 1 } })
  expect(({} as Record<string, unknown>)['evil']).toBe(undefined)
})

test('an environment that leads out of the folder is refused', async () => {
  await using project = await Project.with(hooks)
  expect(await rejection(load(project, { environment: '../secret' }))).toMatchObject({
    code: 'MODULE_SETTINGS_INVALID',
  })
})
