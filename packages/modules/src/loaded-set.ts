import { markLoaded } from './bind-hook.ts'
import { bootReport } from './boot-report.ts'
import type { BootReport } from './boot-report.ts'
import { brokenDependency, dependencyGraph, waitingGraph } from './check-dependencies.ts'
import { dependents, pathTo } from './dependency-order.ts'
import type { DependencyGraph } from './dependency-order.ts'
import { ModuleError } from './errors.ts'
import type { LoadedModule, ModuleSettings } from './hook-module.ts'
import { isOn } from './module-record.ts'
import type { ModuleRecord, WaitedFor } from './module-record.ts'
import { rememberSections } from './remember-sections.ts'
import { runPhase } from './run-phase.ts'
import type { Phase, PhaseOptions } from './run-phase.ts'
import { isActive, Replacer, type ActiveRecord, type Boot, type ModuleSource, type RunningModules } from './replacer.ts'
import type { Replacement } from './staging.ts'
import { startInitialize } from './start-initialize.ts'
import { settleWith } from './settle-in-time.ts'
import { skipModule, tell } from './skip-module.ts'
import type { ModuleObserver, ModuleSet } from './module-set.ts'

interface SetBoot extends Boot {
  /** Whether the boot goes on without what is broken. */
  readonly skipBroken: boolean
  readonly observer: ModuleObserver
}

/**
 * @param records every module found, by name
 * @param order the names of those switched on, each after those it depends on
 */
export function createModuleSet(
  records: ReadonlyMap<string, ModuleRecord>,
  order: readonly string[],
  boot: SetBoot & {
    /** Makes them replaceable. */
    readonly source?: ModuleSource | undefined
  },
): ModuleSet {
  return new LoadedSet(records, order, boot)
}

class LoadedSet implements ModuleSet {
  readonly hook: Record<string, LoadedModule> = Object.create(null) as Record<string, LoadedModule>
  readonly settings: Record<string, ModuleSettings> = Object.create(null) as Record<string, ModuleSettings>
  #records: ReadonlyMap<string, ModuleRecord> = new Map()
  /** In the order of dependencies. */
  #active: readonly ActiveRecord[] = []
  #graph: DependencyGraph = new Map()
  /** With what `load` of the settings adds. */
  #waiting: DependencyGraph = new Map()
  readonly #boot: SetBoot
  readonly #source: ModuleSource | undefined
  readonly #replacer: Replacer | undefined
  #started: number | undefined
  #ended: number | undefined
  /** Why no further module is started. */
  #stop: ModuleError | undefined
  #initializing: Promise<void> | undefined
  #destroying: Promise<void> | undefined

  constructor(
    records: ReadonlyMap<string, ModuleRecord>,
    order: readonly string[],
    { source, ...boot }: SetBoot & { readonly source?: ModuleSource | undefined },
  ) {
    this.#boot = boot
    this.#source = source
    this.#put(records, order)
    if (source !== undefined) this.#replacer = new Replacer(this.#running(), source, boot)
  }

  /** `hook` and `settings` stay the same objects: whoever holds them sees the new ones. */
  #put(records: ReadonlyMap<string, ModuleRecord>, order: readonly string[]): void {
    this.#records = records
    this.#active = order.flatMap((name) => {
      const record = records.get(name)
      return record !== undefined && isActive(record) ? [record] : []
    })
    this.#graph = dependencyGraph(records)
    this.#waiting = waitingGraph(records)
    for (const name of Object.keys(this.settings)) if (!records.has(name)) delete this.settings[name]
    for (const record of records.values()) this.settings[record.name] = record.settings
    const active = new Set(this.#active.map(({ name }) => name))
    for (const name of Object.keys(this.hook)) if (!active.has(name)) delete this.hook[name]
    for (const record of this.#active) this.hook[record.name] = record.hook
  }

  async configure(config: object): Promise<void> {
    if (this.#initializing !== undefined || this.#destroying !== undefined) {
      throw new ModuleError(
        'MODULE_PHASE',
        '`configure` of the hook modules was called after `initialize` or `destroy`',
      )
    }
    for (const record of this.#active) {
      const { hook } = record
      if (this.#isLeftOut(record) || hook.configure === undefined) continue
      const restore = this.#boot.skipBroken ? rememberSections(config) : undefined
      try {
        await this.#run(record, 'configure', { start: (settle) => settleWith(hook.configure?.(config), settle) })
      } catch (error) {
        if (restore !== undefined) {
          restore()
          this.#skip(record, error as ModuleError)
          continue
        }
        record.state = { kind: 'failed', error: error as ModuleError }
        this.#stop ??= error as ModuleError
        throw error
      }
    }
  }

  initialize(): Promise<void> {
    this.#initializing ??= this.#initializeAll()
    return this.#initializing
  }

  async #initializeAll(): Promise<void> {
    this.#started = this.#boot.clock.now()
    const settled = new Map<string, Promise<void>>()
    for (const record of this.#active) {
      const awaited = [...record.dependencies, ...record.pins].map((name) => settled.get(name))
      settled.set(record.name, this.#initializeAfter(awaited, record))
    }
    await Promise.all(settled.values())
    this.#ended = this.#boot.clock.now()
    if (this.#stop === undefined) return
    // When `destroy` was called in between, it waits for this promise and tears down itself.
    if (this.#destroying === undefined) {
      this.#destroying = this.#tearDown()
      await this.#destroying
    }
    throw this.#stop
  }

  /** Never rejects: a failure becomes the state of its module, and the first one the reason to stop. */
  async #initializeAfter(awaited: readonly (Promise<void> | undefined)[], record: ActiveRecord): Promise<void> {
    await Promise.all(awaited)
    if (this.#stop !== undefined || this.#isLeftOut(record)) return
    const { clock, observer, log } = this.#boot
    record.waitedFor = this.#waitedFor(record)
    const since = clock.now()
    record.state = { kind: 'initializing', since }
    try {
      await this.#initializeOne(record)
      const at = clock.now()
      record.state = { kind: 'loaded', ms: at - since, at }
      markLoaded(record.hook, at - since)
      tell(log, () => observer.loaded?.(record.name))
    } catch (error) {
      if (this.#boot.skipBroken) this.#skip(record, error as ModuleError)
      else this.#fail(record, error as ModuleError)
    }
  }

  async #initializeOne(record: ActiveRecord): Promise<void> {
    const lateDone = (): void => void this.#destroyOne(record)
    await this.#run(record, 'initialize', { ...startInitialize(record.hook), lateDone })
  }

  /** Whether the boot goes on without the module: it has been left out, or is so now since it depends on one that has been. */
  #isLeftOut(record: ActiveRecord): boolean {
    if (!isOn(record)) return true
    const broken = record.dependencies.find((name) => this.#records.get(name)?.state.kind === 'skipped')
    if (broken === undefined) return false
    this.#skip(record, brokenDependency(record, broken, [...pathTo(this.#graph, record.name), broken]))
    return true
  }

  #skip(record: ActiveRecord, error: ModuleError): void {
    delete this.hook[record.name]
    skipModule(record, error, this.#boot)
  }

  /** The one of those it waits for that ended last. All of them have ended when this is asked. */
  #waitedFor(record: ActiveRecord): WaitedFor | undefined {
    let last: { name: string; at: number } | undefined
    for (const name of [...record.dependencies, ...record.pins]) {
      const state = this.#records.get(name)?.state
      if (state?.kind === 'loaded' && (last === undefined || state.at > last.at)) last = { name, at: state.at }
    }
    return last && { name: last.name, ms: last.at - (this.#started ?? last.at) }
  }

  #fail(record: ActiveRecord, error: ModuleError): void {
    record.state = { kind: 'failed', error }
    if (this.#stop !== undefined) return this.#boot.log.error(error.message)
    this.#stop = error
    const others = this.#active.filter(({ state }) => state.kind === 'initializing').map(({ name }) => name)
    // The caller gets the error when these have ended, which may take their whole time. So it is said at once.
    if (others.length > 0) this.#boot.log.error(`${error.message}. The boot stops when ${others.join(', ')} has ended`)
  }

  replace(...names: string[]): Promise<Replacement> {
    if (this.#replacer !== undefined) return this.#replacer.replace(names)
    return Promise.reject(new ModuleError('MODULE_NOT_REPLACEABLE', 'The hook modules were not loaded to be replaced'))
  }

  #running(): RunningModules {
    return {
      records: () => this.#records,
      active: () => this.#active,
      check: () => this.#checkReplaceable(),
      initialize: (record) => this.#initializeOne(record),
      destroy: (record) => this.#destroyOne(record),
      put: (records, order) => this.#put(records, order),
    }
  }

  #checkReplaceable(): void {
    if (this.#ended !== undefined && this.#destroying === undefined) return
    const when = this.#ended === undefined ? 'before they were initialised' : 'after they were destroyed'
    throw new ModuleError('MODULE_NOT_REPLACEABLE', `The hook modules were to be replaced ${when}`)
  }

  async destroy(): Promise<void> {
    this.#stop ??= new ModuleError('MODULE_STOPPED', 'The hook modules were destroyed before they were all initialised')
    this.#destroying ??= Promise.resolve(this.#initializing).then(
      () => this.#tearDown(),
      () => this.#tearDown(),
    )
    await this.#destroying
  }

  async #tearDown(): Promise<void> {
    await this.#replacer?.idle()
    this.#source?.imports[Symbol.dispose]()
    for (const record of this.#active.toReversed()) {
      if (record.state.kind === 'loaded') await this.#destroyOne(record)
    }
  }

  /** Never rejects: what goes wrong here must not keep the others from being torn down. */
  async #destroyOne(record: ActiveRecord): Promise<void> {
    const { hook } = record
    if (hook.destroy === undefined) return
    try {
      await this.#run(record, 'destroy', { start: (settle) => settleWith(hook.destroy?.(), settle) })
    } catch (error) {
      this.#boot.log.error((error as ModuleError).message)
    }
  }

  #run(record: ActiveRecord, phase: Phase, how: Pick<PhaseOptions, 'start' | 'owes' | 'lateDone'>): Promise<unknown> {
    const booting = phase !== 'destroy'
    return runPhase(record, phase, {
      ...this.#boot,
      ...how,
      path: booting ? pathTo(this.#graph, record.name) : [],
      waiting: booting ? dependents(this.#waiting, record.name) : [],
    })
  }

  report(): BootReport {
    const now = this.#boot.clock.now()
    const ms = this.#started === undefined ? undefined : (this.#ended ?? now) - this.#started
    return bootReport(this.#records, this.#active, { ms, now })
  }
}
