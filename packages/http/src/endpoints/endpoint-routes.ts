import type { Content } from '@crochet/content'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'
import { configOf } from '../rest/read-route.ts'
import { tooLarge } from '../request-body.ts'
import type { RouteTable } from '../route-table.ts'
import { checkEndpoint } from './endpoint.ts'
import type { PlacedEndpoint } from './placed-endpoint.ts'
import type { ResponseWriter } from './response-writer.ts'
import { Waiting } from './waiting.ts'
import { toWebRequest } from './web-request.ts'

export interface EndpointServices {
  readonly content: Content
  readonly limits: HttpLimits
  readonly writer: ResponseWriter
  readonly table: RouteTable
  /** Told when a handler begins, and by the function it gives back when the handler has ended. */
  readonly began: () => () => void
  /** Runs `afterError` for what fails when the answer is on its way already. */
  readonly reportLate: (error: unknown, request: FastifyRequest) => Promise<void>
}

/**
 * Serves endpoints at their base + path.
 *
 * @throws HttpError `HTTP_ENDPOINT_SHAPE`, or `HTTP_ENDPOINT_TAKEN` when something is served there already
 */
export function endpointRoutes(
  app: FastifyInstance,
  endpoints: readonly PlacedEndpoint[],
  services: EndpointServices,
): void {
  app.register(async (scope) => {
    // The handler reads the body itself, whatever its type is.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.addHook('onRequest', async (request) => {
      if (Number(request.headers['content-length']) > services.limits.body) throw tooLarge(services.limits.body)
    })
    for (const endpoint of endpoints) endpointRoute(scope, endpoint, services)
  })
}

function endpointRoute(
  scope: FastifyInstance,
  { endpoint, base, collection }: PlacedEndpoint,
  services: EndpointServices,
): void {
  checkEndpoint(endpoint)
  const { content, limits, writer, table, began, reportLate } = services
  const [method, url] = [endpoint.method.toUpperCase(), base + endpoint.path]
  if (table.has(method, url)) {
    throw new HttpError('HTTP_ENDPOINT_TAKEN', `${method} ${url} is served already.`)
  }
  scope.route({
    method,
    url,
    exposeHeadRoute: false,
    ...configOf(collection),
    async handler(request, reply) {
      const waiting = new Waiting(reply.raw)
      const web = toWebRequest(request, limits.body, waiting.signal)
      request.rest = web
      const ended = began()
      let response: unknown
      try {
        response = await content.runAs(web, () => endpoint.handler(web))
      } finally {
        ended()
      }
      waiting.over()
      if (!(response instanceof Response)) {
        const what = response === null ? 'null' : typeof response
        throw new HttpError('HTTP_ENDPOINT_RETURN', `${method} ${url} returned ${what}.`)
      }
      if (reply.sent) {
        await response.body?.cancel()
        return reply
      }
      reply.hijack()
      try {
        await writer.write(response, reply.raw, reply.getHeaders())
      } catch (error) {
        await reportLate(error, request)
      }
      return reply
    },
  })
}
