import type { Entry } from './handler.ts'
import type { Call } from './plan.ts'

/** Values of one payload key that filters mention; every other value behaves like `unmentioned`. */
const unmentioned = Symbol('unmentioned')

type Node = Map<unknown, Node | Call>

/**
 * Compiles a dispatch that picks its handlers by the payload's values: one look-up for each key that any filter uses, not a
 * test for each handler. Which handlers a combination of values selects is worked out the first time it occurs, and kept;
 * the index grows with the values that filters name, never with the values that payloads bring.
 *
 * @param entries in final order
 * @param compile dispatch of a selection, given as indexes into `entries`
 */
export function compileFilter(entries: readonly Entry[], compile: (selected: readonly number[]) => Call): Call {
  const keys = [...new Set(entries.flatMap((entry) => Object.keys(entry.filter ?? {})))]
  const mentioned = keys.map((key) => new Set(entries.flatMap((entry) => admitted(entry, key) ?? [])))
  const select = (values: readonly unknown[]): Call =>
    compile(entries.flatMap((entry, index) => (keys.every((key, k) => admits(entry, key, values[k])) ? [index] : [])))

  const [onlyKey] = keys
  if (keys.length === 1 && onlyKey !== undefined) return singleKey(onlyKey, mentioned[0] ?? new Set(), select)

  const root: Node = new Map()
  return (payload, core) => {
    const values = keys.map((key, k) => {
      const value = (payload as Record<string, unknown>)[key]
      return mentioned[k]?.has(value) === true ? value : unmentioned
    })
    return find(root, values, select)(payload, core)
  }
}

/** The common case: all filters use the same key. */
function singleKey(key: string, values: ReadonlySet<unknown>, select: (values: readonly unknown[]) => Call): Call {
  const calls = new Map([...values].map((value) => [value, select([value])]))
  const rest = select([unmentioned])
  return (payload, core) => (calls.get((payload as Record<string, unknown>)[key]) ?? rest)(payload, core)
}

function find(root: Node, values: readonly unknown[], select: (values: readonly unknown[]) => Call): Call {
  let node: Node = root
  for (const value of values.slice(0, -1)) {
    let child = node.get(value) as Node | undefined
    if (child === undefined) node.set(value, (child = new Map()))
    node = child
  }
  const last = values.at(-1)
  let call = node.get(last) as Call | undefined
  if (call === undefined) node.set(last, (call = select(values)))
  return call
}

/** The values of `key` that a handler's filter lets through; `undefined` when it does not care. */
function admitted(entry: Entry, key: string): readonly unknown[] | undefined {
  if (entry.filter === undefined || !Object.hasOwn(entry.filter, key)) return undefined
  const wanted = entry.filter[key]
  return Array.isArray(wanted) ? wanted : [wanted]
}

const admits = (entry: Entry, key: string, value: unknown): boolean => admitted(entry, key)?.includes(value) ?? true
