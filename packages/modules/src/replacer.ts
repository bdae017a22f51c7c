import { markLoaded } from './bind-hook.ts'
import { dependencyGraph } from './check-dependencies.ts'
import type { Clock } from './clock.ts'
import { dependents } from './dependency-order.ts'
import { describeThrown, ModuleError } from './errors.ts'
import type { FoundModule } from './found-module.ts'
import type { FreshImports } from './fresh-imports.ts'
import type { LoadedModule, ModuleSettings } from './hook-module.ts'
import { isOn } from './module-record.ts'
import type { ModuleRecord } from './module-record.ts'
import { moduleTitle, type ModuleLog } from './run-phase.ts'
import type { Replacement, Staging } from './staging.ts'

/** A record whose module is switched on. */
export type ActiveRecord = ModuleRecord & { hook: NonNullable<ModuleRecord['hook']> }

/** What modules are, or will be once a replacement is in effect. */
export interface ModuleView {
  readonly hook: Readonly<Record<string, LoadedModule>>
  readonly settings: Readonly<Record<string, ModuleSettings>>
}

/** What replacing needs from those who found and loaded the modules. */
export interface ModuleSource {
  readonly imports: FreshImports
  /** Milliseconds to wait for what still runs on replaced modules. */
  readonly patience: number
  find(): Promise<Map<string, FoundModule>>
  load(found: FoundModule, appFor: Staging['appFor']): Promise<ModuleRecord>
  /** Checks and orders records, and notes on them what they wait for. */
  arrange(records: ReadonlyMap<string, ModuleRecord>): readonly string[]
  stage(next: ModuleView): Staging
}

/** What replacing needs from the set whose modules are replaced. */
export interface RunningModules {
  records(): ReadonlyMap<string, ModuleRecord>
  /** In the order of dependencies. */
  active(): readonly ActiveRecord[]
  /** @throws ModuleError when modules can no longer, or not yet, be replaced */
  check(): void
  initialize(record: ActiveRecord): Promise<void>
  destroy(record: ActiveRecord): Promise<void>
  /** In one synchronous turn. */
  put(records: ReadonlyMap<string, ModuleRecord>, order: readonly string[]): void
}

export interface Boot {
  readonly clock: Clock
  readonly log: ModuleLog
}

/** The modules that change together: what they were, and what they are to be. */
interface Change {
  readonly names: ReadonlySet<string>
  readonly records: ReadonlyMap<string, ModuleRecord>
  readonly order: readonly string[]
  /** In the order of dependencies. */
  readonly coming: readonly ActiveRecord[]
  readonly going: readonly ActiveRecord[]
}

/** Replaces modules while the application runs, one replacement after the other. */
export class Replacer {
  readonly #running: RunningModules
  readonly #source: ModuleSource
  readonly #boot: Boot
  #last: Promise<unknown> = Promise.resolve()

  constructor(running: RunningModules, source: ModuleSource, boot: Boot) {
    this.#running = running
    this.#source = source
    this.#boot = boot
  }

  /** Resolves when no replacement is under way. Never rejects. */
  async idle(): Promise<void> {
    await this.#last
  }

  replace(names: readonly string[]): Promise<Replacement> {
    const result = this.#last.then(() => this.#replace(names))
    this.#last = result.catch(() => undefined)
    return result
  }

  async #replace(asked: readonly string[]): Promise<Replacement> {
    this.#running.check()
    const since = this.#boot.clock.now()
    const found = await this.#source.find()
    const names = this.#affected(asked, found)
    const linked = [...names].find((name) => this.#isElsewhere(found.get(name)))
    if (linked !== undefined)
      return restart(linked, 'its files lie outside ./hooks, where they cannot be imported afresh')

    const { imports } = this.#source
    const units = this.#unitsOf(names, asked, found)
    const stuck = [...units].find((unit) => !imports.canRenew(unit))
    if (stuck !== undefined) return restart(stuck, 'CommonJS has required one of its ES modules, which Node keeps')
    const goBack = imports.renew(units)
    const next: ModuleView = { hook: emptyRecord(), settings: emptyRecord() }
    const staging = this.#source.stage(next)
    const initialized: ActiveRecord[] = []
    let change: Change
    try {
      change = await this.#load(names, found, staging)
      const obstacle = [...change.coming, ...change.going].find(({ hook }) => hook.configure !== undefined)
      if (obstacle !== undefined || (change.coming.length === 0 && change.going.length === 0)) {
        staging.discard()
        goBack()
        return obstacle === undefined
          ? { kind: 'unchanged' }
          : restart(obstacle.name, 'it changes the configuration (`configure`)')
      }
      this.#preview(next, change)
      for (const record of change.coming) {
        await this.#initialize(record)
        initialized.push(record)
      }
      await staging.prepare()
      this.#running.check()
      staging.commit()
    } catch (error) {
      staging.discard()
      goBack()
      this.#source.arrange(this.#running.records())
      for (const record of initialized.toReversed()) await this.#running.destroy(record)
      throw error instanceof ModuleError ? error : refused(asked, error)
    }
    this.#running.put(change.records, change.order)
    const ms = this.#boot.clock.now() - since
    await this.#tearDown(change, staging)
    return describe(change, ms)
  }

  /** Those asked for, those whose files import from them, those that depend on any of these, and so on. */
  #affected(asked: readonly string[], found: ReadonlyMap<string, FoundModule>): Set<string> {
    const records = this.#running.records()
    const { imports } = this.#source
    const graph = dependencyGraph(records)
    const names = new Set(asked.filter((name) => found.has(name) || records.has(name)))
    for (let before = -1; before < names.size;) {
      before = names.size
      const units = this.#unitsOf(names, asked, found)
      for (const { name, file } of [...found.values(), ...records.values()]) {
        const unit = file === undefined ? undefined : imports.unitOf(file)
        if (unit !== undefined && units.has(unit)) names.add(name)
      }
      for (const name of names) for (const dependent of dependents(graph, name)) names.add(dependent)
    }
    return names
  }

  /** Units of modules, and everything that imports from them. A name that is no module may be that of a unit (`_shared`). */
  #unitsOf(names: Iterable<string>, asked: readonly string[], found: ReadonlyMap<string, FoundModule>): Set<string> {
    const { imports } = this.#source
    const units = new Set<string>()
    for (const name of new Set([...names, ...asked])) {
      const files = [found.get(name)?.file, this.#running.records().get(name)?.file]
      for (const file of files) {
        const unit = file === undefined ? undefined : imports.unitOf(file)
        if (unit !== undefined) units.add(unit)
      }
      if (files.every((file) => file === undefined)) units.add(name)
    }
    return imports.withImporters(units)
  }

  #isElsewhere(found: FoundModule | undefined): boolean {
    return found?.file !== undefined && this.#source.imports.unitOf(found.file) === undefined
  }

  async #load(names: ReadonlySet<string>, found: ReadonlyMap<string, FoundModule>, staging: Staging): Promise<Change> {
    const records = new Map(this.#running.records())
    for (const name of names) {
      const there = found.get(name)
      if (there === undefined) records.delete(name)
      else records.set(name, await this.#source.load(there, (module) => staging.appFor(module)))
    }
    const order = this.#source.arrange(records)
    const coming = order.flatMap((name) => {
      const record = records.get(name)
      return names.has(name) && record !== undefined && isActive(record) ? [record] : []
    })
    const going = this.#running.active().filter(({ name }) => names.has(name))
    for (const { name } of going) if (!coming.some((record) => record.name === name)) staging.retire(name)
    return { names, records, order, coming, going }
  }

  /** What the modules that come see of each other and of the others. */
  #preview(next: ModuleView, { records, order }: Change): void {
    for (const { name, settings } of records.values()) Object.assign(next.settings, { [name]: settings })
    for (const name of order) Object.assign(next.hook, { [name]: records.get(name)?.hook })
  }

  async #initialize(record: ActiveRecord): Promise<void> {
    const { clock } = this.#boot
    const since = clock.now()
    record.state = { kind: 'initializing', since }
    await this.#running.initialize(record)
    const at = clock.now()
    record.state = { kind: 'loaded', ms: at - since, at }
    markLoaded(record.hook, at - since)
  }

  async #tearDown({ going }: Change, staging: Staging): Promise<void> {
    if (going.length === 0) return
    const { clock, log } = this.#boot
    const { patience } = this.#source
    const { promise: over, resolve } = Promise.withResolvers<'late'>()
    const stop = clock.after(patience, () => resolve('late'))
    const late = (await Promise.race([staging.idle(), over])) === 'late'
    stop()
    if (late) {
      const titles = going.map(moduleTitle).join(', ')
      log.warn(`Handlers of the former ${titles} still run after ${patience} ms: it is destroyed all the same`)
    }
    for (const record of going.toReversed()) await this.#running.destroy(record)
  }
}

function describe({ coming, going }: Change, ms: number): Replacement {
  const before = new Set(going.map(({ name }) => name))
  const after = new Set(coming.map(({ name }) => name))
  return {
    kind: 'replaced',
    replaced: [...after].filter((name) => before.has(name)),
    added: [...after].filter((name) => !before.has(name)),
    removed: [...before].filter((name) => !after.has(name)),
    ms,
  }
}

function refused(names: readonly string[], cause: unknown): ModuleError {
  const message = `What the hook module ${names.map((name) => `"${name}"`).join(', ')} registers is refused: ${describeThrown(cause)}`
  return new ModuleError('MODULE_REFUSED', message, { module: names[0], cause })
}

const restart = (module: string, reason: string): Replacement => ({ kind: 'restart', module, reason })

const emptyRecord = (): Record<string, never> => Object.create(null) as Record<string, never>

export const isActive = (record: ModuleRecord): record is ActiveRecord => record.hook !== undefined && isOn(record)
