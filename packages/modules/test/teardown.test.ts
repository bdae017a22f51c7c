import { expect, test } from 'vitest'
import { ManualClock, settled } from './manual-clock.ts'
import { load, Project, rejection } from './project.ts'

/** A module by the bodies of its `[initialize, destroy]`; it writes `+name` and `-name` when they are called. */
const module = (name: string, needs: string[], bodies: [string?, string?] = []): string => `export default (app) => ({
  dependencies: ${JSON.stringify(needs)},
  async initialize() { app.events.push('+${name}'); ${bodies[0] ?? ''} },
  async destroy() { await null; app.events.push('-${name}'); ${bodies[1] ?? ''} },
})`

test('when a module fails, what is loaded is torn down in reverse and nothing further starts', async () => {
  await using project = await Project.with({
    'hooks/a.ts': module('a', []),
    'hooks/b.ts': module('b', ['a']),
    'hooks/c.ts': module('c', ['b'], ['throw new Error("no connection")']),
    'hooks/d.ts': module('d', ['c']),
    'hooks/e.ts': module('e', ['d']),
  })
  const { set, app, log } = await load(project)
  const error = await rejection(set.initialize())
  expect(error).toMatchObject({
    code: 'MODULE_INITIALIZE_FAILED',
    path: ['e', 'd', 'c'],
    message: 'Hook module "c" (hooks/c.ts) failed in initialize: no connection. Needed by: e → d → c',
  })
  expect(app.events).toEqual(['+a', '+b', '+c', '-b', '-a'])
  expect(log.errors).toEqual([])
  await set.destroy()
  expect(app.events).toHaveLength(5)
  expect(set.report().modules.map(({ state }) => state.kind)).toEqual([
    'loaded',
    'loaded',
    'failed',
    'waiting',
    'waiting',
  ])
})

test('a module under way when another fails may end, and is torn down then', async () => {
  await using project = await Project.with({
    'hooks/fails.ts': module('fails', [], ['await app.gate("fails").promise; throw new Error("down")']),
    'hooks/slow.ts': module('slow', [], ['await app.gate("slow").promise; app.events.push("slow")']),
    'hooks/then.ts': module('then', ['slow']),
  })
  const { set, app, log } = await load(project)
  const failed = rejection(set.initialize())
  app.gate('fails').resolve(undefined)
  await settled()
  expect(log.errors).toEqual([
    'Hook module "fails" (hooks/fails.ts) failed in initialize: down. The boot stops when slow has ended',
  ])
  app.gate('slow').resolve(undefined)
  expect(await failed).toMatchObject({ module: 'fails' })
  expect(app.events).toEqual(['+fails', '+slow', 'slow', '-slow'])
})

test('of two failures the first is the error, the second is logged', async () => {
  await using project = await Project.with({
    'hooks/a.ts': module('a', [], ['await app.gate("a").promise']),
    'hooks/b.ts': module('b', [], ['await app.gate("b").promise']),
  })
  const { set, app, log } = await load(project)
  const failed = rejection(set.initialize())
  app.gate('b').reject(new Error('first'))
  await settled()
  app.gate('a').reject(new Error('second'))
  expect(await failed).toMatchObject({ module: 'b' })
  expect(log.errors.at(-1)).toContain('second')
})

test('destroy goes on past what throws or hangs, and says so', async () => {
  const clock = new ManualClock()
  await using project = await Project.with({
    'hooks/a.ts': module('a', []),
    'hooks/b.ts': module('b', ['a'], ['', 'throw new Error("broken")']),
    'hooks/c.ts': module('c', ['b'], ['', 'await new Promise(() => {})']),
    'hooks/d.ts': 'export default { dependencies: ["c"], destroy() { throw undefined } }',
  })
  const { set, app, log } = await load(project, { clock, timeout: 100 })
  await set.initialize()
  const destroyed = set.destroy()
  await settled()
  await clock.advance(100)
  await destroyed
  expect(app.events.slice(3)).toEqual(['-c', '-b', '-a'])
  expect(log.errors).toEqual([
    'Hook module "d" (hooks/d.ts) failed in destroy: no reason was given',
    'Hook module "c" (hooks/c.ts) was not done with destroy within 100 ms',
    'Hook module "b" (hooks/b.ts) failed in destroy: broken',
  ])
  expect(clock.pending).toBe(0)
})

test('destroy is idempotent: calls at once and later destroy once', async () => {
  await using project = await Project.with({ 'hooks/a.ts': module('a', []) })
  const { set, app } = await load(project)
  await set.initialize()
  await Promise.all([set.destroy(), set.destroy()])
  await set.destroy()
  expect(app.events).toEqual(['+a', '-a'])
})

test('destroy during the boot lets what is under way end, starts nothing more, and tears down', async () => {
  await using project = await Project.with({
    'hooks/a.ts': module('a', [], ['await app.gate("a").promise']),
    'hooks/b.ts': module('b', ['a']),
  })
  const { set, app } = await load(project)
  const stopped = rejection(set.initialize())
  await settled()
  const destroyed = set.destroy()
  await settled()
  expect(app.events).toEqual(['+a'])
  app.gate('a').resolve(undefined)
  expect(await stopped).toMatchObject({ code: 'MODULE_STOPPED' })
  await destroyed
  expect(app.events).toEqual(['+a', '-a'])
})

test('destroy before initialize leaves nothing to start', async () => {
  await using project = await Project.with({ 'hooks/a.ts': module('a', []) })
  const { set, app } = await load(project)
  await set.destroy()
  expect(await rejection(set.initialize())).toMatchObject({ code: 'MODULE_STOPPED' })
  expect(app.events).toEqual([])
})
