import { AsyncLocalStorage } from 'node:async_hooks'
import {
  createHooks,
  type HookError,
  type HookPoint,
  type Hooks,
  type Kind,
  type OperationRecord,
  type Series,
  type SlowHandler,
} from '@crochet/hooks'
import { ManualClock } from './manual-clock.ts'

/** The one payload of the generated tests: a key for each kind that writes to one. */
export interface Payload {
  readonly log: string[]
  topic: string
  value: unknown
  context: Record<string, unknown>
  readonly signal?: AbortSignal
}

export const payload = (): Payload => ({ log: [], topic: 'wanted', value: 'start', context: {} })

export type Handler = (payload: Payload, next: () => unknown) => unknown

export interface Features {
  readonly trace?: boolean
  readonly deadline?: boolean
  readonly scope?: boolean
  readonly onError?: 'stop' | 'isolate'
}

export const kinds: readonly Kind[] = ['series', 'waterfall', 'bail', 'merge', 'parallel', 'around']

const keys: Partial<Record<Kind, object>> = { waterfall: { key: 'value' }, merge: { into: 'context' } }

/** Milliseconds until `HOOK_TIMEOUT` where the feature `deadline` is on. */
export const limit = 1000

type Points = { point: Series<Payload> }

/** An engine with one hook point of any kind. Tests that go through all kinds cannot be typed by kind; the casts are here. */
export class Rig {
  readonly clock: ManualClock = new ManualClock()
  readonly reported: HookError[] = []
  readonly slow: SlowHandler[] = []
  readonly records: OperationRecord[] = []
  readonly hooks: Hooks<Points>
  readonly point: HookPoint<Series<Payload>>
  readonly #inOperation: boolean

  constructor(kind: Kind, features: Features = {}) {
    this.#inOperation = features.scope === true
    this.hooks = createHooks<Points>({
      clock: this.clock,
      report: (error) => this.reported.push(error),
      slow: (about) => this.slow.push(about),
      ...(this.#inOperation ? { scope: new AsyncLocalStorage() } : {}),
    })
    this.point = this.hooks.define('point', {
      ...({ kind, ...keys[kind] } as { kind: 'series' }),
      deadline: features.deadline === true ? limit : 0,
      onError: features.onError ?? 'stop',
    })
    if (features.trace === true) this.hooks.trace((record) => this.records.push(record))
  }

  on(id: string, handler: Handler, more: object = {}): () => void {
    return this.hooks.on('point', { id, handler: handler as (payload: Payload) => unknown, ...more })
  }

  call(given: Payload): unknown {
    const point = this.point as unknown as { call(payload: Payload, core: () => unknown): unknown }
    const core = (): unknown => {
      given.log.push('core')
      return 'core'
    }
    const run = (): unknown => point.call(given, core)
    return this.#inOperation ? this.hooks.operation({ name: 'test', subject: 'posts/1' }, run) : run()
  }
}

/** How a call ended, whether it threw or rejected. */
export type Outcome =
  | { ended: 'ok'; result: unknown; later: boolean }
  | { ended: 'error'; error: unknown; later: boolean }

/** Runs `call` and says how it ended, and whether it gave a promise (`later`). */
export async function outcomeOf(call: () => unknown): Promise<Outcome> {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    return { ended: 'error', error, later: false }
  }
  if (!(result instanceof Promise)) return { ended: 'ok', result, later: false }
  try {
    return { ended: 'ok', result: await result, later: true }
  } catch (error) {
    return { ended: 'error', error, later: true }
  }
}

/** Every combination of switches: `switches('a', 'b')` gives four objects with `a` and `b` on or off. */
export function switches<Name extends string>(...names: readonly Name[]): Record<Name, boolean>[] {
  let all: Partial<Record<Name, boolean>>[] = [{}]
  for (const name of names) all = all.flatMap((some) => [false, true].map((on) => ({ ...some, [name]: on })))
  return all as Record<Name, boolean>[]
}

/** The names of the switches that are on, for titles. */
export const named = (features: Record<string, unknown>): string =>
  Object.keys(features)
    .filter((name) => features[name] === true)
    .join('+') || 'plain'
