import type { Services } from './compile.ts'
import { settle } from './dispatch-tracer.ts'
import { HookError } from './errors.ts'
import { beginOperation, type Ambient, type Operation, type OperationAbout } from './lineage.ts'
import type { Owner } from './owner.ts'
import { Registry } from './registry.ts'
import { isThenable } from './thenable.ts'
import type { TraceSink } from './trace.ts'

/** The parts that an engine and its views share. */
export class Core {
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

  listen(sink: TraceSink, owner: Owner): void {
    owner.sinks.add(sink)
    this.services.tracer.add(sink)
    this.followTracer()
  }

  leave(sink: TraceSink, owner: Owner): void {
    if (owner.sinks.delete(sink)) this.services.tracer.remove(sink)
    this.followTracer()
  }

  swap(owners: readonly Owner[]): void {
    const incoming = owners.map((owner) => {
      const set = owner.staged('swap')
      if (set === undefined) throw viewError('a view that is in effect already cannot be swapped in')
      if (set.replaces !== undefined && set.replaces.standing.is !== 'live') {
        throw viewError('a view is to be replaced that is not in effect')
      }
      return { owner, set }
    })
    this.registry.swap(incoming)
    for (const { owner, set } of incoming) {
      const { replaces } = set
      replaces?.goes({ is: 'ended', why: 'replaced' })
      owner.goes({ is: 'live' })
      for (const name of set.declared.keys()) owner.points.add(name)
      for (const sink of replaces?.sinks ?? []) this.services.tracer.remove(sink)
      for (const sink of set.sinks) this.listen(sink, owner)
    }
    this.followTracer()
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

const viewError = (message: string): HookError => new HookError('HOOK_VIEW_ENDED', message, { hook: 'swap' })
