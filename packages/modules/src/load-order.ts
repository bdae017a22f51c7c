import { ModuleError } from './errors.ts'
import { didYouMean } from './did-you-mean.ts'
import { isListOfNames } from './hook-shape.ts'
import { isPlainObject } from './merge-settings.ts'
import { moduleName } from './module-name.ts'

/** `load` of the settings: names of modules, with or without prefix. Every list is in the order in which its modules start. */
export interface LoadOrder {
  /** Started before all others, except what they depend on. */
  readonly before?: readonly string[]
  /** Started one after the other, after `before` and before `after`. */
  readonly order?: readonly string[]
  /** Started after all others, except what depends on them. */
  readonly after?: readonly string[]
}

export const loadLists = ['before', 'order', 'after'] as const

/** Whether a `load` in the settings is the order of modules. With any other key it is the settings of a module of that name. */
export function isLoadOrder(value: unknown): value is Record<string, unknown> {
  return isPlainObject(value) && Object.keys(value).every((key) => (loadLists as readonly string[]).includes(key))
}

/** @throws ModuleError `MODULE_LOAD_ORDER` unless every list is a list of names; `title` names the settings */
export function checkLoadOrder(load: Record<string, unknown>, title: string): LoadOrder {
  for (const list of loadLists) {
    const names = load[list]
    if (names === undefined || isListOfNames(names)) continue
    throw new ModuleError('MODULE_LOAD_ORDER', `\`load.${list}\` in ${title} is no list of module names`)
  }
  return load
}

/**
 * The modules that `load` puts in order, those that are switched off left out.
 *
 * @param isOn whether a module exists and is switched on; `undefined` when it does not exist
 * @throws ModuleError `MODULE_LOAD_ORDER` for a name that does not exist or stands there twice
 */
export function pinnedNames(load: LoadOrder, known: ReadonlyMap<string, boolean>): Required<LoadOrder> {
  const seen = new Map<string, string>()
  const read = (list: (typeof loadLists)[number]): string[] =>
    (load[list] ?? [])
      .filter(isNoRemark(known))
      .map(moduleName)
      .filter((name) => {
        const isOn = known.get(name)
        if (isOn === undefined) {
          const message = `\`load.${list}\` names a hook module "${name}" that does not exist${didYouMean(name, known.keys())}`
          throw new ModuleError('MODULE_LOAD_ORDER', message, { module: name })
        }
        const other = seen.get(name)
        if (other !== undefined) {
          const where = other === list ? `twice in \`load.${list}\`` : `in \`load.${other}\` and in \`load.${list}\``
          throw new ModuleError('MODULE_LOAD_ORDER', `The hook module "${name}" stands ${where}`, { module: name })
        }
        seen.set(name, list)
        return isOn
      })
  return { before: read('before'), order: read('order'), after: read('after') }
}

/** Projects of the older system have a sentence in these lists that says what they are for. */
const isNoRemark =
  (known: ReadonlyMap<string, boolean>) =>
  (name: string): boolean =>
    known.has(moduleName(name)) || !/\s/.test(name)

/**
 * What each module waits for because of `load`. The listed ones form one chain: `before`, `order`, `after`. The others stand
 * between the first and the last list, but what a module of `before` depends on need not wait for it, and a module of `after`
 * need not wait for what depends on it.
 *
 * @param dependencies of every module that is switched on; without circles
 * @returns names by module, none twice, only for modules that wait for something
 */
export function loadPins(
  pinned: Required<LoadOrder>,
  dependencies: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const chain = [...pinned.before, ...pinned.order, ...pinned.after]
  const pins = new Map<string, string[]>()
  const pin = (name: string, earlier: string): void => void pins.set(name, [...(pins.get(name) ?? []), earlier])
  for (const [index, name] of chain.entries()) {
    const earlier = chain[index - 1]
    if (earlier !== undefined) pin(name, earlier)
  }
  const free = [...dependencies.keys()].filter((name) => !chain.includes(name)).toSorted()
  const [lastBefore, firstAfter] = [pinned.before.at(-1), pinned.after[0]]
  if (lastBefore !== undefined) {
    const needed = reachable(pinned.before, dependencies)
    for (const name of free) if (!needed.has(name)) pin(name, lastBefore)
  }
  if (firstAfter !== undefined) {
    const needsThem = (name: string): boolean => {
      const needed = reachable([name], dependencies)
      return pinned.after.some((after) => needed.has(after))
    }
    for (const name of free) if (!needsThem(name)) pin(firstAfter, name)
  }
  return pins
}

/** The names, and all they depend on. */
function reachable(names: readonly string[], dependencies: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    waiting.push(...(dependencies.get(name) ?? []))
  }
  return found
}
