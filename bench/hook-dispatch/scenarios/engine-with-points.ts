import { createHooks, type HookPoint, type Hooks, type Series } from '@crochet/hooks'
import { crochet, type Points } from '../engines/crochet.ts'
import type { HandlerKind, Handlers, Payload } from '../handlers.ts'
import { warmUp } from '../warm-up.ts'

/** Makes an engine whose code V8 has seen many hooks of. */
export async function warmEngine(
  handlers: Handlers,
  options: Parameters<typeof createHooks<Points>>[0] = {},
): Promise<Hooks<Points>> {
  const hooks = createHooks<Points>(options)
  await warmUp(crochet(hooks), handlers)
  return hooks
}

/** Declares a hook point and attaches `count` of the measured handlers. */
export function attach(
  hooks: Hooks<Points>,
  name: string,
  { kind, count, deadline, handlers }: Attachment,
): HookPoint<Series<Payload>> {
  const point = hooks.define(`bench:${name}`, { kind: 'series', deadline })
  for (const handler of handlers.measured(kind, count)) hooks.on(`bench:${name}`, handler)
  return point
}

export interface Attachment {
  readonly kind: HandlerKind
  readonly count: number
  readonly deadline: number
  readonly handlers: Handlers
}
