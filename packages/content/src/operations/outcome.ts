import { Ambient } from '../core.ts'
import { tellOfRevocation } from '../auth/end-sessions.ts'
import type { AfterRollback } from '../hooks/payloads.ts'
import { toPayload } from '../hooks/payload.ts'
import { afterCommitPayload } from './call-hooks.ts'
import type { WriteRun } from './run.ts'
import type { Outcome } from './write-scope.ts'

/** Calls the observers of a write: those of its collection or global, then those of the root. */
export function outcomeOf(read: () => WriteRun): Outcome {
  return {
    async committed() {
      const run = read()
      const { entity, core } = run
      tellOfRevocation(run)
      for (const point of [entity.points.afterCommit, core.root.afterCommit]) {
        if (!point.used) continue
        await observe(run, () => point.call(afterCommitPayload(run)))
      }
    },
    /** In an operation of its own: calls made in the failed one are refused. */
    async rolledBack(error) {
      const run = read()
      const { entity, core, about } = run
      const points = [entity.points.afterRollback, core.root.afterRollback].filter((point) => point.used)
      if (points.length === 0) return
      const ambient = new Ambient(core, { req: run.req, actor: run.actor, scope: undefined })
      await core.hooks.operation({ name: `${entity.name}.${run.operation} rolled back` }, async (operation) => {
        operation.carries = ambient
        for (const point of points) await observe(run, () => point.call(toPayload<AfterRollback>(about, { error })))
      })
    },
  }
}

/** An observer never changes how the operation ends. Isolated handlers are reported by the engine; this is for the others. */
async function observe({ core }: WriteRun, call: () => unknown): Promise<void> {
  try {
    await call()
  } catch (error) {
    core.log.error({ err: error }, 'an observer failed')
  }
}
