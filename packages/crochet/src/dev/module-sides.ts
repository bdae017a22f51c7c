import type { StagedEndpoints } from '@crochet/http'
import type { ModuleForApp, ModuleView, Staging } from '@crochet/modules'
import type { Application } from '../application.ts'
import { ClassicApplication } from '../classic/classic-application.ts'
import { withLookUp } from '../classic/classic-config.ts'
import type { Parts } from '../parts.ts'
import { ModuleSide, type Shared } from './module-side.ts'

type Named = { name: string; file: string | undefined }

/** The applications of hook modules that may be replaced while the application runs: it is known what each has brought in. */
export class ModuleSides {
  readonly #parts: Parts
  readonly #sides = new Map<string, ModuleSide>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** For a module of the boot. */
  appFor({ name, file }: Named): Application {
    const hooks = this.#parts.hooks.from({ source: 'module', name, file }, { swappable: true })
    const side = new ModuleSide(hooks)
    this.#sides.set(name, side)
    return new ClassicApplication(
      this.#parts,
      hooks,
      side.view(() => this.#parts),
    )
  }

  /** For modules that come while the application runs: what they bring in waits. `next` is what the modules will be. */
  stage(next: ModuleView): Staging {
    return new StagedSides(this.#parts, this.#sides, next)
  }
}

class StagedSides implements Staging {
  readonly #parts: Parts
  readonly #sides: Map<string, ModuleSide>
  readonly #next: ModuleView
  /** What modules that come share with each other and with those that stay, until it is in effect. */
  readonly #draft: Shared
  readonly #coming = new Map<string, ModuleSide>()
  readonly #going = new Map<string, ModuleSide>()
  #endpoints: StagedEndpoints | undefined
  #isLive = false

  constructor(parts: Parts, sides: Map<string, ModuleSide>, next: ModuleView) {
    this.#parts = parts
    this.#sides = sides
    this.#next = next
    this.#draft = { services: { ...parts.services }, endpoints: [...parts.endpoints] }
  }

  appFor({ name, file, settings }: ModuleForApp): Application {
    Object.assign(this.#next.settings, { [name]: settings })
    const former = this.#leaves(name)
    const hooks = this.#parts.hooks.stage({ source: 'module', name, file }, { replaces: former?.hooks })
    const side = new ModuleSide(hooks)
    this.#coming.set(name, side)
    const isLive = (): boolean => this.#isLive
    const [parts, next] = [this.#parts, this.#next]
    const config = withLookUp({ ...parts.config, hook: { settings: next.settings } })
    return new ClassicApplication(parts, hooks, {
      ...side.view(() => (isLive() ? parts : this.#draft)),
      get hook() {
        return isLive() ? undefined : next.hook
      },
      get config() {
        return isLive() ? undefined : config
      },
    })
  }

  retire(name: string): void {
    // A module that a new version switches off has been given an application, and goes all the same.
    this.#coming.get(name)?.hooks.discard()
    this.#coming.delete(name)
    this.#leaves(name)
  }

  async prepare(): Promise<void> {
    const { door, endpoints } = this.#parts
    const changed = [...this.#coming.values(), ...this.#going.values()].some((side) => side.endpoints.size > 0)
    if (!changed || door === undefined) return
    const next: Shared = { services: {}, endpoints: [...endpoints] }
    for (const side of this.#going.values()) side.leave(next)
    for (const side of this.#coming.values()) side.enter(next)
    this.#endpoints = await door.stageEndpoints(next.endpoints)
  }

  commit(): void {
    const { hooks } = this.#parts
    const retired = [...this.#going]
      .filter(([name]) => !this.#coming.has(name))
      .map(([name, side]) => hooks.stage({ source: 'module', name }, { replaces: side.hooks }))
    hooks.swap([...[...this.#coming.values()].map((side) => side.hooks), ...retired])
    this.#isLive = true
    for (const [name, side] of this.#going) {
      side.leave(this.#parts)
      this.#sides.delete(name)
    }
    for (const [name, side] of this.#coming) {
      side.enter(this.#parts)
      this.#sides.set(name, side)
    }
    this.#endpoints?.commit()
  }

  discard(): void {
    if (!this.#isLive) for (const side of this.#coming.values()) side.hooks.discard()
  }

  async idle(): Promise<void> {
    await Promise.all([this.#endpoints?.idle(), ...[...this.#going.values()].map((side) => side.hooks.idle())])
  }

  #leaves(name: string): ModuleSide | undefined {
    const former = this.#sides.get(name)
    if (former === undefined) return undefined
    this.#going.set(name, former)
    former.leave(this.#draft)
    return former
  }
}
