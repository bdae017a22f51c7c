import type { Content } from '@crochet/content'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AuthActions } from '../auth/auth-actions.ts'
import { visitOf } from '../auth/visit.ts'
import { translateFastifyError } from '../fastify-error.ts'
import type { HttpLimits } from '../limits.ts'
import type { HttpLog } from '../http-log.ts'
import { bodyTypeProblem } from '../request-body.ts'
import { parseJsonBody } from '../rest/json-body.ts'
import { toRestRequest } from '../rest-request.ts'
import { answerHeaders } from '../security-headers.ts'
import type { GraphqlEngine } from './graphql-engine.ts'
import type { GraphqlOutcome } from './graphql-result.ts'
import { readBody, readUrl } from './graphql-request.ts'
import { checkNames } from './check-names.ts'

export interface GraphqlOptions {
  /** Whether clients may ask for the schema. Default: not when `NODE_ENV` is `production`. */
  readonly introspection?: boolean | undefined
}

export interface GraphqlServices {
  readonly content: Content
  readonly actions: AuthActions
  readonly limits: HttpLimits
  readonly log: HttpLog
}

const url = '/api/graphql'

/**
 * Serves GraphQL over HTTP (the draft of the GraphQL foundation): POST for everything, GET for queries. The names of the schema are
 * checked now; the schema itself is made, and GraphQL loaded, for the first request.
 *
 * @throws ConfigError for two things that would have the same name
 */
export function graphqlRoutes(app: FastifyInstance, options: GraphqlOptions, services: GraphqlServices): void {
  const { content, limits, log } = services
  checkNames({ collections: content.collections, globals: content.globals })
  const introspection = options.introspection ?? process.env['NODE_ENV'] !== 'production'
  let loading: Promise<GraphqlEngine> | undefined
  const load = async (): Promise<GraphqlEngine> => {
    const { GraphqlEngine: Engine } = await import('./graphql-engine.ts')
    return new Engine({ ...services, introspection })
  }
  // What could not be loaded (no file handle was free, for instance) is tried again by the next request.
  const engine = (): Promise<GraphqlEngine> =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    }))

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addHook('onRequest', (request, _reply, done) => {
      request.rest.source = 'graphql'
      done(bodyTypeProblem(request, ['application/json']))
    })
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) =>
      parseJsonBody(bytes, limits),
    )
    scope.setErrorHandler(async (error, request, reply) => {
      request.rest ??= toRestRequest(request, log)
      request.rest.source = 'graphql'
      const refused = await (await engine()).refuse(translateFastifyError(error, limits), request.rest)
      return send(reply, refused, { type: mediaType(request), strict: true })
    })

    scope.get(url, async (request, reply) => {
      const asked = readUrl(request.url, limits)
      const outcome = await (await engine()).run(asked, { visit: visitOf(request, reply), readOnly: true })
      if (outcome.status === 405) reply.header('allow', 'POST')
      return send(reply, outcome, { type: mediaType(request) })
    })

    scope.post(url, async (request, reply) => {
      const asked = readBody(request.body, limits)
      const ready = await engine()
      const type = mediaType(request)
      const visit = visitOf(request, reply)
      if (!Array.isArray(asked)) return send(reply, await ready.run(asked, { visit }), { type })
      const outcomes = await ready.runAll(asked, visit)
      const status = Math.max(...outcomes.map((outcome) => statusOf(outcome, type)))
      return send(reply, { status, body: outcomes.map(({ body }) => body) }, { type, strict: true })
    })
  })
}

const current = 'application/graphql-response+json'
const legacy = 'application/json'
type MediaType = typeof current | typeof legacy

/** Who asks for JSON only is answered as clients expected it before there was a media type of its own. */
const mediaType = ({ headers: { accept = '' } }: FastifyRequest): MediaType =>
  accept.includes(legacy) && !accept.includes(current) ? legacy : current

/** In the legacy type, a request that could be read is answered with 200, whatever the query comes to (GraphQL over HTTP, 6.4.1). */
const statusOf = ({ status }: GraphqlOutcome, type: MediaType): number =>
  type === legacy && status === 400 ? 200 : status

function send(
  reply: FastifyReply,
  outcome: GraphqlOutcome,
  { type, strict = false }: { type: MediaType; strict?: boolean },
): FastifyReply {
  const status = strict ? outcome.status : statusOf(outcome, type)
  return reply.code(status).headers(answerHeaders).type(`${type}; charset=utf-8`).send(JSON.stringify(outcome.body))
}
