import type { Hooks } from '@crochet/hooks'
import type { Clock, Journal } from '@crochet/storage'
import { RealtimeError } from './errors.ts'
import type { Extension, HookHandlers } from './hooks/attach-handlers.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { Log } from './log.ts'

/** What a server is made with. Hooks stand beside the settings, by the name of their hook point. */
export interface ServerConfiguration extends HookHandlers {
  /** Bundles of hooks; they run before the configuration's own. */
  readonly extensions?: readonly Extension[]
  /** Default 80. */
  readonly port?: number
  /** Default `0.0.0.0`: every interface. */
  readonly address?: string
  /** Milliseconds without a change after which a document is stored. Default 2,000. */
  readonly debounce?: number
  /** Milliseconds after the first change when it is stored at the latest. Default 10,000. */
  readonly maxDebounce?: number
  /** Milliseconds of silence after which a socket counts as lost. Default 60,000. */
  readonly timeout?: number
  /** Leaves out what is merely informative from the log. Default false. */
  readonly quiet?: boolean
  /** Where updates are kept: an address for `openStorage`, or a journal. Without one nothing outlives its last client. */
  readonly journal?: { readonly url: string } | Journal
  /** The engine of an application. Default: one of its own. */
  readonly hooks?: Hooks
  readonly log?: Log
  readonly limits?: Partial<Limits>
  /** Time and timers; tests pass their own. */
  readonly clock?: Clock
}

/** The settings of a server, with what was left out filled in. */
export interface Settings {
  readonly port: number
  readonly address: string
  readonly debounce: number
  readonly maxDebounce: number
  readonly timeout: number
  readonly quiet: boolean
  readonly limits: Limits
}

/** @throws RealtimeError `CONFIG_VALUE` naming the setting that cannot be used */
export function toSettings(configuration: ServerConfiguration): Settings {
  const { port = 80, address = '0.0.0.0', debounce = 2_000, maxDebounce = 10_000 } = configuration
  const { timeout = 60_000, quiet = false } = configuration
  const limits = { ...defaultLimits, ...withoutUndefined(configuration.limits ?? {}) }
  for (const [key, value] of Object.entries({ debounce, maxDebounce, timeout, ...limits })) {
    if (typeof value !== 'number' || !(value >= 0)) throw invalid(key, 'a number, 0 or more')
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw invalid('port', 'a port number, 0 for any free one')
  return { port, address, debounce, maxDebounce, timeout, quiet, limits }
}

const invalid = (key: string, expected: string): RealtimeError => new RealtimeError('CONFIG_VALUE', { key, expected })

const withoutUndefined = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
