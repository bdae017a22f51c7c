import type { Hooks } from '@crochet/hooks'
import type { Clock, Documents } from '@crochet/storage'
import type { AuthState } from './auth/auth-state.ts'
import type { Entity } from './config/compile.ts'
import type { Referrer } from './config/referrers.ts'
import type { RootPoints } from './hooks/points.ts'
import type { WriteScope } from './operations/write-scope.ts'
import type { Log } from './ports.ts'
import type { JoinFilters } from './query/place.ts'
import type { ContentRequest } from './request.ts'
import type * as VersionsPart from './versions/part.ts'

/** What all operations of one `Content` share. */
export interface Core {
  readonly hooks: Hooks
  readonly documents: Documents
  readonly log: Log
  readonly now: () => Date
  readonly clock: Clock
  readonly root: RootPoints
  readonly collections: ReadonlyMap<string, Entity>
  readonly globals: ReadonlyMap<string, Entity>
  readonly joinFilters: JoinFilters
  /** What is to be released when a document is deleted, by the slug of its collection. */
  readonly referrers: ReadonlyMap<string, readonly Referrer[]>
  /** Requests of the system itself: whoever passes one on still acts as the system. */
  readonly systemRequests: WeakSet<ContentRequest>
  /** The request that an operation failed with this error for, as its hooks have left it: what `afterError` is told. */
  readonly failedRequests: WeakMap<object, ContentRequest>
  /** The operations on versions; `undefined` where none are kept. */
  readonly versions: typeof VersionsPart | undefined
  /** What the auth collections share. */
  readonly auth: AuthState
}

/** What a nested operation inherits: operations of the engine carry it. */
export class Ambient {
  readonly core: Core
  readonly req: ContentRequest
  readonly actor: 'system' | 'user'
  /** The write that nested writes join; `undefined` inside a read that nothing wrote around. */
  readonly scope: WriteScope | undefined

  constructor(core: Core, { req, actor, scope }: Omit<Ambient, 'core'>) {
    this.core = core
    this.req = req
    this.actor = actor
    this.scope = scope
  }
}

/** The nearest operation of content around the caller, if any. */
export function ambientOf(core: Core): Ambient | undefined {
  for (let operation = core.hooks.current(); operation !== undefined; operation = operation.parent) {
    const { carries } = operation
    if (carries instanceof Ambient && carries.core === core) return carries
  }
  return undefined
}

/**
 * Whether nobody else reports what a call throws: it is made neither inside an operation of content nor by a handler, of whatever
 * hook, that may still catch it.
 */
export function isOutermost(core: Core): boolean {
  return ambientOf(core) === undefined && !core.hooks.current()?.ran.length
}
