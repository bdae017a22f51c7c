import type { Id } from '@crochet/storage'
import { Ambient, type Core } from '../core.ts'
import { outcomeOf } from './outcome.ts'
import { begin, describe, outerOf, type Request, type Run, type WriteRun } from './run.ts'
import { allOrNothing, toWriteRun } from './run-write.ts'
import { WriteScope } from './write-scope.ts'

/** A write of many documents under way. */
export interface BulkRun extends Run {
  readonly operation: 'update' | 'delete'
  readonly scope: WriteScope
}

/** Runs a bulk write as an operation of the engine: one transaction around all documents. */
export async function runBulk<R>(core: Core, request: Request, pipeline: (run: BulkRun) => Promise<R>): Promise<R> {
  const outer = outerOf(core)
  return core.hooks.operation(describe(request), (operation) => {
    const scope = new WriteScope({
      documents: core.documents,
      clock: core.clock,
      label: operation.name,
      outcome: undefined,
      parent: outer?.scope?.live === true ? outer.scope : undefined,
    })
    const run: BulkRun = {
      ...begin(core, request, { operation, outer, scope }),
      operation: request.operation === 'delete' ? 'delete' : 'update',
      reader: () => scope.reader,
      scope,
    }
    return allOrNothing(run, pipeline)
  })
}

/**
 * Runs the pipeline of one document of a bulk write: all or nothing in a savepoint, as an operation of the engine that its
 * hooks' calls join. Request and context are those of the bulk write, the same for all its documents.
 */
export async function runDocument<R>(bulk: BulkRun, id: Id, pipeline: (run: WriteRun) => Promise<R>): Promise<R> {
  const { core, entity, req, actor } = bulk
  const subject = `${entity.name}/${id}`
  return core.hooks.operation({ name: `${entity.name}.${bulk.operation}`, subject }, (operation) => {
    const scope = bulk.scope.document(
      subject,
      outcomeOf(() => run),
    )
    operation.carries = new Ambient(core, { req, actor, scope })
    const run: WriteRun = { ...toWriteRun({ ...bulk, args: { ...bulk.args, id } }, scope), id }
    return allOrNothing(run, pipeline)
  })
}
