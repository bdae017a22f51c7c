import type { HookMap } from '@crochet/hooks'
import { hookNames, type HookName } from '../../src/hooks/hook-points.ts'

type PayloadOf<Name extends HookName> = HookMap[Name]['payload']

interface Firing {
  readonly name: HookName
  readonly payload: object
}

/** Handlers for every hook that do nothing but write down that they were called. */
export class Firings {
  readonly handlers: { readonly [Name in HookName]: (payload: object) => void }
  readonly #all: Firing[] = []
  /** How many `take` has returned. */
  #taken = 0
  #arrivals: (() => void)[] = []

  constructor() {
    const entries = hookNames.map((name) => [name, (payload: object): void => this.#note({ name, payload })])
    this.handlers = Object.fromEntries(entries)
  }

  /** Names of the hooks that have fired, in order, since this was called last. Waits until the last of them is `last`. */
  async take(last: HookName): Promise<HookName[]> {
    while (!this.#all.slice(this.#taken).some(({ name }) => name === last)) {
      await new Promise<void>((resolve) => this.#arrivals.push(resolve))
    }
    // What comes after it by mistake shows, too.
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    const names = this.#all.slice(this.#taken).map(({ name }) => name)
    this.#taken = this.#all.length
    return names
  }

  /** What a hook that has fired was last given. */
  payload<Name extends HookName>(name: Name): PayloadOf<Name> {
    return this.#all.findLast((firing) => firing.name === name)?.payload as PayloadOf<Name>
  }

  /** The same, with every key that it has. */
  given(name: HookName): Readonly<Record<string, unknown>> {
    return this.payload(name) as unknown as Record<string, unknown>
  }

  #note(firing: Firing): void {
    this.#all.push(firing)
    for (const notify of this.#arrivals.splice(0)) notify()
  }
}
