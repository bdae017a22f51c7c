import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createHttp } from '@crochet/http'
import type { ListenOptions } from './app.ts'
import { AppError } from './errors.ts'
import { booted, type Parts } from './parts.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** Where WebSockets of the collaboration server come in (spec: realtime.md). */
const collabPath = '/collab'

/**
 * Makes `listen`: one HTTP server for REST, endpoints, pages and WebSockets.
 *
 * @param closing receives what `listen` opens, so that it is closed first
 */
export function serve(parts: Parts, closing: AsyncDisposableStack): Parts['listen'] {
  return async ({ port = 3000, host = '127.0.0.1', stopOnSignals: stops = true }: ListenOptions) => {
    if (closing.disposed) throw new AppError('APP_CLOSED', 'The application cannot listen any more.')
    if (parts.listening) throw new AppError('APP_LISTENING', 'The application listens already.')
    parts.listening = true
    closing.defer(() => void (parts.listening = false))

    const publicDir = join(parts.config.appPath, 'public')
    const door = await createHttp({
      content: booted(parts, 'content'),
      log: parts.log,
      endpoints: parts.endpoints,
      publicDir: existsSync(publicDir) ? publicDir : undefined,
      origins: parts.config.origins,
      pagePolicy: parts.config.pagePolicy,
    })
    closing.defer(() => door.close())
    const realtime = booted(parts, 'realtime')
    door.upgrade(collabPath, (request, socket, head) => realtime.handleUpgrade(request, socket, head))

    if (stops) closing.defer(stopOnSignals(parts.close, parts.log))
    return door.listen({ port, host })
  }
}
