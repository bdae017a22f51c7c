import type { FastifyInstance } from 'fastify'
import type { HttpLog } from './http-log.ts'

/** Rejects, or throws, when what it is about cannot be used now. */
export type ReadyCheck = () => unknown

interface Readiness {
  readonly ready: boolean
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>
}

interface HealthOptions {
  readonly checks: Readonly<Record<string, ReadyCheck>>
  /** What `/api/health` answers; without it there is no such path. */
  readonly health: (() => object) | undefined
  readonly log: HttpLog
  /** Milliseconds for each check. */
  readonly patience: number
}

/**
 * `/healthz`: the process takes requests. `/api/health`: what it runs without, told by the application. `/readyz`: so does everything it needs, each under its name; 503 when something does not, and
 * while the server closes. What exactly is wrong is for the log.
 */
export function healthRoutes(app: FastifyInstance, { checks, health, log, patience }: HealthOptions): void {
  app.get('/healthz', async (_request, reply) => reply.send({ status: 'ok' }))
  if (health !== undefined) app.get('/api/health', async (_request, reply) => reply.send(health()))

  // However many ask at once, what they ask about is asked once.
  let asking: Promise<Readiness> | undefined
  app.get('/readyz', async (_request, reply) => {
    asking ??= askAll(checks, { log, patience }).finally(() => (asking = undefined))
    const { ready, checks: found } = await asking
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', checks: found })
  })
}

async function askAll(
  checks: Readonly<Record<string, ReadyCheck>>,
  { log, patience }: { log: HttpLog; patience: number },
): Promise<Readiness> {
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await withinTime(check, patience)
        return [name, 'ok'] as const
      } catch (error) {
        log.warn({ err: error, check: name }, `"${name}" is not ready`)
        return [name, 'failed'] as const
      }
    }),
  )
  return { ready: found.every(([, outcome]) => outcome === 'ok'), checks: Object.fromEntries(found) }
}

async function withinTime(check: ReadyCheck, patience: number): Promise<void> {
  const late = AbortSignal.timeout(patience)
  const { promise, reject } = Promise.withResolvers<never>()
  late.addEventListener('abort', () => reject(late.reason as Error))
  await Promise.race([(async () => check())(), promise])
}
