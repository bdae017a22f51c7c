import { reportFailure } from '../failure.ts'
import { documentPayload } from '../hooks/document-payload.ts'
import type { Services } from '../services.ts'
import type { Document } from './document.ts'

interface Broadcast {
  readonly payload: string
  readonly send: () => void
  /** What has to be sent before it, if that waits for a hook. */
  readonly after: Promise<void> | undefined
}

/**
 * Sends a stateless message when `beforeBroadcastStateless` has let it pass; a throw drops it, and is reported.
 *
 * @returns a promise that never rejects if it waits for the hook or for a message before it; nothing if it has been sent
 */
export function broadcastStateless(
  services: Services,
  document: Document,
  { payload, send, after }: Broadcast,
): Promise<void> | undefined {
  const { points, hooks, instance } = services
  const point = points.beforeBroadcastStateless
  const drop = (error: unknown): void => {
    services.log.error({ document: document.name, error }, 'a stateless message was not broadcast: a hook refused it')
    reportFailure(services, error, { documentName: document.name })
  }
  let allowed: unknown
  if (point.used) {
    try {
      allowed = hooks.operation({ name: 'broadcast', subject: document.name }, () =>
        point.call({ ...documentPayload(instance, document.name), document, payload }),
      )
    } catch (error) {
      drop(error)
      return undefined
    }
  }
  if (!(allowed instanceof Promise) && after === undefined) {
    send()
    return undefined
  }
  return Promise.all([allowed, after]).then(send).catch(drop)
}
