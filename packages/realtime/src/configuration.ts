import type { Hooks } from '@crochet/hooks'
import type { Clock } from '@crochet/storage'
import { RealtimeError } from './errors.ts'
import type { Failure } from './failure.ts'
import type { Extension, HookHandlers } from './hooks/attach-handlers.ts'
import type { Context } from './hooks/payloads.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { Log } from './log.ts'
import type { JournalSetting } from './persistence/journal-source.ts'
import { collectAll } from './persistence/make-snapshot.ts'

/**
 * What a server is made with. Hooks stand beside the settings, by the name of their hook point; `Own` is the application's type
 * of their context.
 */
export interface ServerConfiguration<Own = Context> extends HookHandlers<Own> {
  /** For logs. */
  readonly name?: string | null | undefined
  /** Bundles of hooks; they run before the configuration's own. */
  readonly extensions?: readonly Extension[] | undefined
  /** Default 80. */
  readonly port?: number | undefined
  /** Default `0.0.0.0`: every interface. */
  readonly address?: string | undefined
  /** Milliseconds without a change after which a document is stored. Default 2,000. */
  readonly debounce?: number | undefined
  /** Milliseconds after the first change when it is stored at the latest. Default 10,000. */
  readonly maxDebounce?: number | undefined
  /** Whether a document that nobody has open is stored at once, not when its time has come. Default true. */
  readonly unloadImmediately?: boolean | undefined
  /** Milliseconds of silence after which a socket counts as lost. Default 60,000. */
  readonly timeout?: number | undefined
  /** `false`: changes are sent one by one. 0, the default: those of a turn of the event loop together. Else a window in ms. */
  readonly flushDelay?: false | number | undefined
  /** Bytes of changes that are sent together at most. Default 1 MiB. */
  readonly flushMaxBytes?: number | undefined
  /** Options of every `Y.Doc`. Default `{ gc: true }`. */
  readonly yDocOptions?: { readonly gc?: boolean; readonly gcFilter?: (item: never) => boolean } | undefined
  /** Leaves out what is merely informative from the log. Default false. */
  readonly quiet?: boolean | undefined
  /** Whether SIGINT, SIGQUIT and SIGTERM close the server and end the process. Default true. */
  readonly stopOnSignals?: boolean | undefined
  /** Where updates are kept: an address for `openStorage`, or a journal. Without one nothing outlives its last client. */
  readonly journal?: JournalSetting | undefined
  /** Origins whose pages may connect (`https://example.com`). Default: all, for it is the token that lets a client in. */
  readonly origins?: readonly string[] | undefined
  /** Addresses of proxies whose `x-forwarded-for` tells the client's address. Default: none. */
  readonly trustedProxies?: readonly string[] | undefined
  readonly limits?: Partial<Limits> | undefined
  /** Same as `limits.waitingBytes`, `limits.waitingMessages`, `limits.waitingDocuments`. */
  readonly maxUnauthenticatedQueueSize?: number | undefined
  readonly maxUnauthenticatedQueueMessages?: number | undefined
  readonly maxPendingDocuments?: number | undefined
  /** Further options for the `WebSocketServer` of `ws`; its `maxPayload` is the same as `limits.frame`. */
  readonly websocketOptions?: Readonly<Record<string, unknown>> | undefined
  /** The engine of an application. Default: one of its own. */
  readonly engine?: Hooks | undefined
  readonly log?: Log | undefined
  /** Told of each failure that is not the caller's to handle: of hooks that are waited for, and of the server itself. */
  readonly report?: ((failure: Failure) => void) | undefined
  /** Time and timers; tests pass their own. */
  readonly clock?: Clock | undefined
}

/** Defaults of the settings that documents and connections have. */
export const defaultConfiguration = {
  name: null,
  timeout: 60_000,
  debounce: 2_000,
  maxDebounce: 10_000,
  quiet: false,
  unloadImmediately: true,
  flushDelay: 0 as false | number,
  flushMaxBytes: 1024 * 1024,
  yDocOptions: { gc: true, gcFilter: collectAll },
  maxUnauthenticatedQueueSize: defaultLimits.waitingBytes,
  maxUnauthenticatedQueueMessages: defaultLimits.waitingMessages,
  maxPendingDocuments: defaultLimits.waitingDocuments,
} as const

/** Defaults of the settings that a listening server has besides. */
export const defaultServerConfiguration = { port: 80, address: '0.0.0.0', stopOnSignals: true } as const

/** The settings of a server, with what was left out filled in. */
export interface Settings {
  readonly debounce: number
  readonly maxDebounce: number
  readonly timeout: number
  readonly quiet: boolean
  readonly unloadImmediately: boolean
  readonly flushDelay: false | number
  readonly flushMaxBytes: number
  readonly yDocOptions: object
  readonly limits: Limits
}

/** @throws RealtimeError `CONFIG_VALUE` naming the setting that cannot be used */
export function toSettings(configuration: ServerConfiguration): Settings {
  const { debounce, maxDebounce, timeout, flushDelay, flushMaxBytes, ...rest } = {
    ...defaultConfiguration,
    ...withoutUndefined(configuration),
  }
  const limits: Limits = {
    ...defaultLimits,
    ...frameLimits(configuration.websocketOptions?.['maxPayload']),
    ...withoutUndefined({
      waitingBytes: configuration.maxUnauthenticatedQueueSize,
      waitingMessages: configuration.maxUnauthenticatedQueueMessages,
      waitingDocuments: configuration.maxPendingDocuments,
    }),
    ...withoutUndefined(configuration.limits ?? {}),
  }
  const numbers = { debounce, maxDebounce, timeout, flushMaxBytes, flushDelay: flushDelay || 0, ...limits }
  for (const [key, value] of Object.entries(numbers)) {
    if (typeof value !== 'number' || !(value >= 0)) throw invalid(key, 'a number, 0 or more')
  }
  const { quiet, unloadImmediately, yDocOptions } = rest
  return { debounce, maxDebounce, timeout, quiet, unloadImmediately, flushDelay, flushMaxBytes, yDocOptions, limits }
}

/** @param maxPayload how `ws` limits the bytes of a message; 0 is without limit */
function frameLimits(maxPayload: unknown): Partial<Limits> {
  if (maxPayload === undefined) return {}
  if (typeof maxPayload !== 'number') throw invalid('websocketOptions.maxPayload', 'a number, 0 or more')
  const frame = maxPayload === 0 ? Infinity : maxPayload
  return { frame, frameBeforeAuthentication: Math.min(frame, defaultLimits.frameBeforeAuthentication) }
}

/** @throws RealtimeError `CONFIG_VALUE` */
export function checkPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw invalid('port', 'a port number, 0 for any free one')
}

const invalid = (key: string, expected: string): RealtimeError => new RealtimeError('CONFIG_VALUE', { key, expected })

const withoutUndefined = <T extends object>(values: T): { [Key in keyof T]: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
