import { AsyncLocalStorage } from 'node:async_hooks'
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createHooks, type Hooks, type OperationRecord, type Parallel, type Series } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { ManualClock, turn } from './manual-clock.ts'
import { outcomeOf } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

type Points = { before: Series<object>; after: Series<object>; both: Parallel<object> }

let channels = 0

class Bench {
  readonly clock = new ManualClock()
  readonly records: OperationRecord[] = []
  readonly channelName = `test:hook:${++channels}`
  readonly hooks: Hooks<Points> = createHooks<Points>({
    clock: this.clock,
    scope: new AsyncLocalStorage(),
    channel: channel(this.channelName),
    report: () => {},
  })

  constructor() {
    this.hooks.define('before', { kind: 'series', deadline: 0 })
    this.hooks.define('after', { kind: 'series', deadline: 0, onError: 'isolate' })
    this.hooks.define('both', { kind: 'parallel', deadline: 0 })
  }

  listen(): () => void {
    return this.hooks.trace((record) => this.records.push(record))
  }

  /** A handler that takes `ms` milliseconds. */
  takes(ms: number): () => void {
    return () => this.clock.advance(ms)
  }
}

describe('a record', () => {
  test('tells one operation: hook points, handlers, durations, outcome, lineage', async () => {
    const bench = new Bench()
    const { hooks, clock } = bench
    bench.listen()
    hooks.on('before', { id: 'a', handler: bench.takes(5) })
    hooks.on('before', {
      id: 'b',
      handler: async () => {
        await turn()
        clock.advance(20)
      },
    })
    hooks.on('after', {
      id: 'c',
      handler: () => {
        clock.advance(2)
        throw new Error('isolated')
      },
    })
    hooks.on('after', { id: 'd', handler: bench.takes(1) })
    clock.advance(1000)
    await hooks.operation({ name: 'posts.update', subject: 'posts/1' }, async ({ id }) => {
      expect(id).toBe(1)
      clock.advance(3)
      await hooks.point('before').call({})
      clock.advance(4)
      await hooks.point('after').call({})
    })
    const handler = (id: string, started: number, duration: number): object => ({
      handler: id,
      started,
      duration,
      outcome: 'ok',
    })
    expect(bench.records).toEqual([
      {
        id: 1,
        name: 'posts.update',
        subject: 'posts/1',
        parent: undefined,
        lineage: ['posts.update posts/1'],
        started: 1000,
        duration: 35,
        outcome: 'ok',
        dispatches: [
          {
            hook: 'before',
            started: 3,
            duration: 25,
            outcome: 'ok',
            handlers: [handler('a', 3, 5), handler('b', 8, 20)],
          },
          {
            hook: 'after',
            started: 32,
            duration: 3,
            outcome: 'ok',
            handlers: [{ ...handler('c', 32, 2), outcome: 'error' }, handler('d', 34, 1)],
          },
        ],
      },
    ])
  })

  test.each([false, true])('says that an operation failed, and in which handler (async: %s)', async (later) => {
    const bench = new Bench()
    bench.listen()
    bench.hooks.on('before', {
      id: 'bad',
      handler: async () => {
        throw new Error('refused')
      },
    })
    bench.hooks.on('both', {
      id: 'worse',
      handler: () => {
        throw new Error('refused')
      },
    })
    bench.hooks.on('both', { id: 'fine', handler: () => {} })
    const work = (): unknown => bench.hooks.point(later ? 'before' : 'both').call({})
    await outcomeOf(() => bench.hooks.operation({ name: 'x' }, work))
    expect(bench.records).toMatchObject([
      {
        outcome: 'error',
        dispatches: [
          later
            ? { hook: 'before', outcome: 'error', handlers: [{ handler: 'bad', outcome: 'error' }] }
            : { hook: 'both', outcome: 'error', handlers: [{ outcome: 'error' }, { outcome: 'ok' }] },
        ],
      },
    ])
  })

  test('of a nested operation comes first and names its parent and the handler that started it', async () => {
    const bench = new Bench()
    bench.listen()
    bench.hooks.on('before', {
      id: 'cascade',
      handler: () =>
        bench.hooks.operation({ name: 'inner', subject: 'b/2' }, () => bench.hooks.point('after').call({})),
    })
    bench.hooks.on('after', { id: 'last', handler: () => {} })
    await bench.hooks.operation({ name: 'outer', subject: 'a/1' }, () => bench.hooks.point('before').call({}))
    const [inner, outer] = bench.records
    expect(inner).toMatchObject({
      name: 'inner',
      parent: outer?.id,
      lineage: ['outer a/1', 'inner b/2 (from "cascade" on before)'],
      dispatches: [{ hook: 'after' }],
    })
    expect(outer).toMatchObject({ name: 'outer', parent: undefined, dispatches: [{ hook: 'before' }] })
  })

  test('of handlers that run together gives each its own time', async () => {
    const bench = new Bench()
    bench.listen()
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    for (const [index, gate] of gates.entries())
      bench.hooks.on('both', { id: `h${index}`, handler: () => gate.promise })
    const result = bench.hooks.point('both').call({})
    for (const gate of gates.toReversed()) {
      bench.clock.advance(10)
      gate.resolve()
      await turn()
    }
    await result
    expect(bench.records).toMatchObject([
      {
        name: 'both',
        id: 0,
        duration: 20,
        dispatches: [
          {
            duration: 20,
            handlers: [
              { handler: 'h0', duration: 20 },
              { handler: 'h1', duration: 10 },
            ],
          },
        ],
      },
    ])
  })
})

describe('listeners', () => {
  test('a subscriber of the diagnostics channel receives the same record', () => {
    const bench = new Bench()
    bench.listen()
    const published: unknown[] = []
    const note = (message: unknown): void => void published.push(message)
    subscribe(bench.channelName, note)
    bench.hooks.on('before', () => {})
    const run = (): unknown => bench.hooks.operation({ name: 'x' }, () => bench.hooks.point('before').call({}))
    run()
    expect(published).toEqual(bench.records)
    expect(published[0]).toBe(bench.records[0])
    unsubscribe(bench.channelName, note)
    run()
    expect(published).toHaveLength(1)
    expect(bench.records).toHaveLength(2)
  })

  test('a subscriber alone is enough, from the next operation on, until it leaves', () => {
    const bench = new Bench()
    const published: OperationRecord[] = []
    const note = (message: unknown): void => void published.push(message as OperationRecord)
    bench.hooks.on('before', { id: 'a', handler: () => {} })
    const run = (): unknown => bench.hooks.operation({ name: 'x' }, () => bench.hooks.point('before').call({}))
    run()
    expect(bench.clock.reads).toBe(0)
    subscribe(bench.channelName, note)
    run()
    expect(published).toMatchObject([{ name: 'x', dispatches: [{ hook: 'before', handlers: [{ handler: 'a' }] }] }])
    unsubscribe(bench.channelName, note)
    const { reads } = bench.clock
    run()
    expect(bench.clock.reads).toBe(reads)
  })

  test.each(['throws', 'rejects'])(
    'a sink that %s changes nothing, for the operation and for other sinks',
    async (how) => {
      const bench = new Bench()
      const complaints: unknown[] = []
      const original = console.error
      console.error = (error: unknown) => void complaints.push(error)
      try {
        bench.hooks.trace(() => {
          if (how === 'throws') throw new Error('sink')
          return Promise.reject(new Error('sink')) as unknown as undefined
        })
        bench.listen()
        bench.hooks.on('before', () => {})
        expect(bench.hooks.operation({ name: 'x' }, () => bench.hooks.point('before').call({}))).toBeUndefined()
        await turn()
      } finally {
        console.error = original
      }
      expect(bench.records).toHaveLength(1)
      expect(complaints).toMatchObject([{ message: 'sink' }])
    },
  )
})

describe('with nobody listening', () => {
  test('nothing of tracing is in the dispatch: no clock is read, the result is the handler’s own', async () => {
    const bench = new Bench()
    bench.hooks.on('both', () => 'result')
    const point = bench.hooks.point('both')
    const quiet = point.call
    const end = bench.listen()
    expect(point.call).not.toBe(quiet)
    expect(point.call.toString()).not.toBe(quiet.toString())
    point.call({})
    const { reads } = bench.clock
    expect(reads).toBeGreaterThan(0)
    end()
    expect(point.call.toString()).toBe(quiet.toString())
    expect(point.call({})).toEqual(['result'])
    expect(bench.hooks.operation({ name: 'x' }, () => 1)).toBe(1)
    expect(bench.clock.reads).toBe(reads)
    expect(bench.records).toHaveLength(1)
  })

  test('an operation that was under way when the last listener left ends quietly', async () => {
    const bench = new Bench()
    const end = bench.listen()
    bench.hooks.on('before', async () => {})
    await bench.hooks.operation({ name: 'x' }, async () => {
      end()
      await bench.hooks.point('before').call({})
    })
    expect(bench.records).toEqual([])
  })
})
