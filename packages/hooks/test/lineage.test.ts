import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { createHooks, HookError, type Hooks, type Operation, type Series } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { turn } from './manual-clock.ts'
import { outcomeOf } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

interface Change {
  readonly depth: number
  readonly log: string[]
}
type Points = { change: Series<Change>; other: Series<Change> }

const engine = (options: object = {}): Hooks<Points> => {
  const hooks = createHooks<Points>({ scope: new AsyncLocalStorage(), report: () => {} })
  hooks.define('change', { kind: 'series', ...options })
  hooks.define('other', { kind: 'series' })
  return hooks
}

/** An operation that runs the hook point, as an update of a document does. */
const update = (hooks: Hooks<Points>, subject: string | undefined, change: Change): unknown =>
  hooks.operation({ name: 'posts.update', subject }, () => hooks.point('change').call(change))

const start = (): Change => ({ depth: 0, log: [] })
const deeper = ({ depth, log }: Change): Change => ({ depth: depth + 1, log })
const errorIn = (outcome: object): HookError => ('error' in outcome ? outcome.error : undefined) as HookError
const timings = [
  ['synchronous', false],
  ['asynchronous', true],
] as const

describe.each(timings)('%s handlers', (_, later) => {
  const wait = (): Promise<void> | undefined => (later ? turn() : undefined)
  const then = (work: () => unknown): unknown => wait()?.then(work) ?? work()

  test('eight operations within one another are allowed, a ninth is refused with the chain', async () => {
    for (const [deepest, ended] of [
      [8, 'ok'],
      [9, 'error'],
    ] as const) {
      const hooks = engine()
      hooks.on('change', {
        id: 'cascade',
        handler: (change) =>
          change.depth < deepest
            ? then(() => update(hooks, `posts/${change.depth + 1}`, deeper(change)))
            : change.log.push('bottom'),
      })
      const change = start()
      const outcome = await outcomeOf(() => update(hooks, 'posts/0', change))
      expect(outcome.ended).toBe(ended)
      expect(change.log).toEqual(ended === 'ok' ? ['bottom'] : [])
      const chain = [
        'posts.update posts/0',
        ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `posts.update posts/${n} (from "cascade" on change)`),
      ]
      expect(errorIn(outcome)?.message).toBe(
        ended === 'ok' ? undefined : `"posts.update" is nested more than 8 deep: ${chain.join(' → ')}`,
      )
    }
  })

  test('the same handler on the same document is refused the third time, and nothing runs in between', async () => {
    const hooks = engine()
    hooks.on('change', {
      id: 'counts',
      handler: (change) => {
        change.log.push(`entered ${change.depth}`)
        return then(() => update(hooks, 'posts/1', deeper(change)))
      },
    })
    const change = start()
    const error = errorIn(await outcomeOf(() => update(hooks, 'posts/1', change)))
    expect(error).toBeInstanceOf(HookError)
    expect(error).toMatchObject({ code: 'HOOK_LOOP', hook: 'change', handler: 'counts', origin: { source: 'code' } })
    const step = 'posts.update posts/1 (from "counts" on change)'
    expect(error.message).toMatch(
      /^"posts\.update" would enter "counts" of code \(.*lineage\.test\.ts:\d+\) a third time: /,
    )
    expect(error.message.endsWith(`: posts.update posts/1 → ${step} → ${step}`)).toBe(true)
    expect(change.log).toEqual(['entered 0', 'entered 1'])
  })

  test.each([
    ['other documents', (depth: number) => `posts/${depth}`],
    ['operations without a document', () => undefined],
  ])('%s do not count', async (_title, subject) => {
    const hooks = engine()
    hooks.on('change', (change) => {
      change.log.push(String(change.depth))
      return change.depth < 6 ? then(() => update(hooks, subject(change.depth + 1), deeper(change))) : undefined
    })
    const change = start()
    expect((await outcomeOf(() => update(hooks, subject(0), change))).ended).toBe('ok')
    expect(change.log).toEqual(['0', '1', '2', '3', '4', '5', '6'])
  })

  test('another handler in between does not hide the loop', async () => {
    const hooks = engine()
    hooks.on('change', {
      id: 'a',
      handler: (change) =>
        then(() => hooks.operation({ name: 'b', subject: 'posts/1' }, () => hooks.point('other').call(change))),
    })
    hooks.on('other', { id: 'b', handler: (change) => then(() => update(hooks, 'posts/1', change)) })
    const error = errorIn(await outcomeOf(() => update(hooks, 'posts/1', start())))
    expect(error).toMatchObject({ code: 'HOOK_LOOP' })
    expect(error.message).toContain('(from "a" on change) → posts.update posts/1 (from "b" on other)')
  })

  test('with `reentrant: false` a handler skips itself instead, for whatever document', async () => {
    const hooks = engine()
    hooks.on('change', {
      id: 'once',
      reentrant: false,
      handler: (change) => {
        change.log.push(`once ${change.depth}`)
        return then(() => update(hooks, `posts/${change.depth}`, deeper(change)))
      },
    })
    hooks.on('change', { id: 'always', handler: ({ log, depth }) => void log.push(`always ${depth}`) })
    const change = start()
    expect((await outcomeOf(() => update(hooks, 'posts/1', change))).ended).toBe('ok')
    expect(change.log).toEqual(['once 0', 'always 1', 'always 0'])
    await update(hooks, 'posts/1', change)
    expect(change.log.slice(3)).toEqual(['once 0', 'always 1', 'always 0'])
  })

  test('operations that run side by side do not count together', async () => {
    const hooks = engine()
    hooks.on('change', (change) => {
      change.log.push(String(change.depth))
      if (change.depth > 0) return undefined
      return then(() => Promise.all([1, 2, 3, 4, 5].map(() => update(hooks, 'posts/1', deeper(change)))))
    })
    const change = start()
    const outcome = await outcomeOf(() => update(hooks, 'posts/1', change))
    expect(outcome.ended).toBe('ok')
    expect(change.log).toEqual(['0', '1', '1', '1', '1', '1'])
    await Promise.all([1, 2, 3].map(() => update(hooks, 'posts/1', start())))
  })
})

describe('the ambient operation', () => {
  test('is what runs now, knows its parent, and is gone outside', async () => {
    const hooks = engine()
    const seen: (Operation | undefined)[] = []
    hooks.on('change', async () => {
      await turn()
      seen.push(hooks.current())
      hooks.operation({ name: 'inner' }, (inner) => seen.push(inner, hooks.current()))
    })
    expect(hooks.current()).toBeUndefined()
    await hooks.operation({ name: 'outer', subject: 'posts/1' }, async (outer) => {
      seen.push(outer)
      await hooks.point('change').call(start())
    })
    expect(hooks.current()).toBeUndefined()
    const [outer, inHandler, inner, current] = seen
    expect(inHandler).toBe(outer)
    expect(current).toBe(inner)
    expect(outer).toMatchObject({
      name: 'outer',
      subject: 'posts/1',
      depth: 0,
      parent: undefined,
      startedBy: undefined,
    })
    expect(inner).toMatchObject({ name: 'inner', depth: 1, startedBy: { hook: 'change' } })
    expect(inner?.parent).toBe(outer)
    expect(inner?.id).not.toBe(outer?.id)
  })

  test('may use a scope that its caller has begun for it, and ends with that', async () => {
    const hooks = engine()
    const seen: unknown[] = []
    const scope = new AsyncResource('caller')
    await hooks.operation({ name: 'outer' }, async (outer) => {
      const inside = scope.runInAsyncScope(() =>
        hooks.operation({ name: 'inner', scoped: true }, async (inner) => {
          await turn()
          seen.push(hooks.current() === inner, inner.parent)
        }),
      )
      seen.push(hooks.current() === outer)
      await inside
      seen.push(
        hooks.current() === outer,
        scope.runInAsyncScope(() => hooks.current()),
      )
    })
    expect(seen).toEqual([true, true, undefined, true, undefined])
  })

  test('gives what its work gives, and fails as that fails', async () => {
    const hooks = engine()
    const refused = new Error('work')
    expect(hooks.operation({ name: 'x' }, () => 42)).toBe(42)
    expect(await hooks.operation({ name: 'x' }, async () => 42)).toBe(42)
    expect(() =>
      hooks.operation({ name: 'x' }, () => {
        throw refused
      }),
    ).toThrow(refused)
    await expect(hooks.operation({ name: 'x' }, () => Promise.reject(refused))).rejects.toBe(refused)
    expect(createHooks().operation({ name: 'no scope' }, ({ depth }) => depth)).toBe(0)
  })

  test('is still seen by work that a handler leaves behind, after its end', async () => {
    const hooks = engine()
    const left = Promise.withResolvers<Operation | undefined>()
    hooks.on('change', { id: 'leaves', handler: () => void turn().then(() => left.resolve(hooks.current())) })
    let operation: Operation | undefined
    hooks.operation({ name: 'outer' }, (own) => {
      operation = own
      return hooks.point('change').call(start())
    })
    const seen = await left.promise
    expect(seen).toBe(operation)
    expect([...(seen?.ran ?? [])].map(({ id }) => id)).toEqual(['leaves'])
  })
})

describe('attribution()', () => {
  const leaver = (hooks: Hooks<Points>, found: unknown[]) => (): void =>
    void turn().then(() => found.push(hooks.attribution()?.handlers.map(({ id }) => id)))

  test.each([
    [
      false,
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
    ],
    [true, [['a'], ['b']]],
  ])(
    'of left work names the handlers that may have left it; with a scope of its own (%s) just that one',
    async (ownScope, expected) => {
      const hooks = engine({ ownScope })
      const found: unknown[] = []
      hooks.on('change', { id: 'a', handler: leaver(hooks, found) })
      hooks.on('change', { id: 'b', handler: leaver(hooks, found) })
      expect(hooks.attribution()).toBeUndefined()
      update(hooks, 'posts/1', start())
      await turn()
      expect(found).toEqual(expected)
    },
  )

  test('with scopes of their own, handlers that run together are told apart as causes', async () => {
    const hooks = createHooks<{ together: { kind: 'parallel'; payload: object; result: unknown } }>({
      scope: new AsyncLocalStorage(),
    })
    const together = hooks.define('together', { kind: 'parallel', ownScope: true })
    const causes: unknown[] = []
    for (const id of ['a', 'b']) {
      hooks.on('together', {
        id,
        handler: async () => {
          await turn()
          hooks.operation({ name: 'inner' }, ({ startedBy }) => causes.push(startedBy?.id))
        },
      })
    }
    await hooks.operation({ name: 'outer' }, () => together.call({}))
    expect(causes).toEqual(['a', 'b'])
  })
})
