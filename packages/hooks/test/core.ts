import { HookError } from '@crochet/hooks'
import { payload, type Payload, type Rig } from './rig.ts'

/** What a caller gives an `around` point as the innermost function. */
export interface Core {
  readonly run: () => unknown
  calls: number
}

/** The innermost function, counted; it gives what `give` gives. */
export function coreOf(give: () => unknown): Core {
  const core: Core = {
    calls: 0,
    run: () => {
      core.calls++
      return give()
    },
  }
  return core
}

export const dispatch = (rig: Rig, core: Core, given: Payload = payload()): unknown =>
  (rig.point as unknown as { call(payload: Payload, core: () => unknown): unknown }).call(given, core.run)

export const codeOf = (error: unknown): unknown => (error instanceof HookError ? error.code : error)
