import {
  createHooks,
  isPlainObject,
  type Around,
  type Bail,
  type Merge,
  type Parallel,
  type Waterfall,
} from '@crochet/hooks'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'

interface Payload {
  data: Record<string, unknown> | null
  context: Record<string, unknown> | undefined
}
type Points = { change: Waterfall<Payload, 'data'>; connect: Merge<Payload, 'context'> }

function engine(handler: () => Record<string, unknown>): { change: () => unknown; connect: () => unknown } {
  const hooks = createHooks<Points>()
  const change = hooks.define('change', { kind: 'waterfall', key: 'data' })
  const connect = hooks.define('connect', { kind: 'merge', into: 'context' })
  hooks.on('change', handler)
  hooks.on('connect', handler)
  const payload = (): Payload => ({ data: { old: 1 }, context: { old: 1 } })
  return { change: () => change.call(payload()), connect: () => connect.call(payload()) }
}

const hostile = (): Record<string, unknown> =>
  JSON.parse(
    '{"a":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}}',
  ) as Record<string, unknown>

describe('prototype keys', () => {
  test('are dropped from what a waterfall handler returns', () => {
    const result = engine(hostile).change() as object
    expect(Object.keys(result)).toEqual(['a'])
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
    expect('polluted' in result || 'polluted' in {}).toBe(false)
  })

  test('are dropped from what a merge handler returns', () => {
    const result = engine(hostile).connect() as object
    expect(Object.keys(result)).toEqual(['old', 'a'])
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
    expect('polluted' in result || 'polluted' in {}).toBe(false)
  })

  test('of an object of another realm, or without prototype, too', () => {
    const foreign = (): Record<string, unknown> =>
      runInNewContext('JSON.parse(\'{"a":1,"__proto__":{"polluted":true}}\')') as Record<string, unknown>
    const bare = (): Record<string, unknown> => Object.assign(Object.create(null) as object, { a: 1, constructor: 2 })
    for (const handler of [foreign, bare]) {
      expect(Object.keys(engine(handler).change() as object)).toEqual(['a'])
      expect(Object.keys(engine(handler).connect() as object)).toEqual(['old', 'a'])
    }
  })
})

describe('prototype keys of results that go to the caller', () => {
  type Result = Record<string, unknown>
  type Given = { given?: true }
  const hooks = createHooks<{
    bail: Bail<Given, Result>
    parallel: Parallel<Given, Result>
    around: Around<Given, Result>
  }>()
  const bail = hooks.define('bail', { kind: 'bail' })
  const parallel = hooks.define('parallel', { kind: 'parallel' })
  const around = hooks.define('around', { kind: 'around' })

  test.each([
    ['sync', hostile],
    ['async', async () => hostile()],
  ] as const)('are dropped from what bail, parallel and around give: %s', async (_, handler) => {
    const remove = [hooks.on('bail', handler), hooks.on('parallel', handler), hooks.on('around', handler)]
    const results = [await bail.call({}), ...(await parallel.call({})), await around.call({}, () => ({ core: true }))]
    for (const off of remove) off()
    expect(results).toHaveLength(3)
    for (const result of results) expect(Reflect.ownKeys(result ?? {})).toEqual(['a'])
  })
})

describe('a waterfall', () => {
  test('passes on what needs no cleaning as it is', () => {
    const same = { a: 1 }
    expect(engine(() => same).change()).toBe(same)
    const own = Object.assign(new Date(0), { constructor: 1 }) as unknown as Record<string, unknown>
    expect(engine(() => own).change()).toBe(own)
  })

  test('takes null, and keeps what was for undefined', () => {
    expect(engine(() => null as never).change()).toBe(null)
    expect(engine(() => undefined as never).change()).toEqual({ old: 1 })
  })
})

describe('a merge', () => {
  test.each([['a text'], [42], [null], [true], [[1, 2]], [new Date(0)], [() => {}]])('ignores %o', (value) => {
    expect(engine(() => value as never).connect()).toEqual({ old: 1 })
  })

  test('goes into the object that is there, or makes one', () => {
    const hooks = createHooks<Points>()
    const connect = hooks.define('connect', { kind: 'merge', into: 'context' })
    hooks.on('connect', () => ({ a: 1 }))
    const context = { old: 1 }
    expect(connect.call({ data: null, context })).toBe(context)
    expect(context).toEqual({ old: 1, a: 1 })
    const frozen = Object.freeze({ old: 1 })
    expect(connect.call({ data: null, context: frozen })).toEqual({ old: 1, a: 1 })
    const payload: Payload = { data: null, context: undefined }
    expect(connect.call(payload)).toEqual({ a: 1 })
    expect(payload.context).toEqual({ a: 1 })
  })

  test('a payload that cannot be written to is the handler’s failure, not the process’s', () => {
    const hooks = createHooks<Points>()
    const change = hooks.define('change', { kind: 'waterfall', key: 'data' })
    hooks.on('change', { id: 'x', handler: () => ({ a: 1 }) })
    const call = (): unknown => change.call(Object.freeze({ data: {}, context: {} }))
    expect(call).toThrow(expect.objectContaining({ code: 'HOOK_FAILED', handler: 'x' }) as Error)
  })
})

test('isPlainObject knows literals, JSON and objects without prototype, and nothing else', () => {
  class Own {}
  for (const plain of [{}, hostile(), Object.create(null), runInNewContext('({})')])
    expect(isPlainObject(plain)).toBe(true)
  for (const other of [null, undefined, 1, [], new Own(), new Map(), Object.create({ a: 1 }), () => {}]) {
    expect(isPlainObject(other)).toBe(false)
  }
})
