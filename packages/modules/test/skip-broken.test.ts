import { expect, test } from 'vitest'
import { formatBootReport } from '../src/index.ts'
import type { LoaderOptions } from '../src/index.ts'
import { ManualClock } from './manual-clock.ts'
import { load, MemoryLog, Project, rejection } from './project.ts'
import type { TestApp } from './project.ts'

const needs = (...names: string[]): string => `export default (app) => ({
  dependencies: ${JSON.stringify(names)},
  initialize() { app.events.push('started') },
})`

const boot = async (files: Record<string, string>, options: Partial<LoaderOptions> = {}) => {
  const project = await Project.with(files)
  return { project, ...(await load(project, { skipBroken: true, ...options })) }
}

test.each([
  ['throws at load', 'throw new Error("down")', 'MODULE_LOAD_FAILED'],
  ['is no JavaScript', 'export default {', 'MODULE_LOAD_FAILED'],
  ['is no hook', 'export default 5', 'MODULE_SHAPE'],
  ['has defaults that cannot be', 'export default { defaults: { timeout: -1 } }', 'MODULE_SETTINGS_INVALID'],
  ['depends on nothing there is', needs('gone'), 'MODULE_DEPENDENCY_MISSING'],
  ['depends on itself', needs('bad'), 'MODULE_DEPENDENCY_CYCLE'],
  ['fails in configure', 'export default { configure() { throw new Error("down") } }', 'MODULE_CONFIGURE_FAILED'],
  ['fails in initialize', 'export default { initialize() { throw new Error("down") } }', 'MODULE_INITIALIZE_FAILED'],
])('a module that %s is left out, and so is what depends on it; the rest starts', async (_, bad, code) => {
  const { project, set, app, log } = await boot({
    'hooks/bad.ts': bad,
    'hooks/above.ts': needs('bad'),
    'hooks/top.ts': needs('above'),
    'hooks/other.ts': needs(),
  })
  await using _project = project
  await set.configure({})
  await set.initialize()
  expect(app.events).toEqual(['started'])
  expect(Object.keys(set.hook)).toEqual(['other'])
  const report = set.report()
  const skipped = report.skipped.map((one) => [one.name, one.code])
  expect(skipped).toHaveLength(3)
  expect(Object.fromEntries(skipped)).toEqual({
    bad: code,
    above: 'MODULE_DEPENDENCY_BROKEN',
    top: 'MODULE_DEPENDENCY_BROKEN',
  })
  expect(report.modules.filter(({ state }) => state.kind === 'skipped')).toHaveLength(3)
  expect(formatBootReport(report)).toContain('1 loaded, 3 skipped')
  expect(formatBootReport(report)).toContain(`hooks/bad.ts  ${code}: `)
  expect(log.errors).toHaveLength(3)
  expect(log.errors.join('\n')).toContain('The hook module "bad" is left out.')
  expect(log.errors.join('\n')).toContain(
    'depends on "bad" (top → above → bad), which is left out because it is broken',
  )
})

test('a circle is left out whole, what depends on it too', async () => {
  const { project, set } = await boot({
    'hooks/a.ts': needs('b'),
    'hooks/b.ts': needs('a'),
    'hooks/c.ts': needs('a'),
    'hooks/d.ts': needs(),
  })
  await using _ = project
  await set.initialize()
  expect(Object.keys(set.hook)).toEqual(['d'])
  expect(set.report().skipped.map(({ name, code }) => `${name} ${code}`)).toEqual([
    'a MODULE_DEPENDENCY_CYCLE',
    'b MODULE_DEPENDENCY_CYCLE',
    'c MODULE_DEPENDENCY_BROKEN',
  ])
})

test('a module that hangs is left out after its time; what waits by `load` only starts then', async () => {
  const clock = new ManualClock()
  const { project, set, app } = await boot(
    {
      'hooks/hangs.ts': 'export default { initialize(cb) {} }',
      'hooks/other.ts': needs(),
      'config/hook.json': '{ "load": { "before": ["hangs"] } }',
    },
    { clock },
  )
  await using _ = project
  const done = set.initialize()
  await clock.advance(9_999)
  expect(app.events).toEqual([])
  await clock.advance(1)
  await done
  expect(app.events).toEqual(['started'])
  expect(set.report().skipped).toMatchObject([{ name: 'hangs', code: 'MODULE_TIMEOUT' }])
})

test('what a module has done to the configuration before it failed is taken back', async () => {
  const { project, set } = await boot({
    'hooks/bad.ts': `export default { configure(config) {
      config.list.push(2); config.section.added = 1; delete config.section.kept; config.added = 1; config.list = []
      throw new Error('down')
    } }`,
    'hooks/good.ts': 'export default { configure(config) { config.list.push(3) } }',
  })
  await using _ = project
  const config = { list: [1], section: { kept: 1 } }
  const { list } = config
  await set.configure(config)
  expect(config).toEqual({ list: [1, 3], section: { kept: 1 } })
  expect(config.list).toBe(list)
})

test('a module that is left out is not torn down, the others are', async () => {
  const module = (app: TestApp) => ({ initialize() {}, destroy: () => void app.events.push('good') })
  const broken = (app: TestApp) => ({ initialize: () => Promise.reject(), destroy: () => void app.events.push('bad') })
  const { project, set, app } = await boot({}, { settings: { good: { module }, bad: { module: broken } } })
  await using _ = project
  await set.initialize()
  await set.destroy()
  expect(app.events).toEqual(['good'])
})

test('settings that are wrong stop the boot all the same: no single module is broken', async () => {
  for (const text of ['{', '{ "gone": {} }', '{ "load": { "order": ["gone"] } }']) {
    await using project = await Project.with({ 'config/hook.json': text })
    expect(await rejection(load(project, { skipBroken: true }))).toMatchObject({ name: 'ModuleError' })
  }
})

test('an observer is told what is loaded and what is left out; what it throws is logged', async () => {
  const told: string[] = []
  const log = new MemoryLog()
  const observer = {
    loaded: (name: string) => void told.push(name),
    skipped(name: string, error: Error) {
      told.push(`${name}: ${(error as Error & { code: string }).code}`)
      throw new Error('observer down')
    },
  }
  const files = { 'hooks/a.ts': needs(), 'hooks/b.ts': 'export default 5' }
  const { project, set } = await boot(files, { observer, log })
  await using _ = project
  await set.initialize()
  expect(told).toEqual(['b: MODULE_SHAPE', 'a'])
  expect(log.errors).toEqual([
    expect.stringContaining('is left out'),
    'An observer of hook modules failed: observer down',
  ])
})
