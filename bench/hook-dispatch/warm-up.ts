import type { Engine } from './contender.ts'
import type { Handlers } from './handlers.ts'

const dispatches = 300
const most = 8

/**
 * Dispatches other hooks first, with 0 to 8 handlers of both kinds. An application has many hooks: V8 must not see the measured
 * one alone and fit the engine to it.
 */
export async function warmUp(engine: Engine, handlers: Handlers): Promise<void> {
  const kinds = engine.isSyncOnly ? (['sync'] as const) : (['sync', 'async', 'mixed'] as const)
  for (let count = 0; count <= most; count++) {
    for (const kind of kinds) {
      const dispatch = engine.prepare(`other ${kind} ${count}`, handlers.others(kind, count))
      for (let i = 0; i < dispatches; i++) await dispatch()
    }
  }
}
