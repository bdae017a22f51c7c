import { describeThrown } from './errors.ts'
import type { ModuleError } from './errors.ts'
import type { ModuleRecord } from './module-record.ts'
import type { ModuleObserver } from './module-set.ts'
import type { ModuleLog } from './run-phase.ts'

/** Leaves a module out of a boot that goes on without it: says so in the log and tells the observer. */
export function skipModule(
  record: ModuleRecord,
  error: ModuleError,
  { log, observer }: { readonly log: ModuleLog; readonly observer: ModuleObserver },
): void {
  record.state = { kind: 'skipped', error }
  log.error(`${error.message.replace(/\.$/, '')}. The hook module "${record.name}" is left out. ${error.hint}`)
  tell(log, () => observer.skipped?.(record.name, error))
}

/** Calls an observer. What it throws is logged: it must not change how the boot goes. */
export function tell(log: ModuleLog, call: () => void): void {
  try {
    call()
  } catch (error) {
    log.error(`An observer of hook modules failed: ${describeThrown(error)}`)
  }
}
