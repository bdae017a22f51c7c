import { HookError } from './errors.ts'
import { Flights } from './flights.ts'
import type { Entry } from './handler.ts'
import type { StagedSet } from './staged-set.ts'
import type { TraceSink } from './trace.ts'

/** How far a view has come: one that waits for `swap` goes live by it, and the one it replaces ends. */
export type Standing =
  | { readonly is: 'live' }
  | { readonly is: 'staged'; readonly set: StagedSet }
  | { readonly is: 'ended'; readonly why: 'replaced' | 'discarded' }

export interface OwnerOptions {
  readonly standing?: Standing
  /** Counts the dispatches that run its handlers. */
  readonly swappable?: boolean
  /** The view that this one was made from, if that has an origin: what belongs to the part belongs to the whole. */
  readonly whole?: Owner | undefined
}

/** What was attached, declared and listened to through one view of the engine. */
export class Owner {
  readonly handlers = new Map<string, Set<Entry>>()
  readonly points = new Set<string>()
  readonly sinks = new Set<TraceSink>()
  readonly #whole: Owner | undefined
  readonly #flights: Flights | undefined
  #standing: Standing

  constructor({ standing = { is: 'live' }, swappable = false, whole }: OwnerOptions = {}) {
    this.#whole = whole
    this.#standing = standing
    this.#flights = swappable ? new Flights() : undefined
  }

  /** The view that is staged and replaced; this one, unless it is part of another. */
  get root(): Owner {
    return this.#whole?.root ?? this
  }

  get flights(): Flights | undefined {
    return this.root.#flights
  }

  get standing(): Standing {
    return this.root.#standing
  }

  goes(standing: Standing): void {
    this.root.#standing = standing
  }

  /** @returns the set that waits for `swap`, or nothing for a view that is live */
  staged(hook: string): StagedSet | undefined {
    const { standing } = this
    switch (standing.is) {
      case 'live':
        return undefined
      case 'staged':
        return standing.set
      case 'ended':
        throw new HookError('HOOK_VIEW_ENDED', `"${hook}" was used through a view that has been ${standing.why}`, {
          hook,
        })
    }
  }

  owns(entry: Entry): void {
    const entries = this.handlers.get(entry.hook)
    if (entries === undefined) this.handlers.set(entry.hook, new Set([entry]))
    else entries.add(entry)
    this.#whole?.owns(entry)
  }

  disowns(entry: Entry): void {
    this.handlers.get(entry.hook)?.delete(entry)
    this.#whole?.disowns(entry)
  }
}
