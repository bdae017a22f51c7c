import type { PointDefinition } from './definition.ts'
import type { Entry } from './handler.ts'
import type { Placed } from './order.ts'
import type { Owner } from './owner.ts'
import type { MutablePoint } from './point.ts'

/** A declared hook point, who declared it, and the order its handlers have. Replaced, never changed. */
export interface State {
  readonly definition: PointDefinition
  readonly point: MutablePoint
  /** The views through which it was declared: it lasts as long as one of them. */
  readonly owners: ReadonlySet<Owner>
  readonly placed: readonly Placed[]
}

/** What is declared and attached. A copy can be changed and checked before it takes the place of the one in use. */
export class Tables {
  readonly points: Map<string, State>
  /** Handlers by the name they were attached to, which may be a name that several points include, or not yet a point at all. */
  readonly attached: Map<string, readonly Entry[]>
  /** For each name the points at which its handlers run. */
  readonly #users = new Map<string, Set<string>>()

  constructor(from?: Tables) {
    this.points = new Map(from?.points)
    this.attached = new Map(from?.attached)
    for (const state of this.points.values()) this.#use(state.definition)
  }

  /** A point that is declared already keeps its place among the others. */
  declare(state: State): void {
    this.#leave(state.definition.name)
    this.points.set(state.definition.name, state)
    this.#use(state.definition)
  }

  withdraw(name: string): void {
    this.#leave(name)
    this.points.delete(name)
  }

  attach(name: string, entries: readonly Entry[]): void {
    if (entries.length === 0) this.attached.delete(name)
    else this.attached.set(name, entries)
  }

  /** The points at which handlers attached to `name` run. */
  including(name: string): State[] {
    return [...(this.#users.get(name) ?? [])].flatMap((user) => this.points.get(user) ?? [])
  }

  /** The handlers that run at a point, not yet in order. */
  entriesOf(definition: PointDefinition): Entry[] {
    return namesOf(definition).flatMap((name) => this.attached.get(name) ?? [])
  }

  #leave(name: string): void {
    const known = this.points.get(name)
    if (known === undefined) return
    for (const used of namesOf(known.definition)) this.#users.get(used)?.delete(name)
  }

  #use(definition: PointDefinition): void {
    for (const name of namesOf(definition)) {
      const users = this.#users.get(name)
      if (users === undefined) this.#users.set(name, new Set([definition.name]))
      else users.add(definition.name)
    }
  }
}

const namesOf = ({ name, includes }: PointDefinition): string[] => [name, ...includes]
