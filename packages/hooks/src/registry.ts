import { checkEntries, checkEntry, didYouMean, refuseRedefinition } from './check-entry.ts'
import { compile, type Services } from './compile.ts'
import { sameDefinition, type PointDefinition } from './definition.ts'
import { HookError } from './errors.ts'
import { describeAttached, explain, type AttachedHandler, type ExplainedHandler } from './explain.ts'
import { describeEntry, toEntry, type Entry } from './handler.ts'
import { order } from './order.ts'
import type { Origin } from './origin.ts'
import type { Owner } from './owner.ts'
import { MutablePoint, type Dispatches } from './point.ts'
import { swapTables, type Incoming } from './swap-tables.ts'
import { Tables, type State } from './tables.ts'
import { isThenable } from './thenable.ts'

/** For whom something is attached. */
export interface Attaching {
  readonly owner: Owner
  readonly origin: Origin | undefined
}

/** All hook points and handlers of one engine. Lists are replaced, never changed, so a running dispatch keeps its own. */
export class Registry {
  readonly #services: Services
  #tables = new Tables()
  #sequence = 0
  #batches = 0

  constructor(services: Services) {
    this.#services = services
  }

  define(definition: PointDefinition, owner: Owner): MutablePoint {
    const { name } = definition
    const staged = owner.staged(name)
    if (staged !== undefined) return this.#stagePoint(definition, staged.declared)
    const known = this.#tables.points.get(name)
    owner.root.points.add(name)
    if (known !== undefined) {
      if (!sameDefinition(known.definition, definition)) refuseRedefinition(known.definition)
      if (!known.owners.has(owner.root)) {
        this.#tables.declare({ ...known, owners: new Set([...known.owners, owner.root]) })
      }
      return known.point
    }
    const point = this.#unusedPoint(definition)
    const placed = order(name, this.#tables.entriesOf(definition))
    this.#put({ definition, point, owners: new Set([owner.root]), placed })
    return point
  }

  point(name: string, owner: Owner): MutablePoint {
    const { standing } = owner
    const staged = standing.is === 'staged' ? standing.set.declared.get(name)?.point : undefined
    return staged ?? this.#state(name).point
  }

  /** @returns the entry that was attached, for removal */
  attach(name: string, handler: unknown, { owner, origin }: Attaching): Entry {
    const staged = owner.staged(name)
    const live = this.#tables.attached.get(name) ?? []
    const others = staged === undefined ? live : [...staged.kept(name, live), ...staged.attached(name)]
    const taken = (id: string): boolean => others.some((entry) => entry.id === id)
    const entry = toEntry(handler, { hook: name, origin, sequence: this.#sequence++, taken, flights: owner.flights })
    if (entry.mode === 'background' && this.#services.background === undefined) {
      const message = `handler ${describeEntry(entry)} of "${name}" asks for mode "background"`
      throw new HookError('HOOK_NO_BACKGROUND', message, { hook: name, handler: entry.id, origin: entry.origin })
    }
    const replaced = [...(staged?.attached(name) ?? []), ...live].find((other) => other.id === entry.id)
    const added = replaced === undefined ? entry : { ...entry, sequence: replaced.sequence }
    if (staged !== undefined) staged.attach(added)
    else {
      const entries = replaced === undefined ? [...live, added] : live.map((e) => (e === replaced ? added : e))
      this.#replace(name, entries, () => {
        if (this.#batches === 0) checkEntry(this.#tables, added)
      })
    }
    owner.owns(added)
    return added
  }

  /** Removes by id, by function, or by entry. */
  detach(name: string, which: unknown, owner: Owner): boolean {
    const { standing } = owner
    if (standing.is === 'ended') return false
    const before = this.#tables.attached.get(name) ?? []
    if (standing.is === 'staged') return standing.set.detach(name, which, before)
    const rest = before.filter((entry) => entry !== which && entry.id !== which && entry.run !== which)
    if (rest.length === before.length) return false
    this.#replace(name, rest)
    return true
  }

  /**
   * Puts staged sets in the place of those they replace, all in one turn. Points that were looked up before stay good.
   *
   * @throws HookError when what would result is refused; nothing has changed then
   */
  swap(incoming: readonly Incoming[]): void {
    const { tables, changed, gone } = swapTables(this.#tables, incoming, this.#batches === 0)
    this.#tables = tables
    for (const state of changed) this.#compilePoint(state)
    for (const state of gone) this.#compilePoint({ ...state, placed: [] })
  }

  /** @throws HookError `HOOK_UNKNOWN_HANDLER` */
  attached(name: string, id: string): Entry {
    const entry = this.#tables.attached.get(name)?.find((other) => other.id === id)
    if (entry !== undefined) return entry
    const message = `no handler "${id}" is attached to "${name}"`
    throw new HookError('HOOK_UNKNOWN_HANDLER', message, { hook: name, handler: id })
  }

  list(): AttachedHandler[] {
    return [...this.#tables.attached.values()].flat().map(describeAttached)
  }

  explain(name: string): ExplainedHandler[] {
    const { definition, placed } = this.#state(name)
    return explain(definition, placed)
  }

  names(): string[] {
    return [...this.#tables.points.keys()]
  }

  recompileAll(): void {
    for (const state of this.#tables.points.values()) this.#compilePoint(state)
  }

  /** Runs `work`, which may be asynchronous, and checks names and constraints only when it has ended. */
  batch<T>(work: () => T): T {
    this.#batches++
    const end = (): void => {
      if (--this.#batches === 0) checkEntries(this.#tables)
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

  /** Puts a new list in place; if the order cannot be made or `check` objects, the old one stays. */
  #replace(name: string, entries: readonly Entry[], check?: () => void): void {
    const before = this.#tables.attached.get(name) ?? []
    const put = (list: readonly Entry[]): void => {
      this.#tables.attach(name, list)
      for (const state of this.#tables.including(name)) {
        this.#put({ ...state, placed: order(state.definition.name, this.#tables.entriesOf(state.definition)) })
      }
    }
    try {
      put(entries)
      check?.()
    } catch (error) {
      put(before)
      throw error
    }
  }

  #put(state: State): void {
    this.#tables.declare(state)
    this.#compilePoint(state)
  }

  /** A point that is declared already is given as it is: what it becomes is settled by `swap`. */
  #stagePoint(
    definition: PointDefinition,
    declared: Map<string, { definition: PointDefinition; point: MutablePoint }>,
  ): MutablePoint {
    const { name } = definition
    const again = declared.get(name)
    if (again !== undefined && !sameDefinition(again.definition, definition)) refuseRedefinition(again.definition)
    const point = again?.point ?? this.#tables.points.get(name)?.point ?? this.#unusedPoint(definition)
    declared.set(name, { definition, point })
    return point
  }

  #unusedPoint(definition: PointDefinition): MutablePoint {
    return new MutablePoint(definition.name, this.#compile(definition, []), this.#services.report)
  }

  #compilePoint({ definition, point, placed }: State): void {
    const entries = placed.map(({ entry }) => entry)
    point.replace(this.#compile(definition, entries), entries.length > 0)
  }

  #compile(definition: PointDefinition, entries: readonly Entry[]): Dispatches {
    const services = this.#services
    const isAhead = (entry: Entry): boolean => definition.background === 'ahead' && entry.mode === 'background'
    const ahead = entries.filter(isAhead)
    const inTurn = ahead.length === 0 ? entries : entries.filter((entry) => !isAhead(entry))
    return {
      call: compile(definition, inTurn, services),
      unwaited: () => compile(definition, inTurn, { ...services, unwaited: services.report }),
      offload: ahead.length === 0 ? undefined : compile({ ...definition, kind: 'series' }, ahead, services),
    }
  }

  #state(name: string): State {
    const state = this.#tables.points.get(name)
    if (state !== undefined) return state
    throw new HookError('HOOK_UNKNOWN_POINT', `there is no hook point "${name}"${didYouMean(this.#tables, name)}`, {
      hook: name,
    })
  }
}
