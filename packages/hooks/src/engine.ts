import type { BackgroundRunner, Services } from './compile.ts'
import { Deadlines } from './deadline.ts'
import { toDefinition, type DefineOptions } from './definition.ts'
import type { HookError } from './errors.ts'
import type { AttachedHandler, ExplainedHandler } from './explain.ts'
import type { Entry, HandlerRecord } from './handler.ts'
import type { Definition, HandlerFunction, HookMap, Kind } from './hook-map.ts'
import { beginOperation, type Ambient, type Operation, type OperationAbout } from './lineage.ts'
import { describeOrigin, type Origin } from './origin.ts'
import type { HookPoint } from './point.ts'
import { systemClock, type Channel, type Clock, type Scope } from './ports.ts'
import { Registry } from './registry.ts'
import { settle } from './dispatch-tracer.ts'
import { safely, toConsole, warnOnConsole } from './sinks.ts'
import { isThenable } from './thenable.ts'
import { Tracer, type TraceSink } from './trace.ts'

/** A handler that has used half of its time and is still running. */
export interface SlowHandler {
  readonly hook: string
  readonly handler: string
  readonly origin: Origin
  /** Milliseconds it has in all. */
  readonly limit: number
}

/** What the host gives the engine. Everything is optional; what is missing is a feature that is off. */
export interface HooksOptions {
  /** Carries lineage from an operation to what it causes (an `AsyncLocalStorage`). */
  readonly scope?: Scope
  /** Receives the same records as `trace` sinks (a channel of `diagnostics_channel`, named `crochet:hook` in Crochet). */
  readonly channel?: Channel
  readonly clock?: Clock
  /** Receives errors of isolated handlers and of `emit`. Default: `console.error`. */
  readonly report?: (error: HookError) => void
  /** Told at half of a handler's deadline. Default: `console.warn`. */
  readonly slow?: (slow: SlowHandler) => void
  /** Takes over handlers with `mode: 'background'`. */
  readonly background?: BackgroundRunner
}

type Name<M> = keyof M & string
type DefinitionOf<M, N extends keyof M> = M[N] extends Definition ? M[N] : never

/** The engine, or a view of it whose handlers carry an origin (`from`). */
export class Hooks<M extends object = HookMap> {
  readonly #core: Core
  readonly #origin: Origin | undefined
  readonly #own = new Map<string, Set<unknown>>()

  constructor(core: Core, origin?: Origin) {
    this.#core = core
    this.#origin = origin
  }

  /**
   * Declares a hook point: once, by the package that calls it, with its contract in the doc comment of its `HookMap` entry.
   *
   * @throws HookError `HOOK_DEFINED_TWICE` when it is declared already, in another way
   */
  define<N extends Name<M>>(name: N, options: DefineOptions<DefinitionOf<M, N>>): HookPoint<DefinitionOf<M, N>> {
    const given = options as unknown as { kind: Kind; key?: string; into?: string }
    return this.#core.registry.define(toDefinition(name, given)) as unknown as HookPoint<DefinitionOf<M, N>>
  }

  /**
   * Attaches a handler.
   *
   * @returns a function that removes it again
   * @throws HookError `HOOK_HANDLER_SHAPE`, `HOOK_UNKNOWN_POINT`, `HOOK_ORDER_CYCLE`, `HOOK_ORDER_UNKNOWN`: nothing is attached
   */
  on<N extends Name<M>>(
    name: N,
    handler: HandlerFunction<DefinitionOf<M, N>> | HandlerRecord<DefinitionOf<M, N>>,
  ): () => void {
    const entry = this.#core.registry.attach(name, handler, this.#origin)
    let own = this.#own.get(name)
    if (own === undefined) this.#own.set(name, (own = new Set()))
    own.add(entry)
    return () => {
      own.delete(entry)
      this.#core.registry.detach(name, entry)
    }
  }

  /** Removes a handler by its id or its function. @returns whether there was one */
  off<N extends Name<M>>(name: N, which: string | HandlerFunction<DefinitionOf<M, N>>): boolean {
    return this.#core.registry.detach(name, which)
  }

  /** @throws HookError `HOOK_UNKNOWN_POINT`, with the nearest name */
  point<N extends Name<M>>(name: N): HookPoint<DefinitionOf<M, N>> {
    return this.#core.registry.point(name) as unknown as HookPoint<DefinitionOf<M, N>>
  }

  /** Names of all declared hook points. */
  names(): string[] {
    return this.#core.registry.names()
  }

  /** Every attached handler, by hook point in order of registration. */
  list(): AttachedHandler[] {
    return this.#core.registry.list()
  }

  /** The final order of a hook point's handlers, with the reason for each place. */
  explain(name: Name<M>): ExplainedHandler[] {
    return this.#core.registry.explain(name)
  }

  /** Sends one record for each operation (and each dispatch outside any) to `sink`. @returns a function that ends it */
  trace(sink: TraceSink): () => void {
    const { tracer } = this.#core.services
    tracer.add(sink)
    this.#core.followTracer()
    return () => {
      tracer.remove(sink)
      this.#core.followTracer()
    }
  }

  /**
   * Runs an operation: what `run` and its handlers start is known to come from it.
   *
   * @returns what `run` returns; a promise only if that is one
   * @throws HookError `HOOK_LOOP` when it would be nested more than 8 deep
   */
  operation<T>(about: OperationAbout, run: (operation: Operation) => T): T {
    return this.#core.operation(about, run)
  }

  /** The operation that the caller runs in, if any. */
  current(): Operation | undefined {
    return this.#core.ambient()?.operation
  }

  /**
   * Whose work the caller is: for what fails after its handler has returned. One handler where it runs in a scope of its own
   * (`ownScope`) or was the only one; else all that have run in the operation.
   */
  attribution(): { operation: Operation; handlers: readonly Entry[] } | undefined {
    const ambient = this.#core.ambient()
    if (ambient === undefined) return undefined
    const { operation, handler } = ambient
    return { operation, handlers: handler === undefined ? [...operation.ran] : [handler] }
  }

  /** A view of the same engine that stamps what is attached through it, and can remove just that (`clear`). */
  from(origin: Origin): Hooks<M> {
    return new Hooks<M>(this.#core, origin)
  }

  /** Removes every handler that was attached through this view. */
  clear(): void {
    for (const [name, entries] of this.#own) for (const entry of entries) this.#core.registry.detach(name, entry)
    this.#own.clear()
  }

  /**
   * Lets handlers be attached in any order: names and `before`/`after` ids are checked when `work` has ended, not at each `on`.
   *
   * @throws HookError `HOOK_UNKNOWN_POINT` or `HOOK_ORDER_UNKNOWN` (rejects with it when `work` is asynchronous)
   */
  batch<T>(work: () => T): T {
    return this.#core.registry.batch(work)
  }
}

/** The parts that an engine and its views share. */
class Core {
  readonly services: Services
  readonly registry: Registry
  #tracing = false
  #operations = 0

  constructor(services: Services) {
    this.services = services
    this.registry = new Registry(services)
  }

  ambient(): Ambient | undefined {
    return this.services.scope?.getStore() as Ambient | undefined
  }

  /** Compiles tracing into the dispatches, or out of them, when listeners have come or gone. */
  followTracer(): void {
    if (this.services.tracer.on === this.#tracing) return
    this.#tracing = !this.#tracing
    this.registry.recompileAll()
  }

  operation<T>(about: OperationAbout, run: (operation: Operation) => T): T {
    const { tracer } = this.services
    this.followTracer()
    const operation = beginOperation(about, ++this.#operations, this.ambient())
    if (this.#tracing) operation.record = tracer.begin(operation)
    const { record } = operation
    let result: T
    try {
      result = this.#within(operation, about, run)
    } catch (error) {
      if (record !== undefined) tracer.end(record, 'error')
      throw error
    }
    if (record === undefined) return result
    if (isThenable(result)) return settle(result, (outcome) => tracer.end(record, outcome)) as T
    tracer.end(record, 'ok')
    return result
  }

  #within<T>(operation: Operation, { scoped }: OperationAbout, run: (operation: Operation) => T): T {
    const { scope } = this.services
    if (scope === undefined) return run(operation)
    const ambient: Ambient = { operation, handler: undefined }
    if (scoped !== true || scope.enterWith === undefined) return scope.run(ambient, () => run(operation))
    scope.enterWith(ambient)
    return run(operation)
  }
}

/**
 * Makes an engine. `M` gives names and payloads; by default the mergeable `HookMap`.
 *
 * ```ts
 * const hooks = createHooks<{ 'greet': Waterfall<{ name: string }, 'name'> }>()
 * hooks.define('greet', { kind: 'waterfall', key: 'name' })
 * hooks.on('greet', ({ name }) => name.toUpperCase())
 * hooks.point('greet').call({ name: 'ada' })   // 'ADA'
 * ```
 */
export function createHooks<M extends object = HookMap>(options: HooksOptions = {}): Hooks<M> {
  const clock = options.clock ?? systemClock
  const report = safely(options.report ?? toConsole)
  const slow = safely(options.slow ?? ((about: SlowHandler) => warnOnConsole(slowMessage(about))))
  const core = new Core({
    scope: options.scope,
    tracer: new Tracer(clock, options),
    deadlines: new Deadlines(clock, (plan, index, limit) => {
      const entry = plan.entries[index]
      if (entry !== undefined) slow({ hook: plan.hook, handler: entry.id, origin: entry.origin, limit })
    }),
    background: options.background,
    report,
  })
  return new Hooks<M>(core)
}

const slowMessage = (about: SlowHandler): string =>
  `"${about.hook}" still waits for handler "${about.handler}" of ${describeOrigin(about.origin)} after half of its ${about.limit} ms`
