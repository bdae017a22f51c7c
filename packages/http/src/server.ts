import type { Content, Endpoint } from '@crochet/content'
import type { FastifyInstance } from 'fastify'
import { answerClientError } from './client-error.ts'
import { AuthActions } from './auth/auth-actions.ts'
import { authRoutes } from './auth/auth-routes.ts'
import { SessionCookie, type CookieOptions } from './auth/cookies.ts'
import { signInRequests } from './auth/sign-in-requests.ts'
import { Cors, type CorsOption } from './cors.ts'
import { endpointRoutes } from './endpoints/endpoint-routes.ts'
import { placedEndpoints } from './endpoints/placed-endpoint.ts'
import { Running } from './endpoints/running.ts'
import { ResponseWriter } from './endpoints/response-writer.ts'
import { ErrorAnswers } from './error-answer.ts'
import { createFastifyApp, type RequestInterceptor } from './fastify-app.ts'
import { healthRoutes, type ReadyCheck } from './health-routes.ts'
import { graphqlRoutes, type GraphqlOptions } from './graphql/graphql-routes.ts'
import { Door, type HttpDoor, type Routes } from './http-door.ts'
import type { HttpLog } from './http-log.ts'
import { InFlight } from './in-flight.ts'
import type { JobsDoor } from './jobs/jobs-door.ts'
import { jobsRoutes } from './jobs/jobs-routes.ts'
import { resolveLimits, type HttpLimits } from './limits.ts'
import { toOrigins } from './origin.ts'
import type { MetricsOption } from './metrics/metric.ts'
import { metricsRoutes } from './metrics/metrics-routes.ts'
import { openApiRoutes } from './openapi/openapi-routes.ts'
import { RateLimit, type RateOption } from './rate-limit.ts'
import { restRoutes } from './rest/rest-routes.ts'
import { refuseUnknownBelow, RouteTable } from './route-table.ts'
import { defaultPagePolicy } from './security-headers.ts'
import { staticFiles } from './static-files.ts'
import { Upgrades } from './upgrade.ts'

export interface HttpOptions {
  /** The compiled content engine whose collections and globals are served. */
  readonly content: Content
  readonly log: HttpLog
  /** Folder of files served at `/`. */
  readonly publicDir?: string | undefined
  /** Content-Security-Policy of files. Default: only what this server serves itself. */
  readonly pagePolicy?: string | undefined
  /** Routes of one's own below `/api`. The list is read by `listen`: what is pushed to it before is served too. */
  readonly endpoints?: readonly Endpoint[] | undefined
  readonly limits?: Partial<HttpLimits> | undefined
  /** GraphQL at `/api/graphql`; `false` for none. */
  readonly graphql?: false | GraphqlOptions | undefined
  /** Origins besides the server's own host whose pages may open WebSockets (`https://app.example.org`). */
  readonly origins?: readonly string[] | undefined
  /** Origins besides the server's own host whose pages may use the cookie of a session. */
  readonly csrf?: readonly string[] | undefined
  /** How sessions are kept in browsers. */
  readonly cookies?: CookieOptions | undefined
  /** Proxies whose `X-Forwarded-*` headers are believed: addresses or ranges, or `true` for any. Default: none. */
  readonly trustProxy?: boolean | string | string[] | undefined
  /** Origins whose pages may read answers, with cookies; `*`: any page may, without. Default: pages of the same origin only. */
  readonly cors?: CorsOption | undefined
  /** How many requests one address may send: `{ requests: 600, seconds: 60 }`. Default: as many as it likes. */
  readonly rate?: RateOption | undefined
  /** Whether answers of some size are compressed for those who take it. Default: true. */
  readonly compress?: boolean | undefined
  /** What `/readyz` asks besides the database, by name. */
  readonly ready?: Readonly<Record<string, ReadyCheck>> | undefined
  /** What `/api/health` answers, an object for anybody to see. Default: there is no such path. */
  readonly health?: (() => object) | undefined
  /** Serves `/metrics` to whoever has the token. Default: nothing is measured. */
  readonly metrics?: MetricsOption | undefined
  /** Whether REST is described at `/api/openapi.json`, and for people at `/api/reference`. Default: true. */
  readonly openapi?: boolean | undefined
  /** The queue of jobs at `/api/jobs`, for those whom its `access` lets in. Default: none is served. */
  readonly jobs?: JobsDoor | undefined
  /** Asked before anything else happens with a request. @returns whether it has been answered, or will be, by somebody else */
  readonly before?: RequestInterceptor | undefined
}

/**
 * Builds the HTTP door of a content engine; opens no port.
 *
 * @throws HttpError `HTTP_LIMIT_INVALID`, `HTTP_ORIGIN_INVALID`, `HTTP_COOKIE_INVALID`, `HTTP_RATE_INVALID`, `HTTP_METRICS_SHAPE`, `HTTP_PUBLIC_DIR`;
 *   ConfigError for names that meet in GraphQL
 */
export async function createHttp(options: HttpOptions): Promise<HttpDoor> {
  const { content, log, publicDir } = options
  const limits = resolveLimits(options.limits)
  const origins = toOrigins(options.origins)
  const signIn = { cookie: new SessionCookie(options.cookies), csrf: toOrigins(options.csrf) }
  const actions = new AuthActions(content, signIn)
  const answers = new ErrorAnswers(content, log)
  const inFlight = new InFlight(limits.request)
  const isClosing = (): boolean => door.closing

  const cors = options.cors === undefined ? undefined : new Cors(options.cors)
  const rate = options.rate === undefined ? undefined : new RateLimit(options.rate)
  const writer = new ResponseWriter()
  const first = newApp()
  const upgrades = new Upgrades(first.server, { answers, log, origins, urlLimit: limits.url, isClosing })
  const { addEndpoints, ...routes } = await addRoutes(first)
  const door = new Door({
    ...routes,
    inFlight,
    upgrades,
    writer,
    log,
    drain: limits.drain,
    addLateRoutes: () => addEndpoints(options.endpoints ?? []),
    async build(endpoints) {
      const { addEndpoints: add, ...again } = await addRoutes(newApp())
      await add(endpoints)
      return again
    },
  })
  return door

  function newApp(): FastifyInstance {
    return createFastifyApp({
      answers,
      limits,
      log,
      trustProxy: options.trustProxy ?? false,
      before: options.before,
      cors,
      rate,
      compress: options.compress ?? true,
      inFlight,
      isClosing,
      onClientError: (error, socket) =>
        void answerClientError(error, socket, { answers, log, isAnswering: (its) => inFlight.isAnswering(its) }),
    })
  }

  /** All routes but the endpoints of the root, which come last. */
  async function addRoutes(app: FastifyInstance): Promise<Routes & { addEndpoints: AddEndpoints }> {
    const table = new RouteTable()
    const running = new Running()
    signInRequests(app, content, signIn)
    table.follow(app)
    healthRoutes(app, {
      checks: { database: () => content.ping(), ...options.ready },
      health: options.health,
      log,
      patience: limits.ready,
    })
    if (options.metrics !== undefined) await metricsRoutes(app, options.metrics, { answers, inFlight })
    restRoutes(app, { content, limits })
    if (options.openapi ?? true) {
      const { collections, globals } = content
      const jobs = options.jobs?.access !== undefined
      openApiRoutes(app, { collections, globals, cookie: signIn.cookie.name, jobs })
    }
    if (options.graphql !== false) graphqlRoutes(app, options.graphql ?? {}, { content, limits, log, actions })
    if (options.jobs !== undefined) jobsRoutes(app, options.jobs, { content, limits })
    authRoutes(app, { content, limits, actions })
    refuseUnknownBelow(app, '/api')
    if (publicDir !== undefined) staticFiles(app, publicDir, options.pagePolicy ?? defaultPagePolicy)
    await app.after()
    return { app, running, addEndpoints }

    async function addEndpoints(endpoints: readonly Endpoint[]): Promise<void> {
      endpointRoutes(app, placedEndpoints(endpoints, content), {
        content,
        limits,
        writer,
        table,
        began: running.began,
        reportLate: async (error, request) => void (await answers.answer(error, { req: request.rest })),
      })
      await app.after()
      table.refuseOtherMethods(app)
      await app.ready()
    }
  }
}

type AddEndpoints = (endpoints: readonly Endpoint[]) => Promise<void>
