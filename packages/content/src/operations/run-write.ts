import type { Operation } from '@crochet/hooks'
import type { Ambient, Core } from '../core.ts'
import { outcomeOf } from './outcome.ts'
import { begin, describe, outerOf, rememberFailure, type Request, type Run, type WriteRun } from './run.ts'
import { StaleDocument } from './stale-document.ts'
import { WriteScope } from './write-scope.ts'

/**
 * Runs a write as an operation of the engine, all or nothing. If the document changes between being loaded and being written,
 * the pipeline runs once more from its beginning, with fresh arguments and a fresh context.
 */
export async function runWrite<R>(core: Core, request: Request, pipeline: (run: WriteRun) => Promise<R>): Promise<R> {
  const outer = outerOf(core)
  return core.hooks.operation(describe(request), async (operation) => {
    const attempt = (): Promise<R> => attemptWrite({ core, request, operation, outer }, pipeline)
    try {
      return await attempt()
    } catch (error) {
      if (error instanceof StaleDocument) return attempt()
      throw error
    }
  })
}

interface Beginning {
  readonly core: Core
  readonly request: Request
  readonly operation: Operation
  readonly outer: Ambient | undefined
}

async function attemptWrite<R>(beginning: Beginning, pipeline: (run: WriteRun) => Promise<R>): Promise<R> {
  const { core, request, operation, outer } = beginning
  const scope = new WriteScope({
    documents: core.documents,
    clock: core.clock,
    label: operation.subject ?? operation.name,
    outcome: outcomeOf(() => run),
    parent: outer?.scope?.live === true ? outer.scope : undefined,
  })
  const run = toWriteRun(begin(core, request, { operation, outer, scope }), scope)
  return allOrNothing(run, pipeline)
}

/** A write that has not found out anything yet. */
export function toWriteRun(base: Run, scope: WriteScope): WriteRun {
  return {
    ...base,
    reader: () => scope.reader,
    scope,
    id: '',
    stored: undefined,
    originalDoc: undefined,
    data: {},
    doc: {},
    changed: new Set(),
    madeUp: new Map(),
  }
}

/** Keeps everything that the pipeline has written, or nothing of it. */
export async function allOrNothing<R, In extends Run & { readonly scope: WriteScope }>(
  run: In,
  pipeline: (run: In) => Promise<R>,
): Promise<R> {
  try {
    const result = await pipeline(run)
    await run.scope.commit()
    return result
  } catch (error) {
    rememberFailure(run, error)
    await run.scope.rollback(error)
    throw error
  }
}
