import type { BackgroundRunner } from './compile.ts'
import { Core } from './core.ts'
import { Deadlines } from './deadline.ts'
import { toDefinition, type DefineOptions } from './definition.ts'
import type { HookError } from './errors.ts'
import type { AttachedHandler, ExplainedHandler } from './explain.ts'
import type { Entry, HandlerRecord } from './handler.ts'
import type { Definition, HandlerFunction, HookMap, Kind } from './hook-map.ts'
import type { Operation, OperationAbout } from './lineage.ts'
import { describeOrigin, type Origin } from './origin.ts'
import { Owner } from './owner.ts'
import type { HookPoint } from './point.ts'
import { systemClock, type Channel, type Clock, type Scope } from './ports.ts'
import { runBackground } from './run-background.ts'
import { StagedSet } from './staged-set.ts'
import { safely, toConsole, warnOnConsole } from './sinks.ts'
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
  readonly #owner: Owner

  constructor(core: Core, origin?: Origin, owner: Owner = new Owner()) {
    this.#core = core
    this.#origin = origin
    this.#owner = owner
  }

  /**
   * Declares a hook point: once, by the package that calls it, with its contract in the doc comment of its `HookMap` entry.
   *
   * @throws HookError `HOOK_DEFINED_TWICE` when it is declared already, in another way
   */
  define<N extends Name<M>>(name: N, options: DefineOptions<DefinitionOf<M, N>>): HookPoint<DefinitionOf<M, N>> {
    const given = options as unknown as { kind: Kind; key?: string; into?: string }
    return this.#core.registry.define(toDefinition(name, given), this.#owner) as unknown as HookPoint<
      DefinitionOf<M, N>
    >
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
    const [owner, { registry }] = [this.#owner, this.#core]
    const entry = registry.attach(name, handler, { owner, origin: this.#origin })
    return () => {
      owner.disowns(entry)
      registry.detach(name, entry, owner)
    }
  }

  /** Removes a handler by its id or its function. @returns whether there was one */
  off<N extends Name<M>>(name: N, which: string | HandlerFunction<DefinitionOf<M, N>>): boolean {
    return this.#core.registry.detach(name, which, this.#owner)
  }

  /** @throws HookError `HOOK_UNKNOWN_POINT`, with the nearest name */
  point<N extends Name<M>>(name: N): HookPoint<DefinitionOf<M, N>> {
    return this.#core.registry.point(name, this.#owner) as unknown as HookPoint<DefinitionOf<M, N>>
  }

  /** Names of all declared hook points. */
  names(): string[] {
    return this.#core.registry.names()
  }

  /**
   * Runs a handler that was handed over to the background, outside any dispatch: no filter, no deadline, and what it returns is
   * ignored by the hook point.
   *
   * @param name what it was attached to, and `id`: as in the entry that was handed over
   * @returns what it returns; a promise only if that is one
   * @throws HookError (or rejects with it) `HOOK_UNKNOWN_HANDLER` when it is not attached any more, `HOOK_FAILED` when it fails
   */
  runBackground({ name, id }: { name: string; id: string }, payload: object): unknown {
    return runBackground(this.#core.registry.attached(name, id), payload, this.#core.services.scope)
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
    const [{ root }, core] = [this.#owner, this.#core]
    const staged = root.staged('trace')
    if (staged === undefined) core.listen(sink, root)
    else staged.sinks.add(sink)
    return () => {
      staged?.sinks.delete(sink)
      core.leave(sink, root)
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

  /**
   * A view of the same engine that stamps what is attached through it, and can remove just that (`clear`). A view made from a
   * view with an origin is part of it.
   *
   * @param options `swappable`: dispatches that run its handlers are counted, for `idle`
   */
  from(origin: Origin, { swappable = false }: { readonly swappable?: boolean } = {}): Hooks<M> {
    const whole = this.#origin === undefined ? undefined : this.#owner
    return new Hooks<M>(this.#core, origin, new Owner({ swappable, whole }))
  }

  /** Removes every handler that was attached through this view. */
  clear(): void {
    for (const entry of [...this.#owner.handlers.values()].flatMap((entries) => [...entries])) {
      this.#owner.disowns(entry)
      this.#core.registry.detach(entry.hook, entry, this.#owner)
    }
  }

  /**
   * A view whose handlers, hook points and trace sinks only take effect with `swap`: then in place of everything that came in
   * through the view `replaces`, else in addition. What is read through it (`list`, `explain`) is what is in effect.
   */
  stage(origin: Origin, { replaces }: { readonly replaces?: Hooks<M> | undefined } = {}): Hooks<M> {
    const set = new StagedSet(replaces === undefined ? undefined : replaces.#owner.root)
    return new Hooks<M>(this.#core, origin, new Owner({ standing: { is: 'staged', set }, swappable: true }))
  }

  /**
   * Puts staged views into effect, all of them in one synchronous turn. A handler with the id of a former one keeps its place;
   * former handlers without successor, hook points that nobody declares any more and trace sinks of the replaced views go.
   * Dispatches under way finish on the handlers they began with (`idle` says when). Points that somebody holds stay good, also
   * where the new declaration differs. Afterwards the staged views are as any other, and nothing can be attached through the
   * replaced ones.
   *
   * @param views from `stage`
   * @throws HookError `HOOK_ORDER_CYCLE`, `HOOK_ORDER_UNKNOWN`, `HOOK_UNKNOWN_POINT`, `HOOK_DEFINED_TWICE` where what would
   *   result is refused, `HOOK_VIEW_ENDED` for a view that is not staged or replaces one that is not live: nothing has changed then
   */
  swap(views: readonly Hooks<M>[]): void {
    this.#core.swap(views.map((view) => view.#owner))
  }

  /** Ends a view from `stage` without effect. */
  discard(): void {
    if (this.#owner.standing.is === 'staged') this.#owner.goes({ is: 'ended', why: 'discarded' })
  }

  /**
   * Resolves when no dispatch is under way that runs handlers of this view, once it has been replaced; while it is in effect, new
   * ones may begin at any time. For views that are `swappable` or came from `stage`; others are not counted.
   */
  idle(): Promise<void> {
    return this.#owner.flights?.idle() ?? Promise.resolve()
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
