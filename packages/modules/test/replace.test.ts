import { describe, expect, test } from 'vitest'
import { module, replacing } from './replacing.ts'

describe('replace', () => {
  test('initialises the changed module, puts it in effect, and then destroys the former one', async () => {
    const answer = await replacing(
      { 'hooks/a.ts': module('a', 1), 'hooks/b.ts': module('b', 1) },
      `const { hook } = set
       await write('hooks/a.ts', ${JSON.stringify(module('a', 2, 'defaults: { size: 2 }'))})
       const result = await set.replace('a')
       return {
         result: { ...result, ms: typeof result.ms }, events: app.events, staged,
         now: [hook === set.hook, hook.a.version, hook.a.loaded, hook.b.version, set.settings.a, set.report().modules.map((m) => m.state.kind)],
       }`,
    )
    expect(answer).toEqual({
      result: { kind: 'replaced', replaced: ['a'], added: [], removed: [], ms: 'number' },
      events: ['+a 1', '+b 1', '+a 2', 'swap', '-a 1'],
      staged: [{ retired: [], end: 'committed' }],
      now: [true, 2, true, 1, { size: 2 }, ['loaded', 'loaded']],
    })
  })

  test('waits until nothing runs on the former module any more, but not for ever', async () => {
    const slow = (version: number): string => module('a', version)
    const answer = await replacing(
      { 'hooks/a.ts': slow(1) },
      `const idle = Promise.withResolvers()
       control.idle = () => idle.promise
       await write('hooks/a.ts', ${JSON.stringify(slow(2))})
       const first = set.replace('a')
       while (!app.events.includes('swap')) await new Promise(setImmediate)
       const during = [...app.events]
       idle.resolve()
       await first
       const after = [...app.events]
       control.idle = () => new Promise(() => {})
       await set.replace('a')
       return { during, after, last: app.events.at(-1), said }`,
      '{ timeout: 300 }',
    )
    expect(answer).toEqual({
      during: ['+a 1', '+a 2', 'swap'],
      after: ['+a 1', '+a 2', 'swap', '-a 1'],
      last: '-a 2',
      said: [
        'Handlers of the former Hook module "a" (hooks/a.ts) still run after 300 ms: it is destroyed all the same',
      ],
    })
  })

  test('adds a new module and removes one that is gone', async () => {
    const answer = await replacing(
      { 'hooks/a.ts': module('a', 1) },
      `await write('hooks/b/index.ts', ${JSON.stringify(module('b', 1, "dependencies: ['a']"))})
       const added = await set.replace('b')
       await remove('hooks/b')
       const removed = await set.replace('b')
       return [added.added, removed.removed, Object.keys(set.hook), app.events, (await set.replace('b')).kind, staged.map((s) => s.retired)]`,
    )
    expect(answer).toEqual([
      ['b'],
      ['b'],
      ['a'],
      ['+a 1', '+b 1', 'swap', 'swap', '-b 1'],
      'unchanged',
      [[], ['b'], []],
    ])
  })

  test('takes what depends on the module along, in the order of dependencies, each seeing the others’ new ones', async () => {
    const sees = (name: string, version: number): string =>
      module(name, version, `dependencies: ['base'], see() { return app.hook().base.version }`).replace(
        'initialize() {',
        'initialize() { app.events.push("sees " + app.hook().base.version);',
      )
    const answer = await replacing(
      {
        'hooks/base.ts': module('base', 1),
        'hooks/a.ts': sees('a', 1),
        'hooks/z.ts': module('z', 1, "dependencies: ['a']"),
      },
      `app.events.length = 0
       await write('hooks/base.ts', ${JSON.stringify(module('base', 2))})
       const { replaced } = await set.replace('base')
       return [replaced, app.events]`,
    )
    expect(answer).toEqual([
      ['base', 'a', 'z'],
      ['+base 2', 'sees 2', '+a 1', '+z 1', 'swap', '-z 1', '-a 1', '-base 1'],
    ])
  })

  test('runs one at a time, in the order of the calls', async () => {
    const answer = await replacing(
      { 'hooks/a.ts': module('a', 1), 'hooks/b.ts': module('b', 1) },
      `app.events.length = 0
       await Promise.all([set.replace('a'), set.replace('b')])
       return app.events`,
    )
    expect(answer).toEqual(['+a 1', 'swap', '-a 1', '+b 1', 'swap', '-b 1'])
  })

  test('asks for a restart where a module changes the configuration', async () => {
    const answer = await replacing(
      { 'hooks/a.ts': module('a', 1), 'hooks/b.ts': module('b', 1, 'configure() {}') },
      `await write('hooks/a.ts', ${JSON.stringify(module('a', 2, 'configure() {}'))})
       return [await set.replace('a'), await set.replace('b'), set.hook.a.version, staged.map((s) => s.end)]`,
    )
    const restart = (name: string): object => ({
      kind: 'restart',
      module: name,
      reason: 'it changes the configuration (`configure`)',
    })
    expect(answer).toEqual([restart('a'), restart('b'), 1, ['discarded', 'discarded']])
  })

  test('is refused where the set was not loaded for it, and after it was destroyed', async () => {
    const answer = await replacing(
      { 'hooks/a.ts': module('a', 1) },
      `const plain = await loadModules({ root, log, appFor: () => app })
       const first = await refused(plain.replace('a'))
       await set.destroy()
       return [first.code, (await refused(set.replace('a'))).code, app.events]`,
    )
    expect(answer).toEqual(['MODULE_NOT_REPLACEABLE', 'MODULE_NOT_REPLACEABLE', ['+a 1', '-a 1']])
  })
})

describe('a broken change keeps the former module, and a good one afterwards is taken', () => {
  const broken: Record<string, [text: string, code: string, message: RegExp]> = {
    'syntax error': ['export default {', 'MODULE_LOAD_FAILED', /failed in load/],
    'throws at load': ['throw new Error("no")', 'MODULE_LOAD_FAILED', /failed in load: no/],
    'wrong shape': ['export default 42', 'MODULE_SHAPE', /exports 42|exports a number/],
    'initialize throws': [
      'export default { initialize() { throw new Error("no") } }',
      'MODULE_INITIALIZE_FAILED',
      /failed in initialize: no/,
    ],
    'never done': ['export default { initialize(cb) {} }', 'MODULE_TIMEOUT', /callback was not called/],
    'missing dependency': [module('a', 2, "dependencies: ['bb']"), 'MODULE_DEPENDENCY_MISSING', /"bb"/],
    'a circle': [module('a', 2, "dependencies: ['user']"), 'MODULE_DEPENDENCY_CYCLE', /circle/],
    gone: ['', 'MODULE_DEPENDENCY_MISSING', /depends on "a"/],
  }
  test.each(Object.entries(broken))('%s', async (_, [text, code, message]) => {
    const answer = await replacing(
      { 'hooks/a.ts': module('a', 1), 'hooks/user.ts': module('user', 1, "dependencies: ['a']") },
      `${text === '' ? 'await remove("hooks/a.ts")' : `await write('hooks/a.ts', ${JSON.stringify(text)})`}
       const error = await refused(set.replace('a'))
       const kept = [set.hook.a.version, set.hook.a.loaded, app.events.filter((e) => !e.includes('user'))]
       await write('hooks/a.ts', ${JSON.stringify(module('a', 3))})
       await set.replace('a')
       return { error, kept, version: set.hook.a.version, staged: staged.map((s) => s.end) }`,
      '{ timeout: 300 }',
    )
    expect(answer.error.code).toBe(code)
    expect(answer.error.message).toMatch(message)
    expect(answer.kept).toEqual([1, true, ['+a 1']])
    expect([answer.version, answer.staged]).toEqual([3, ['discarded', 'committed']])
  })

  test.each(['prepare', 'commit'])(
    'what it registers is refused in %s: those already initialised are destroyed',
    async (step) => {
      const answer = await replacing(
        { 'hooks/a.ts': module('a', 1), 'hooks/b.ts': module('b', 1, "dependencies: ['a']") },
        `control.${step} = () => { throw new Error('taken') }
       app.events.length = 0
       const error = await refused(set.replace('a'))
       return [error, app.events]`,
      )
      expect(answer).toEqual([
        {
          code: 'MODULE_REFUSED',
          message: 'What the hook module "a" registers is refused: taken',
          hint: expect.stringContaining('the former one goes on'),
          cause: 'taken',
        },
        ['+a 1', '+b 1', '-b 1', '-a 1'],
      ])
    },
  )
})
