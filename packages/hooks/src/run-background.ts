import { counted } from './flights.ts'
import type { Entry } from './handler.ts'
import { inLineage } from './lineage.ts'
import { toHookError } from './plan.ts'
import type { Scope } from './ports.ts'
import { isThenable } from './thenable.ts'

/** Runs one handler by itself, in the lineage of the operation around it. @throws HookError, or rejects with it */
export function runBackground(entry: Entry, payload: object, scope: Scope | undefined): unknown {
  const bare = scope === undefined ? entry.run : inLineage(entry, scope, true)
  // Whoever replaces the handler waits for it here as well.
  const run = entry.flights === undefined ? bare : counted((given) => bare(given), [entry.flights])
  const failed = (thrown: unknown): never => {
    throw toHookError(entry.hook, entry, thrown)
  }
  let result: unknown
  try {
    result = run(payload)
  } catch (thrown) {
    return failed(thrown)
  }
  return isThenable(result) ? Promise.resolve(result).then(undefined, failed) : result
}
