import { HookError } from './errors.ts'
import type { Filter, HandlerFunction } from './hook-map.ts'
import type { Flights } from './flights.ts'
import { callSite, describeOrigin, type Origin } from './origin.ts'

/** Handlers of one hook point run stage by stage. */
export type Stage = 'early' | 'normal' | 'late'

/**
 * How long to wait before the next attempt: `delay` milliseconds after the first, `factor` times as long after each further
 * one, never more than `max`. A number stands for `delay`.
 */
export type Backoff =
  | number
  | { readonly delay?: number; readonly factor?: number; readonly max?: number; readonly jitter?: number }

/** The object form of a handler (spec: hooks.md, "Handler"). A plain function means `{ handler: function }`. */
export interface HandlerRecord<D extends { payload: object }> {
  readonly handler: HandlerFunction<D>
  /** Unique on the hook point. Registering an id again replaces the handler in its place. */
  readonly id?: string
  readonly stage?: Stage
  /** Higher runs first within a stage. Default 100. */
  readonly priority?: number
  readonly before?: string | readonly string[]
  readonly after?: string | readonly string[]
  /** Runs only for payloads whose values match. */
  readonly filter?: Filter<D['payload']>
  /** Milliseconds until `HOOK_TIMEOUT`; 0 turns the deadline off. Default: that of the hook point. */
  readonly timeout?: number
  readonly onError?: 'stop' | 'isolate'
  /** `background`: the payload is handed to the host, and the handler runs when the host says so (`Hooks.runBackground`). */
  readonly mode?: 'inline' | 'background'
  /** In the background only: how often it is tried again after it has failed. Default: as the host says. */
  readonly retries?: number
  /** In the background only: how long to wait before it is tried again. Default: as the host says. */
  readonly backoff?: Backoff
  /**
   * In the background only: keys of the payload that are kept as they were (`['doc']`), as far as JSON can hold them. Default: none;
   * the host keeps what it needs to load them afresh.
   */
  readonly keep?: readonly string[]
  /**
   * In the background only: calls with the same key run one after the other, and of those that have not begun only the last one waits.
   * Default: none, each runs by itself.
   */
  readonly key?: (payload: D['payload']) => string | undefined
  /** `false`: where this handler already runs further up in the lineage, it skips itself. */
  readonly reentrant?: boolean
  readonly origin?: Origin
}

/** A handler function as the dispatcher calls it. */
export type Run = (payload: object, next?: () => unknown) => unknown

/** A registered handler, normalised: one per registration, never changed afterwards. */
export interface Entry {
  readonly id: string
  readonly hook: string
  readonly run: Run
  readonly stage: Stage
  readonly priority: number
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly filter: Readonly<Record<string, unknown>> | undefined
  readonly timeout: number | undefined
  readonly onError: 'stop' | 'isolate' | undefined
  readonly mode: 'inline' | 'background'
  readonly retries: number | undefined
  readonly backoff: Backoff | undefined
  readonly keep: readonly string[]
  readonly key: ((payload: object) => string | undefined) | undefined
  readonly reentrant: boolean
  readonly origin: Origin
  /** Position in time of registration, over all hook points. A replaced handler keeps it. */
  readonly sequence: number
  /** Counts the dispatches that run it, where somebody may want to know when they have ended. */
  readonly flights: Flights | undefined
}

export interface EntryContext {
  readonly hook: string
  readonly origin: Origin | undefined
  readonly sequence: number
  readonly taken: (id: string) => boolean
  readonly flights: Flights | undefined
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

/**
 * Checks what was registered and gives it its id and origin.
 *
 * @throws HookError `HOOK_HANDLER_SHAPE` when it is neither a function nor a record with known keys and values
 */
export function toEntry(input: unknown, context: EntryContext): Entry {
  const record = typeof input === 'function' ? { handler: input } : input
  checkRecord(record, context.hook)
  const origin = record.origin ?? { source: 'code' as const, ...context.origin, ...locate(context.origin) }
  return {
    id: record.id ?? (record.mode === 'background' ? lastingId : freeId)(record, origin, context),
    hook: context.hook,
    run: record.handler as unknown as Run,
    stage: record.stage ?? 'normal',
    priority: record.priority ?? 100,
    before: list(record.before),
    after: list(record.after),
    filter: record.filter as Entry['filter'],
    timeout: record.timeout,
    onError: record.onError,
    mode: record.mode ?? 'inline',
    retries: record.retries,
    backoff: record.backoff,
    keep: list(record.keep),
    key: record.key as Entry['key'],
    reentrant: record.reentrant ?? true,
    origin,
    sequence: context.sequence,
    flights: context.flights,
  }
}

/** Code and modules call `on` themselves, so their line is known; handlers of a configuration are registered by the host. */
function locate(origin: Origin | undefined): Partial<Origin> {
  return origin === undefined || origin.source === 'code' || origin.source === 'module'
    ? (callSite(new Error().stack) ?? {})
    : {}
}

type Named = Pick<HandlerRecord<{ payload: object }>, 'handler'>

function freeId({ handler }: Named, { name }: Origin, { taken }: EntryContext): string {
  const base = baseId(handler, name)
  if (!taken(base)) return base
  for (let n = 2; ; n++) if (!taken(`${base} #${n}`)) return `${base} #${n}`
}

/**
 * An id that is the same after a restart: it does not tell by which place in a list a handler is, which may be another one then, and
 * no inline handler can have it.
 *
 * @throws HookError `HOOK_BACKGROUND_ID` for a second handler that nothing tells from the first
 */
function lastingId({ handler }: Named, origin: Origin, { hook, taken }: EntryContext): string {
  const id = `${baseId(handler, origin.name?.replace(/\[\d+\]$/, ''))} (background)`
  if (!taken(id)) return id
  const message = `two background handlers of "${hook}" from ${describeOrigin(origin)} cannot be told apart`
  throw new HookError('HOOK_BACKGROUND_ID', message, { hook, handler: id, origin })
}

function baseId(handler: unknown, place: string | undefined): string {
  const own = typeof handler === 'function' && !['', 'handler'].includes(handler.name) ? handler.name : undefined
  return [place, own].filter((part) => part !== undefined).join(' ') || 'anonymous'
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isTexts = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.every(isText))
const isDuration = (value: unknown): boolean => typeof value === 'number' && value >= 0
const oneOf =
  (...values: string[]) =>
  (value: unknown): boolean =>
    values.includes(value as string)
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

const isBackoff = (value: unknown): boolean =>
  isDuration(value) ||
  (isObject(value) &&
    Object.entries(value as object).every(
      ([key, part]) => ['delay', 'factor', 'max', 'jitter'].includes(key) && (part === undefined || isDuration(part)),
    ))

const checks: Record<string, { check: (value: unknown) => boolean; expected: string }> = {
  handler: { check: (value) => typeof value === 'function', expected: 'a function' },
  id: { check: isText, expected: 'a text' },
  stage: { check: oneOf('early', 'normal', 'late'), expected: '"early", "normal" or "late"' },
  priority: { check: (value) => typeof value === 'number' && !Number.isNaN(value), expected: 'a number' },
  before: { check: isTexts, expected: 'an id or a list of ids' },
  after: { check: isTexts, expected: 'an id or a list of ids' },
  filter: { check: isObject, expected: 'an object of payload keys and values' },
  timeout: { check: isDuration, expected: 'milliseconds, 0 for no deadline' },
  onError: { check: oneOf('stop', 'isolate'), expected: '"stop" or "isolate"' },
  mode: { check: oneOf('inline', 'background'), expected: '"inline" or "background"' },
  retries: { check: (value) => Number.isInteger(value) && Number(value) >= 0, expected: 'a whole number, 0 for none' },
  backoff: { check: isBackoff, expected: 'milliseconds, or { delay, factor, max, jitter }' },
  key: { check: (value) => typeof value === 'function', expected: 'a function of the payload' },
  keep: { check: isTexts, expected: 'a list of keys of the payload' },
  reentrant: { check: (value) => typeof value === 'boolean', expected: 'true or false' },
  origin: { check: isObject, expected: 'an object with `source`' },
}

function checkRecord(record: unknown, hook: string): asserts record is HandlerRecord<{ payload: object }> {
  if (!isObject(record)) throw shapeError(hook, `a handler of "${hook}" is ${record === null ? 'null' : typeof record}`)
  const fields = record as Record<string, unknown>
  if (typeof fields['handler'] !== 'function')
    throw shapeError(hook, `a handler of "${hook}" has no function \`handler\``)
  for (const [key, value] of Object.entries(fields)) {
    const rule = checks[key]
    if (rule === undefined) throw shapeError(hook, `a handler of "${hook}" has an unknown key "${key}"`)
    if (value !== undefined && !rule.check(value)) {
      throw shapeError(hook, `\`${key}\` of a handler of "${hook}" must be ${rule.expected}`)
    }
  }
  const only = ['retries', 'backoff', 'keep', 'key'].find((key) => fields[key] !== undefined)
  if (only !== undefined && fields['mode'] !== 'background') {
    throw shapeError(hook, `\`${only}\` of a handler of "${hook}" goes with \`mode: "background"\` only`)
  }
}

const shapeError = (hook: string, message: string): HookError => new HookError('HOOK_HANDLER_SHAPE', message, { hook })

/** The handler in messages: `"search-index" of module "search" (hooks/search/index.ts:12)`. */
export const describeEntry = (entry: Entry): string => `"${entry.id}" of ${describeOrigin(entry.origin)}`
