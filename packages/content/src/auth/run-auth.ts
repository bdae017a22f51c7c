import type { Transaction } from '@crochet/storage'
import type { Core } from '../core.ts'
import { toPayload } from '../hooks/payload.ts'
import { checkLeft } from '../hooks/check-left.ts'
import { anObject } from '../hooks/hook-map.ts'
import type { OperationArgs } from '../hooks/payloads.ts'
import type { Circumstances } from '../operations/circumstances.ts'
import { begin, outerOf, type Run } from '../operations/run.ts'
import { allOrNothing } from '../operations/run-write.ts'
import { WriteScope } from '../operations/write-scope.ts'
import type { Doc } from '../untyped.ts'
import type { AuthOperation } from './auth-payloads.ts'
import type { AuthEntity } from './auth-state.ts'
import type { Revoked } from './revocations.ts'

/** What a caller wants done with an account or a session. */
export interface AuthRequest {
  readonly entity: AuthEntity
  readonly operation: AuthOperation
  readonly args: OperationArgs
  readonly circumstances: Circumstances
}

/** An operation on an account or a session under way. */
export interface AuthRun extends Run {
  readonly entity: AuthEntity
  readonly scope: WriteScope
  /** What is told once it is committed. */
  readonly revoked: Revoked[]
}

/** Runs it as an operation of the engine, all or nothing. Hook points of documents do not fire for what it writes itself. */
export async function runAuth<R>(core: Core, request: AuthRequest, pipeline: (run: AuthRun) => Promise<R>): Promise<R> {
  const outer = outerOf(core)
  const { entity } = request
  return core.hooks.operation({ name: `${entity.name}.${request.operation}` }, (operation) => {
    const revoked: Revoked[] = []
    const scope = new WriteScope({
      documents: core.documents,
      clock: core.clock,
      label: operation.name,
      outcome: {
        committed: async () => revoked.forEach((one) => core.auth.revocations.tell(one)),
        rolledBack: async () => undefined,
      },
      parent: outer?.scope?.live === true ? outer.scope : undefined,
    })
    const base = begin(core, request, { operation, outer, scope })
    return allOrNothing({ ...base, entity, reader: () => scope.reader, scope, revoked }, pipeline)
  })
}

type Own = Readonly<Record<string, unknown>>

/** Calls a hook point that observes or denies, if anybody listens. @param own what the payload has besides that of every point */
export async function callAuthHook(run: AuthRun, name: keyof AuthEntity['authPoints'], own: Own): Promise<void> {
  const point = run.entity.authPoints[name]
  if (point.used) await point.call(toPayload(run.about, own as never) as never)
}

/** Calls a hook point whose handlers may replace one key of the payload. @returns what they have left there */
export async function replaceByHook(
  run: AuthRun,
  name: keyof AuthEntity['authPoints'],
  { own, key }: { own: Own; key: string },
): Promise<Doc> {
  const point = run.entity.authPoints[name]
  if (!point.used) return own[key] as Doc
  const payload: Doc = toPayload(run.about, own as never)
  await point.call(payload as never)
  checkLeft(run.core.hooks, point.name, { value: payload[key], returns: anObject })
  return payload[key]
}

export const write = <T>(run: AuthRun, statements: (transaction: Transaction) => Promise<T>): Promise<T> =>
  run.scope.write(statements)
