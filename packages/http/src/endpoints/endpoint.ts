import { HttpError } from '../errors.ts'
import type { RestRequest } from '../rest-request.ts'

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const

export type EndpointMethod = (typeof methods)[number]

/**
 * What the handler of an endpoint is given: a web `Request` (absolute `url`, `signal` aborted when the client goes away) that is
 * at the same time the `req` of the content engine, so that it can be passed on to the Local API.
 */
export type EndpointRequest = Request &
  Pick<RestRequest, 'user' | 'locale' | 'source' | 'context' | 'ip' | 'log'> & {
    /** Values of `:name` and `*` in the path, decoded. */
    readonly routeParams: Readonly<Record<string, string>>
  }

/** A route of one's own, served at `/api` + `path` and ahead of a collection's `/:id`. */
export interface Endpoint {
  /** Segments of letters, digits and `-._~`, or `:name`; the last one may be `*`. As in `/hooks/feed`, `/orders/:id/tracking`. */
  readonly path: string
  readonly method: EndpointMethod
  /**
   * A streamed body is passed on as it comes. Its `cancel` is called when the client goes away and, for `text/event-stream`,
   * when the server closes.
   */
  readonly handler: (req: EndpointRequest) => Response | Promise<Response>
}

const pathPattern = /^(?=.)(\/(:[A-Za-z_]\w*|[\w.~-]+))*(\/\*)?$/

/**
 * @param endpoint what the configuration or a module gave
 * @throws HttpError `HTTP_ENDPOINT_SHAPE`
 */
export function checkEndpoint(endpoint: unknown): asserts endpoint is Endpoint {
  if (typeof endpoint !== 'object' || endpoint === null) throw shapeError('is no object')
  const { path, method, handler } = endpoint as Record<string, unknown>
  if (typeof path !== 'string' || !pathPattern.test(path)) throw shapeError(`has the path ${JSON.stringify(path)}`)
  if (!(methods as readonly unknown[]).includes(method)) {
    throw shapeError(`"${path}" has the method ${JSON.stringify(method)}, which is none of ${methods.join(', ')}`)
  }
  if (typeof handler !== 'function') throw shapeError(`"${path}" has no function \`handler\``)
}

const shapeError = (what: string): HttpError => new HttpError('HTTP_ENDPOINT_SHAPE', `An endpoint ${what}.`)
