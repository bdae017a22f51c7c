import { compile, type Services } from './compile.ts'
import { sameDefinition, type PointDefinition } from './definition.ts'
import { HookError } from './errors.ts'
import { describeAttached, explain, type AttachedHandler, type ExplainedHandler } from './explain.ts'
import { describeEntry, toEntry, type Entry } from './handler.ts'
import { nearest } from './nearest.ts'
import { order, type Placed } from './order.ts'
import type { Origin } from './origin.ts'
import { MutablePoint, type Dispatches } from './point.ts'
import { isThenable } from './thenable.ts'

interface State {
  readonly definition: PointDefinition
  readonly point: MutablePoint
  placed: readonly Placed[]
}

/** All hook points and handlers of one engine. Lists are replaced, never changed, so a running dispatch keeps its own. */
export class Registry {
  readonly #services: Services
  readonly #points = new Map<string, State>()
  /** Handlers by the name they were attached to, which may be a name that several points include, or not yet a point at all. */
  readonly #attached = new Map<string, readonly Entry[]>()
  /** The points at which handlers of a name run. */
  readonly #users = new Map<string, State[]>()
  #sequence = 0
  #batches = 0

  constructor(services: Services) {
    this.#services = services
  }

  define(definition: PointDefinition): MutablePoint {
    const known = this.#points.get(definition.name)
    if (known !== undefined) {
      if (sameDefinition(known.definition, definition)) return known.point
      const message = `hook point "${definition.name}" is already declared as "${known.definition.kind}" with other options`
      throw new HookError('HOOK_DEFINED_TWICE', message, { hook: definition.name })
    }
    const point = new MutablePoint(definition.name, this.#compile(definition, []), this.#services.report)
    const state: State = { definition, point, placed: [] }
    this.#recompile(state)
    this.#points.set(definition.name, state)
    for (const name of [definition.name, ...definition.includes]) {
      this.#users.set(name, [...(this.#users.get(name) ?? []), state])
    }
    return state.point
  }

  point(name: string): MutablePoint {
    return this.#state(name).point
  }

  /** @returns the entry that was attached, for removal */
  attach(name: string, handler: unknown, origin: Origin | undefined): Entry {
    const before = this.#attached.get(name) ?? []
    const taken = (id: string): boolean => before.some((entry) => entry.id === id)
    const entry = toEntry(handler, { hook: name, origin, sequence: this.#sequence++, taken })
    if (entry.mode === 'background' && this.#services.background === undefined) {
      const message = `handler ${describeEntry(entry)} of "${name}" asks for mode "background"`
      throw new HookError('HOOK_NO_BACKGROUND', message, { hook: name, handler: entry.id, origin: entry.origin })
    }
    const replaced = before.find((other) => other.id === entry.id)
    const added = replaced === undefined ? entry : { ...entry, sequence: replaced.sequence }
    this.#replace(
      name,
      replaced === undefined ? [...before, added] : before.map((e) => (e === replaced ? added : e)),
      () => {
        if (this.#batches === 0) this.#checkEntry(added)
      },
    )
    return added
  }

  /** Removes by id, by function, or by entry. */
  detach(name: string, which: unknown): boolean {
    const before = this.#attached.get(name) ?? []
    const rest = before.filter((entry) => entry !== which && entry.id !== which && entry.run !== which)
    if (rest.length === before.length) return false
    this.#replace(name, rest)
    return true
  }

  list(): AttachedHandler[] {
    return [...this.#attached.values()].flat().map(describeAttached)
  }

  explain(name: string): ExplainedHandler[] {
    const { definition, placed } = this.#state(name)
    return explain(definition, placed)
  }

  names(): string[] {
    return [...this.#points.keys()]
  }

  recompileAll(): void {
    for (const state of this.#points.values()) this.#recompile(state)
  }

  /** Runs `work`, which may be asynchronous, and checks names and constraints only when it has ended. */
  batch<T>(work: () => T): T {
    this.#batches++
    const end = (): void => {
      if (--this.#batches === 0) this.check()
    }
    let result: T
    try {
      result = work()
    } catch (error) {
      this.#batches--
      throw error
    }
    if (!isThenable(result)) {
      end()
      return result
    }
    return Promise.resolve(result).then(
      (value: unknown) => {
        end()
        return value
      },
      (error: unknown) => {
        this.#batches--
        throw error
      },
    ) as T
  }

  /** @throws HookError for the first handler on an unknown hook point or with an unknown id in a constraint */
  check(): void {
    for (const entries of this.#attached.values()) for (const entry of entries) this.#checkEntry(entry)
  }

  #checkEntry(entry: Entry): void {
    const points = this.#including(entry.hook)
    const about = { hook: entry.hook, handler: entry.id, origin: entry.origin }
    if (points.length === 0) {
      const message = `handler ${describeEntry(entry)} is attached to "${entry.hook}", which is no hook point${this.#didYouMean(entry.hook)}`
      throw new HookError('HOOK_UNKNOWN_POINT', message, about)
    }
    for (const id of [...entry.before, ...entry.after]) {
      if (points.some(({ placed }) => placed.some((other) => other.entry.id === id))) continue
      const ids = points.flatMap(({ placed }) => placed.map((other) => other.entry.id))
      const close = nearest(id, ids)
      const side = entry.before.includes(id) ? 'before' : 'after'
      const path = `"${entry.hook}" → ${describeEntry(entry)} → ${side}: "${id}"`
      const message = `${path}: no handler has this id${close === undefined ? '' : `; did you mean "${close}"?`}`
      throw new HookError('HOOK_ORDER_UNKNOWN', message, about)
    }
  }

  /** Puts a new list in place; if the order cannot be made or `check` objects, the old one stays. */
  #replace(name: string, entries: readonly Entry[], check?: () => void): void {
    const before = this.#attached.get(name)
    const put = (list: readonly Entry[] | undefined): void => {
      if (list === undefined || list.length === 0) this.#attached.delete(name)
      else this.#attached.set(name, list)
      for (const state of this.#including(name)) this.#recompile(state)
    }
    try {
      put(entries)
      check?.()
    } catch (error) {
      put(before)
      throw error
    }
  }

  #recompile(state: State): void {
    const { definition, point } = state
    const entries = [definition.name, ...definition.includes].flatMap((name) => this.#attached.get(name) ?? [])
    state.placed = order(definition.name, entries)
    const placed = state.placed.map(({ entry }) => entry)
    point.replace(this.#compile(definition, placed), placed.length > 0)
  }

  #compile(definition: PointDefinition, entries: readonly Entry[]): Dispatches {
    const services = this.#services
    return {
      call: compile(definition, entries, services),
      unwaited: () => compile(definition, entries, { ...services, unwaited: services.report }),
    }
  }

  #including(name: string): readonly State[] {
    return this.#users.get(name) ?? []
  }

  #state(name: string): State {
    const state = this.#points.get(name)
    if (state !== undefined) return state
    throw new HookError('HOOK_UNKNOWN_POINT', `there is no hook point "${name}"${this.#didYouMean(name)}`, {
      hook: name,
    })
  }

  #didYouMean(name: string): string {
    const close = nearest(name, this.#points.keys())
    return close === undefined ? '' : `; did you mean "${close}"?`
  }
}
