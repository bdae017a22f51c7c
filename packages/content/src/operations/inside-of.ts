import type { Entity } from '../config/compile.ts'
import type { OperationArgs } from '../hooks/payloads.ts'
import { copyContext } from './copy-context.ts'
import type { Run } from './run.ts'

/** A read inside another one, with a request of its own: what hooks leave in its context stays there. */
export function insideOf(run: Run, entity: Entity, args: OperationArgs): Run {
  const { core, actor } = run
  const context = copyContext(run.context)
  const req = { ...run.req, context }
  if (actor === 'system') core.systemRequests.add(req)
  const about = { req, context, operation: 'read' as const, ...entity.about }
  return { ...run, entity, operation: 'read', req, context, about, args }
}
