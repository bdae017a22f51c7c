import type { HookModule, LoadedModule } from './hook-module.ts'
import type { PhaseOptions } from './run-phase.ts'
import { isThenable, settleWith } from './settle-in-time.ts'

/**
 * How a hook's `initialize` is called and when it counts as done. One that declares a parameter is callback style: done at
 * `cb()`, failed at `cb(error)`; when it returns a promise as well, whichever settles first counts. Of one without
 * parameter, what it returns is awaited. `this` is the hook.
 *
 * @see spec/modules.md, "A hook module"
 */
export function startInitialize(hook: HookModule & LoadedModule): Pick<PhaseOptions, 'start' | 'owes'> {
  const { initialize } = hook
  if (initialize === undefined) return { start: (settle) => settle({ kind: 'done', value: undefined }) }
  if (initialize.length === 0) {
    return { start: (settle) => settleWith(Reflect.apply(initialize, hook, []), settle) }
  }
  return {
    owes: 'its callback was not called',
    start(settle) {
      const returned: unknown = initialize.call(hook, (error) => {
        settle(error ? { kind: 'failed', error } : { kind: 'done', value: undefined })
      })
      if (isThenable(returned)) settleWith(returned, settle)
    },
  }
}
