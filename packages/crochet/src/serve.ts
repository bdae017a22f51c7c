import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createHttp } from '@crochet/http'
import type { ListenOptions } from './app.ts'
import { announceFirstUser } from './auth/first-user-link.ts'
import { AppError } from './errors.ts'
import { healthOf } from './health.ts'
import { closingTime } from './jobs/closing-time.ts'
import { metricSources } from './metric-sources.ts'
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
    // What was opened is closed again if the port cannot be had, and another call may try another one.
    await using opening = new AsyncDisposableStack()
    parts.listening = true
    opening.defer(() => {
      parts.listening = false
      parts.door = undefined
    })

    const realtime = booted(parts, 'realtime')
    const { metrics, ...http } = parts.config.http ?? {}
    const publicDir = join(parts.config.appPath, 'public')
    const jobs = booted(parts, 'jobs')
    const { work = true, access } = parts.config.jobs
    const { grace, patience } = closingTime(parts.config.jobs)
    // Taken down after the door: requests may still queue jobs.
    opening.defer(() => jobs.rest({ grace }))
    const door = opening.use(
      await createHttp({
        content: booted(parts, 'content'),
        log: parts.log,
        endpoints: parts.endpoints,
        publicDir: existsSync(publicDir) ? publicDir : undefined,
        origins: parts.config.origins,
        cors: parts.config.cors,
        ...http,
        metrics: metrics === undefined ? undefined : { ...metrics, sources: metricSources(parts, opening) },
        csrf: parts.config.csrf,
        cookies: parts.config.cookies,
        pagePolicy: parts.config.pagePolicy,
        graphql: parts.config.graphql,
        health: healthOf(parts),
        jobs: { queue: jobs, access },
        before: (request, response) => realtime.handleRequest(request, response),
      }),
    )
    parts.door = door
    door.upgrade(collabPath, (request, socket, head) => realtime.handleUpgrade(request, socket, head))
    const at = await door.listen({ port, host })
    await announceFirstUser(booted(parts, 'content'), parts.log, at.url)
    await realtime.announceListening(Number(new URL(at.url).port))

    if (closing.disposed) throw new AppError('APP_CLOSED', 'The application was closed while it began to listen.')
    if (stops) opening.defer(stopOnSignals(parts.close, { log: parts.log, patience }))
    if (work !== false) jobs.work(work === true ? {} : work)
    closing.use(opening.move())
    return at
  }
}
