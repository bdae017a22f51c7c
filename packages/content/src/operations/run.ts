import type { Operation } from '@crochet/hooks'
import type { Id, Reader } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import { isIdOf } from '../config/own-id.ts'
import { Ambient, ambientOf, type Core } from '../core.ts'
import { ContentError } from '../errors.ts'
import type { HookArgs, OperationArgs, OperationName } from '../hooks/payloads.ts'
import type { Context, ContentRequest } from '../request.ts'
import type { Reach } from '../query/condition.ts'
import type { Data, Doc } from '../untyped.ts'
import { toActor, type Circumstances } from './circumstances.ts'
import type { MadeUp } from './made-up-values.ts'
import type { WriteScope } from './write-scope.ts'

/** What a caller wants done. */
export interface Request {
  readonly entity: Entity
  readonly operation: OperationName
  readonly args: OperationArgs
  readonly circumstances: Circumstances
}

/** One operation under way, as its steps share it. */
export interface Run {
  readonly core: Core
  readonly entity: Entity
  readonly operation: OperationName
  readonly req: ContentRequest
  readonly context: Context
  readonly actor: Ambient['actor']
  /** Whether access rules are asked. */
  readonly enforce: boolean
  readonly showHiddenFields: boolean
  /** See `Circumstances`. */
  readonly mark: string | undefined
  /** What every hook payload begins with. */
  readonly about: Omit<HookArgs, 'signal'>
  /** Where to read: sees the uncommitted writes around it. */
  readonly reader: () => Reader
  /** `beforeOperation` may replace them. */
  args: OperationArgs
  /** Which documents of other collections count in what the caller asks; settled when that is checked. */
  reach?: Reach | undefined
}

/** One write under way. The steps fill in the rest. */
export interface WriteRun extends Run {
  readonly scope: WriteScope
  id: Id
  /** The document as stored; `undefined` while there is none. Nobody outside the pipeline gets hold of it. */
  stored: Doc | undefined
  /** A copy of `stored` for hooks. */
  originalDoc: Doc | undefined
  /** What was sent, as hooks have left it. */
  data: Data
  /** The written (or deleted) document on its way to the caller. */
  doc: Doc
  changed: Set<string>
  /** Values of unique fields that nobody has sent, by the name of the field. */
  readonly madeUp: Map<string, MadeUp>
}

/** Runs a read as an operation of the engine. */
export async function runRead<R>(core: Core, request: Request, pipeline: (run: Run) => Promise<R>): Promise<R> {
  const outer = outerOf(core)
  return core.hooks.operation(describe(request), async (operation) => {
    const scope = outer?.scope?.live === true ? outer.scope : undefined
    const run = begin(core, request, { operation, outer, scope })
    try {
      return await pipeline(run)
    } catch (error) {
      rememberFailure(run, error)
      throw error
    }
  })
}

/** The outermost operation that an error passes is what whoever hears of it knows about: it comes last. */
export function rememberFailure({ core, req }: Pick<Run, 'core' | 'req'>, error: unknown): void {
  if (typeof error === 'object' && error !== null) core.failedRequests.set(error, req)
}

/** @throws ContentError `OPERATION_OVER` for a call that a failed operation left behind */
export function outerOf(core: Core): Ambient | undefined {
  const outer = ambientOf(core)
  if (outer?.scope?.failed !== true) return outer
  throw new ContentError('OPERATION_OVER', 'The operation that made this call has failed and was rolled back.')
}

/** What every step of the operation needs; nested ones find it by the engine's operation. */
export function begin(
  core: Core,
  { entity, operation: name, args, circumstances }: Request,
  { operation, outer, scope }: { operation: Operation; outer: Ambient | undefined; scope: WriteScope | undefined },
): Run {
  const { req, actor, enforce } = toActor(core, circumstances, outer)
  operation.carries = new Ambient(core, { req, actor, scope })
  return {
    core,
    entity,
    operation: name,
    req,
    context: req.context,
    actor,
    enforce,
    showHiddenFields: circumstances.showHiddenFields === true,
    mark: circumstances.mark,
    reader: () => (scope?.live === true ? scope.reader : core.documents),
    about: { req, context: req.context, operation: name, ...entity.about },
    args: { ...args },
  }
}

/** The subject is what the loop guard counts by. */
export function describe({ entity, operation, args }: Request): { name: string; subject: string | undefined } {
  const ofDocument = isIdOf(entity, args.id) ? `${entity.name}/${args.id}` : undefined
  return { name: `${entity.name}.${operation}`, subject: entity.kind === 'global' ? entity.name : ofDocument }
}
