import type { Clock } from './clock.ts'
import { describeThrown, ModuleError } from './errors.ts'
import type { ModuleErrorCode } from './errors.ts'
import { settleInTime } from './settle-in-time.ts'
import type { Outcome } from './settle-in-time.ts'

/** What a module is asked to do. `load` is the import of its entry and the call of the function it exports. */
export type Phase = 'load' | 'configure' | 'initialize' | 'destroy'

/** Where the loader's messages go. */
export interface ModuleLog {
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

export interface PhaseModule {
  readonly name: string
  readonly file: string | undefined
  readonly where: string
  /** Milliseconds for each phase. */
  readonly timeout: number
}

export interface PhaseOptions {
  readonly clock: Clock
  readonly log: ModuleLog
  /** Names from the module that nobody depends on down to this one. */
  readonly path?: readonly string[]
  /** Modules that wait for this one. */
  readonly waiting?: readonly string[]
  /** What the module still owes, for messages: `its callback was not called`. */
  readonly owes?: string
  /** Told when the module has succeeded after all, too late to count. */
  lateDone?(): void
  start(settle: (outcome: Outcome) => void): void
}

const failureCodes = {
  load: 'MODULE_LOAD_FAILED',
  configure: 'MODULE_CONFIGURE_FAILED',
  initialize: 'MODULE_INITIALIZE_FAILED',
  destroy: 'MODULE_DESTROY_FAILED',
} as const satisfies Record<Phase, ModuleErrorCode>

/**
 * Runs one phase of one module within the module's time. Half-way a warning says what is waited for and by whom.
 *
 * @returns what the module returned
 * @throws ModuleError `MODULE_TIMEOUT`, or the phase's `MODULE_…_FAILED` with what the module threw as `cause`
 */
export async function runPhase(module: PhaseModule, phase: Phase, options: PhaseOptions): Promise<unknown> {
  const { clock, log, path = [], waiting = [] } = options
  const { name, file, timeout } = module
  const title = moduleTitle(module)
  const owes = options.owes === undefined ? '' : `, ${options.owes}`
  const neededBy = path.length > 1 ? `. Needed by: ${path.join(' → ')}` : ''
  let expired: ModuleError | undefined
  try {
    return await settleInTime(options.start, {
      clock,
      ms: timeout,
      half() {
        const others =
          waiting.length > 0 ? `; ${waiting.join(', ')} ${waiting.length > 1 ? 'wait' : 'waits'} for it` : ''
        log.warn(`${title} is still in ${phase} after ${timeout / 2} of at most ${timeout} ms${owes}${others}`)
      },
      expired() {
        const message = `${title} was not done with ${phase} within ${timeout} ms${owes}${neededBy}`
        expired = new ModuleError('MODULE_TIMEOUT', message, { module: name, file, path })
        return expired
      },
      surplus(outcome, when) {
        if (outcome.kind === 'failed') {
          log.warn(`${title} failed in ${phase} after that had ended, ignored: ${describeThrown(outcome.error)}`)
        } else if (when === 'late') {
          log.warn(`${title} was done with ${phase} too late, after its ${timeout} ms; ignored`)
          options.lateDone?.()
        }
      },
    })
  } catch (error) {
    if (expired !== undefined) throw expired
    const message = `${title} failed in ${phase}: ${describeThrown(error)}${neededBy}`
    throw new ModuleError(failureCodes[phase], message, { module: name, file, path, cause: error })
  }
}

/** `Hook module "search" (hooks/search/index.ts)`, the way every message names a module. */
export function moduleTitle(module: { readonly name: string; readonly where: string }): string {
  return `Hook module "${module.name}" (${module.where})`
}
