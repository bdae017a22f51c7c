import type { PointDefinition } from './definition.ts'
import type { Entry } from './handler.ts'
import type { Owner } from './owner.ts'
import type { MutablePoint } from './point.ts'
import type { TraceSink } from './trace.ts'

/** What one view has collected that waits for `swap`, and the view in whose place it goes. */
export class StagedSet {
  readonly replaces: Owner | undefined
  readonly declared = new Map<string, { definition: PointDefinition; point: MutablePoint }>()
  readonly sinks = new Set<TraceSink>()
  /** Handlers of others that are to go, by id or function. */
  readonly detached: { readonly name: string; readonly which: unknown }[] = []
  readonly #attached = new Map<string, readonly Entry[]>()

  constructor(replaces: Owner | undefined) {
    this.replaces = replaces
  }

  get names(): Iterable<string> {
    return this.#attached.keys()
  }

  attached(name: string): readonly Entry[] {
    return this.#attached.get(name) ?? []
  }

  /** The handlers of `name` that were there before and are not replaced as a whole. */
  kept(name: string, live: readonly Entry[]): Entry[] {
    const former = this.replaces?.handlers.get(name)
    return live.filter((entry) => former?.has(entry) !== true)
  }

  attach(entry: Entry): void {
    const before = this.attached(entry.hook)
    const same = before.find(({ id }) => id === entry.id)
    this.#attached.set(
      entry.hook,
      same === undefined ? [...before, entry] : before.map((e) => (e === same ? entry : e)),
    )
  }

  /** Removes what is staged, and notes what is not. @returns whether there is such a handler */
  detach(name: string, which: unknown, live: readonly Entry[]): boolean {
    const matches = (entry: Entry): boolean => entry === which || entry.id === which || entry.run === which
    const before = this.attached(name)
    const rest = before.filter((entry) => !matches(entry))
    this.#attached.set(name, rest)
    const others = this.kept(name, live).some(matches)
    if (others) this.detached.push({ name, which })
    return others || rest.length < before.length
  }
}
