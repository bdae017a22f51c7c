import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeSettings } from '../src/merge-settings.ts'
import { load, Project, rejection } from './project.ts'

const withDefaults = (defaults: string): Record<string, string> => ({
  'hooks/search.ts': `export default { defaults: ${defaults}, initialize() {} }`,
})

test('defaults are merged deeply under the settings; arrays and null replace, undefined keeps', async () => {
  await using project = await Project.with(
    withDefaults('{ index: "content", node: { host: "a", port: 1 }, fields: ["x", "y"], keep: 1, drop: 1 }'),
  )
  const { set } = await load(project, {
    settings: { search: { node: { port: 2 }, fields: ['z'], keep: undefined, drop: null, more: true } },
  })
  const merged = { index: 'content', node: { host: 'a', port: 2 }, fields: ['z'], keep: 1, drop: null, more: true }
  expect(set.settings['search']).toEqual(merged)
  expect(set.hook['search']?.defaults).toBe(set.settings['search'])
})

test('a module cannot change the defaults or the configuration of another boot through its settings', async () => {
  await using project = await Project.with(withDefaults('{ node: { host: "a" }, list: [{ a: 1 }] }'))
  const configured = { node: { port: 1 }, tags: ['x'] }
  const one = await load(project, { settings: { search: configured } })
  const settings = one.set.settings['search'] as any
  settings.node.host = settings.node.port = settings.list[0].a = 'changed'
  settings.tags.push('changed')
  const two = await load(project, { settings: { search: configured } })
  expect(two.set.settings['search']).toEqual({ node: { host: 'a', port: 1 }, list: [{ a: 1 }], tags: ['x'] })
  expect(configured).toEqual({ node: { port: 1 }, tags: ['x'] })
})

test('prototype keys are dropped at every depth of any settings, and nothing global changes', () => {
  const evil = fc.constantFrom('__proto__', 'constructor', 'prototype', 'a', 'b')
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(
      evil,
      fc.oneof({ maxDepth: 4 }, fc.integer(), tie('tree'), fc.array(tie('tree'), { maxLength: 2 })),
      {
        maxKeys: 4,
        noNullPrototype: false,
      },
    ),
  }))
  const keysOf = (value: unknown): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [Array.isArray(value) ? 'item' : key, ...keysOf(inner)])
      : []
  fc.assert(
    fc.property(tree, tree, (weak, strong) => {
      const merged = mergeSettings('search', weak as Record<string, unknown>, strong as Record<string, unknown>)
      for (const key of keysOf(merged)) expect(['a', 'b', 'item']).toContain(key)
      expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
      expect(({} as Record<string, unknown>)['a']).toBe(undefined)
    }),
  )
})

test('a __proto__ from JSON neither pollutes nor counts as a module', async () => {
  await using project = await Project.with(withDefaults('JSON.parse(\'{ "__proto__": { "evil": 1 }, "a": 1 }\')'))
  const settings = JSON.parse('{ "__proto__": { "x": 1 }, "search": { "b": { "__proto__": { "evil": 1 }, "c": 1 } } }')
  const { set } = await load(project, { settings })
  expect(set.settings['search']).toEqual({ a: 1, b: { c: 1 } })
  expect((set.settings['search'] as any).b.evil).toBe(undefined)
})

test('settings in a circle are refused', async () => {
  await using project = await Project.with(withDefaults('{}'))
  const circle: Record<string, unknown> = {}
  circle['circle'] = circle
  expect(await rejection(load(project, { settings: { search: circle } }))).toMatchObject({
    code: 'MODULE_SETTINGS_INVALID',
    module: 'search',
  })
})

test('enabled: false switches a module off; its file is not even loaded', async () => {
  await using project = await Project.with({ 'hooks/search.ts': 'throw new Error("loaded")' })
  const { set } = await load(project, { settings: { search: { enabled: false, index: 'x' } } })
  await set.initialize()
  expect(Object.keys(set.hook)).toEqual([])
  expect(set.settings['search']).toEqual({ enabled: false, index: 'x' })
  expect(set.report().modules[0]).toMatchObject({ name: 'search', order: undefined, state: { kind: 'disabled' } })
})

test('a module that is off by its own defaults is switched on by the configuration', async () => {
  await using project = await Project.with(withDefaults('{ enabled: false, timeout: 5_000 }'))
  const off = await load(project)
  expect(off.set.report().modules[0]?.state).toEqual({ kind: 'disabled' })
  const on = await load(project, { settings: { search: { enabled: true } } })
  expect(Object.keys(on.set.hook)).toEqual(['search'])
})

test('settings under the name with prefix reach the module', async () => {
  await using project = await Project.with(withDefaults('{ a: 1 }'))
  const { set } = await load(project, { settings: { 'strapi-hook-search': { a: 2 } } })
  expect(set.settings['search']).toEqual({ a: 2 })
})

test('an unknown name is refused, with the nearest match', async () => {
  await using project = await Project.with(withDefaults('{}'))
  const error = await rejection(load(project, { settings: { serach: { a: 1 } } }))
  expect(error).toMatchObject({
    code: 'MODULE_UNKNOWN_NAME',
    message: 'The settings name a hook module "serach" that does not exist; did you mean "search"?',
  })
  expect((await rejection(load(project, { settings: { zzz: {} } }))).message).not.toContain('did you mean')
})

test.each([
  [{ search: { a: 1 }, 'crochet-hook-search': { a: 2 } }, 'MODULE_NAME_TWICE', 'two entries'],
  [{ search: true }, 'MODULE_SETTINGS_INVALID', 'are no object'],
  [{ search: [] }, 'MODULE_SETTINGS_INVALID', 'are no object'],
  [{ search: { enabled: 'false' } }, 'MODULE_SETTINGS_INVALID', '`enabled` of the hook module "search"'],
  [{ search: { timeout: 0 } }, 'MODULE_SETTINGS_INVALID', '`timeout` of the hook module "search"'],
  [{ search: { timeout: '5s' } }, 'MODULE_SETTINGS_INVALID', '`timeout`'],
  [{ search: { timeout: Number.NaN } }, 'MODULE_SETTINGS_INVALID', '`timeout`'],
  [{ search: { timeout: 2 ** 31 } }, 'MODULE_SETTINGS_INVALID', 'from 1 to 2147483647'],
])('settings %j are refused', async (settings, code, text) => {
  await using project = await Project.with(withDefaults('{}'))
  const error = await rejection(load(project, { settings: settings as any }))
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) })
})

test('the settings the loader reads are checked in defaults as well, and so is the timeout for all', async () => {
  await using project = await Project.with(withDefaults('{ timeout: -1 }'))
  expect(await rejection(load(project))).toMatchObject({ code: 'MODULE_SETTINGS_INVALID', module: 'search' })
  expect(await rejection(load(project, { timeout: Infinity }))).toMatchObject({ code: 'MODULE_SETTINGS_INVALID' })
})
