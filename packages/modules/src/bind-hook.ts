import type { HookModule, LoadedModule } from './hook-module.ts'
import { isPlainObject } from './merge-settings.ts'

/** What the loader adds to a hook. */
type Known = Pick<LoadedModule, 'loaded' | 'ms' | 'defaults' | 'dependencies'>

/**
 * Gives the hook what the loader knows: the merged `defaults`, `dependencies` without prefix, `loaded`, `ms`. The result is
 * `this` in its methods and stands at `hook[name]`.
 *
 * A hook made for this boot by the module's function takes the properties itself, so that its closures see them too. A
 * plain object that the file exports lives as long as the file and may be shared by two applications in one process, and a
 * frozen one takes nothing: of these an object is made that inherits from it.
 *
 * @param exported whether the file exports the hook itself
 */
export function bindHook(
  hook: HookModule,
  exported: boolean,
  known: Pick<Known, 'defaults' | 'dependencies'>,
): HookModule & LoadedModule {
  const takesThem = isOpen(hook) && !(exported && isPlainObject(hook))
  const bound = takesThem ? hook : (Object.create(hook) as HookModule)
  return define(bound, { ...known, loaded: false, ms: undefined })
}

/** Notes on the hook that it is loaded, after `ms` milliseconds of `initialize`. */
export function markLoaded(hook: LoadedModule, ms: number): void {
  define(hook, { loaded: true, ms })
}

/** Defined, not assigned: a setter of the hook or of its class is not called. */
function define(hook: object, known: Partial<Known>): HookModule & LoadedModule {
  for (const [key, value] of Object.entries(known)) {
    Object.defineProperty(hook, key, { value, writable: true, enumerable: true, configurable: true })
  }
  return hook as HookModule & LoadedModule
}

function isOpen(hook: object): boolean {
  const keys = ['loaded', 'ms', 'defaults', 'dependencies']
  return (
    Object.isExtensible(hook) && keys.every((key) => Object.getOwnPropertyDescriptor(hook, key)?.configurable !== false)
  )
}
