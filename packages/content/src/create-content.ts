import type { Hooks } from '@crochet/hooks'
import { systemClock, type Clock, type Storage } from '@crochet/storage'
import { createAuthState } from './auth/auth-state.ts'
import { logMail } from './auth/log-mail.ts'
import type { MailPort } from './auth/mail-port.ts'
import { checkConfig, type ContentConfig } from './config/check.ts'
import { checkConfiguredQueries } from './config/check-queries.ts'
import { idTypesOf } from './config/check-relations.ts'
import { hasVersions } from './config/check-versions.ts'
import { compileCollection, compileGlobal } from './config/compile.ts'
import { findReferrers } from './config/referrers.ts'
import { Content } from './content.ts'
import type { Core } from './core.ts'
import { attachConfigured } from './hooks/attach.ts'
import { rootPoints } from './hooks/points.ts'
import type { Log } from './ports.ts'

export interface ContentOptions extends ContentConfig {
  /** Needs a `scope`; its `report` should lead to `content.reportError`. */
  readonly engine: Hooks
  readonly storage: Pick<Storage, 'documents'>
  readonly log: Log
  /** Gives the time for `createdAt` and `updatedAt`. Default: the system's. */
  readonly now?: () => Date
  /** Where mails about forgotten passwords go. Default: the log. */
  readonly mail?: MailPort | undefined
  /** Timers, so that tests can move them by hand. Default: the system's. */
  readonly clock?: Clock
}

/**
 * Makes the content of an application: checks and compiles the configuration, declares its hook points and attaches its
 * handlers. Call `migrate` before the first operation.
 *
 * @throws ConfigError with every problem of the configuration; HookError for a handler the engine does not take
 */
export async function createContent(options: ContentOptions): Promise<Content> {
  checkConfig(options)
  const { engine: hooks } = options
  const compiling = { hooks, idTypes: idTypesOf(options.collections ?? []) }
  const collections = new Map(options.collections?.map((config) => [config.slug, compileCollection(config, compiling)]))
  const globals = new Map(options.globals?.map((config) => [config.slug, compileGlobal(config, compiling)]))
  const joinFilters = checkConfiguredQueries(collections, globals)
  const keepsVersions = [...(options.collections ?? []), ...(options.globals ?? [])].some(hasVersions)
  const now = options.now ?? ((): Date => new Date())
  const core: Core = {
    hooks,
    documents: options.storage.documents,
    log: options.log,
    now,
    clock: options.clock ?? systemClock,
    root: rootPoints(hooks),
    collections,
    globals,
    joinFilters,
    referrers: findReferrers([...collections.values(), ...globals.values()]),
    systemRequests: new WeakSet(),
    failedRequests: new WeakMap(),
    versions: keepsVersions ? await import('./versions/part.ts') : undefined,
    auth: createAuthState(collections.values(), {
      now: () => now().getTime(),
      mail: options.mail ?? logMail(options.log),
    }),
  }
  attachConfigured(hooks, options)
  return new Content(core)
}
