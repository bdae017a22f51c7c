import type { Kind, KindOptions } from './hook-map.ts'

/** Deadline of a hook point that states none, in milliseconds. */
export const defaultDeadline = 30_000

/** What a handler of a waterfall may return. */
export interface Returns {
  readonly accepts: (value: unknown) => boolean
  /** For the error, as in `an object`. */
  readonly expected: string
}

/** What every declaration of a hook point may say besides its kind. */
export interface CommonOptions {
  /** Default deadline of its handlers in milliseconds; 0 for none. Default 30,000. */
  readonly deadline?: number
  /** What a failing handler does to the dispatch: ends it (points that can veto), or is reported and passed over (observers). */
  readonly onError?: 'stop' | 'isolate'
  /** Names whose handlers run here too, ordered together with this point's own (`*:afterChange` for `posts:afterChange`). */
  readonly includes?: readonly string[]
  /**
   * Gives each handler an ambient entry of its own, so that what it leaves behind (a timer, a promise nobody awaits) is known
   * to be its work when it fails. For points whose handlers typically do; costs some 0.2 µs for each handler.
   */
  readonly ownScope?: boolean
  /** Waterfall: what a returned value must be; anything else is `HOOK_RETURN`, and the next handler never sees it. Default: anything. */
  readonly returns?: Returns | undefined
  /**
   * What becomes of handlers with `mode: 'background'`. `true` (default): the dispatch hands them over in their turn. `'ahead'`: it
   * passes them by, and whoever calls the point hands them over at a moment of its own (`HookPoint.offload`), such as before a commit.
   * `false`: there can be none, because the outcome of the dispatch counts at once; attaching one is `HOOK_BACKGROUND_REFUSED`.
   */
  readonly background?: boolean | 'ahead'
  /** Where `background` is `false`: the hook points that take such work, for the error. */
  readonly instead?: string
}

/** Options of `define` for the hook point `D`. */
export type DefineOptions<D> = KindOptions<D> & CommonOptions

/** A declared hook point, normalised. */
export interface PointDefinition {
  readonly name: string
  readonly kind: Kind
  /** The payload key that a waterfall replaces or a merge fills. */
  readonly key: string | undefined
  readonly deadline: number
  readonly onError: 'stop' | 'isolate'
  readonly includes: readonly string[]
  readonly ownScope: boolean
  readonly returns: Returns | undefined
  readonly background: boolean | 'ahead'
  readonly instead: string | undefined
}

export function toDefinition(
  name: string,
  options: CommonOptions & { kind: Kind; key?: string; into?: string },
): PointDefinition {
  return {
    name,
    kind: options.kind,
    key: options.key ?? options.into,
    deadline: options.deadline ?? defaultDeadline,
    onError: options.onError ?? 'stop',
    includes: [...new Set(options.includes)].filter((other) => other !== name),
    ownScope: options.ownScope ?? false,
    returns: options.returns,
    background: options.background ?? true,
    instead: options.instead,
  }
}

export const sameDefinition = (a: PointDefinition, b: PointDefinition): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
