import type { FastifyReply, FastifyRequest } from 'fastify'
import { toOrigins } from './origin.ts'
import { addVary } from './vary.ts'

/** Origins whose pages may read answers, with cookies and all; `*`: any page may, without cookies. */
export type CorsOption = '*' | readonly string[]

const exposed = 'etag, location, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset'
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE'
/** Names of headers with commas between them (RFC 9110, 5.6.2), of bearable length. */
const headerNames = /^[\w!#$%&'*+.^`|~, -]{1,1000}$/

/**
 * Cross-origin requests (https://fetch.spec.whatwg.org/#http-cors-protocol). Headers go out with every answer, errors and endpoints
 * included, since a page could not tell otherwise what is wrong; an origin that is not listed gets none.
 */
export class Cors {
  readonly #listed: ReadonlySet<string>
  readonly #any: boolean

  /** @throws HttpError `HTTP_ORIGIN_INVALID` */
  constructor(option: CorsOption) {
    this.#any = option === '*'
    this.#listed = option === '*' ? new Set() : toOrigins(option)
  }

  /**
   * Says who may read the answer.
   *
   * @returns whether the request only asks that (a preflight), and has been answered
   */
  handle(request: FastifyRequest, reply: FastifyReply): boolean {
    const { origin } = request.headers
    if (!this.#any) addVary(reply, 'origin')
    if (origin === undefined || !(this.#any || this.#listed.has(origin))) return false
    reply.header('access-control-allow-origin', this.#any ? '*' : origin)
    if (!this.#any) reply.header('access-control-allow-credentials', 'true')
    const wanted = request.headers['access-control-request-method']
    if (request.method !== 'OPTIONS' || wanted === undefined) {
      reply.header('access-control-expose-headers', exposed)
      return false
    }
    const asked = request.headers['access-control-request-headers']
    reply.header('access-control-allow-methods', methods).header('access-control-max-age', '600')
    if (typeof asked === 'string' && headerNames.test(asked)) reply.header('access-control-allow-headers', asked)
    addVary(reply, 'access-control-request-headers')
    reply.code(204).send()
    return true
  }
}
