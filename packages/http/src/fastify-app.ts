import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { compress } from './compress.ts'
import type { Cors } from './cors.ts'
import type { ErrorAnswers } from './error-answer.ts'
import { HttpError } from './errors.ts'
import { secondsToWait } from './seconds-to-wait.ts'
import { translateFastifyError } from './fastify-error.ts'
import type { InFlight } from './in-flight.ts'
import type { HttpLimits } from './limits.ts'
import type { HttpLog } from './http-log.ts'
import { lateCompilers } from './late-compilers.ts'
import type { RateLimit } from './rate-limit.ts'
import { overrideConstraint } from './rest/method-override.ts'
import { toRestRequest, type RestRequest } from './rest-request.ts'
import { answerHeaders } from './security-headers.ts'
import { asksForWebSocket } from './upgrade.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** `req` of the hooks that run for this request. */
    rest: RestRequest
  }
  interface FastifyContextConfig {
    /** Slug of the collection that the route belongs to: its `afterError` hooks run for errors. */
    collection?: string
  }
}

/** Looks at a request first. Never rejects. @returns whether somebody else answers it; nothing for no */
export type RequestInterceptor = (request: IncomingMessage, response: ServerResponse) => Promise<boolean> | undefined

export interface AppServices {
  readonly answers: ErrorAnswers
  readonly limits: HttpLimits
  readonly log: HttpLog
  readonly trustProxy: boolean | string | string[]
  readonly before: RequestInterceptor | undefined
  readonly cors: Cors | undefined
  readonly rate: RateLimit | undefined
  /** Whether answers are compressed. */
  readonly compress: boolean
  readonly inFlight: InFlight
  readonly isClosing: () => boolean
  readonly onClientError: (error: NodeJS.ErrnoException, socket: Socket) => void
}

/** A fastify instance that keeps the limits, gives each request its `req`, and answers every error in one shape. */
export function createFastifyApp(services: AppServices): FastifyInstance {
  const { answers, limits, log, cors, rate, inFlight, isClosing } = services
  const app = Fastify({
    http: {
      maxHeaderSize: limits.headers,
      headersTimeout: limits.request,
      // The handler's own deadline comes first, so that a slow body gets an answer; this one breaks the connection.
      requestTimeout: limits.request + 1_000,
      connectionsCheckingInterval: Math.min(limits.request, 5_000),
      // A header sent twice is seen as both values, not as the first: `application/json, text/plain` is no media type.
      joinDuplicateHeaders: true,
      requireHostHeader: false,
      shouldUpgradeCallback: asksForWebSocket,
    },
    requestTimeout: limits.request + 1_000,
    bodyLimit: limits.body,
    trustProxy: services.trustProxy,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: limits.url, querystringParser: () => ({}), constraints: overrideConstraint },
    schemaController: { compilersFactory: lateCompilers },
    clientErrorHandler: services.onClientError,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  })

  inFlight.follow(app.server)
  app.decorateRequest('rest')
  // It takes a callback since it runs for every request, where one promise more would be felt.
  app.addHook('onRequest', (request, reply, done) => {
    inFlight.answerInTime(reply)
    request.rest = toRestRequest(request, log)
    reply.headers(answerHeaders)
    if (cors?.handle(request, reply) === true) return
    if (isClosing()) return done(new HttpError('HTTP_CLOSING', 'The server is closing.'))
    done(rate?.handle(request, reply) ?? problemOf(request, limits))
  })
  if (services.compress) app.addHook('onSend', compress)
  const { before } = services
  if (before !== undefined) {
    app.addHook('onRequest', (request, reply, done) => {
      const asked = before(request.raw, reply.raw)
      if (asked === undefined) return done()
      void asked.then((answered) => (answered ? reply.hijack() : done()))
    })
  }
  app.setNotFoundHandler((request) => {
    throw unknownRoute(request)
  })
  app.setErrorHandler(answerError)
  return app

  async function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { raw } = request
    if (raw.destroyed && !raw.complete) return leave(reply)
    request.rest ??= toRestRequest(request, log)
    const wait = secondsToWait(error)
    if (wait !== undefined) reply.header('retry-after', wait)
    const { status, json } = await answers.answer(translateFastifyError(error, limits), {
      req: request.rest,
      collection: request.routeOptions.config?.collection,
    })
    if (status === 408) reply.header('connection', 'close')
    // What is left of the body is read and dropped: closing at once would reset the connection before the answer arrives.
    else if (reply.hasHeader('connection')) reply.removeHeader('connection')
    return reply.code(status).headers(answerHeaders).type('application/json; charset=utf-8').send(json)
  }

  /** The client has gone before its request was complete: nothing has run, and there is nobody to answer. */
  function leave(reply: FastifyReply): FastifyReply {
    log.debug('a client went away in the middle of its request')
    reply.raw.destroy()
    return reply.hijack()
  }
}

/** What is refused before a route is looked at or a byte of the body is read. */
function problemOf(request: FastifyRequest, limits: HttpLimits): HttpError | undefined {
  const { host } = request.headers
  if (host === undefined ? request.raw.httpVersion !== '1.0' : host.includes(',')) {
    return new HttpError('HTTP_REQUEST_INVALID', 'The request must have one Host header.')
  }
  if (Buffer.byteLength(request.url) > limits.url) {
    return new HttpError('HTTP_URL_TOO_LONG', `The URL has more than ${limits.url} bytes.`, {
      data: { limit: limits.url },
    })
  }
  return request.is404 ? unknownRoute(request) : undefined
}

function unknownRoute(request: FastifyRequest): HttpError {
  return request.server.supportedMethods.includes(request.method)
    ? new HttpError('HTTP_ROUTE_UNKNOWN', 'There is nothing at this path.')
    : new HttpError('HTTP_METHOD_UNKNOWN', `The method ${request.method} is not known here.`)
}
