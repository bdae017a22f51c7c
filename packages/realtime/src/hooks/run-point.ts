import type { HookMap } from '@crochet/hooks'
import type { Services } from '../services.ts'
import type { HookName } from './hook-points.ts'

/**
 * Runs a hook that is about the server as an operation: inside that of the handler which brings it about, if one does. So a
 * handler that calls itself, by whatever it does, ends (`HOOK_LOOP`).
 *
 * @returns what the handlers returned, put together as the hook point says; a promise only if one of them returned one
 * @throws HookError of a handler that may stop what follows
 */
export function runPoint<Name extends HookName>(
  { hooks, points }: Pick<Services, 'hooks' | 'points'>,
  name: Name,
  payload: HookMap[Name]['payload'],
): unknown {
  const point = points[name] as { readonly used: boolean; call(payload: unknown): unknown }
  if (!point.used) return undefined
  const { documentName = 'server' } = payload as { documentName?: string }
  return hooks.operation({ name, subject: documentName }, () => point.call(payload))
}
