import type { Hooks } from '@crochet/hooks'
import type { Clock, Journal } from '@crochet/storage'
import type { HookPoints } from './hooks/hook-points.ts'
import type { Instance } from './hooks/payloads.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'

/** What every part of one collaboration server is given. */
export interface Services {
  readonly instance: Instance
  readonly hooks: Hooks
  readonly points: HookPoints
  /** Its timers run outside any operation. */
  readonly clock: Clock
  readonly log: Log
  readonly limits: Limits
  readonly debounce: number
  readonly maxDebounce: number
  readonly journal: () => Promise<Journal>
  /** Runs what comes from outside, so that it does not count as caused by the operation that happens to be ambient. */
  readonly detached: <R>(run: () => R) => R
}
