import { isPlainObject } from '@crochet/hooks'
import type { ContentRequest } from '../request.ts'

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const

export type EndpointMethod = (typeof methods)[number]

/** Where an endpoint writes what happens. */
export interface EndpointLog {
  debug(about: object | string, message?: string): void
  info(about: object | string, message?: string): void
  warn(about: object | string, message?: string): void
  error(about: object | string, message?: string): void
}

/**
 * What the handler of an endpoint is given: a web `Request` (absolute `url`, `signal` aborted when the client goes away) that is
 * at the same time the `req` of the content engine, so that it can be passed on to the Local API.
 */
export type EndpointRequest = Request &
  Pick<ContentRequest, 'user' | 'locale' | 'context'> & {
    source: 'rest'
    /** Address of the client; behind a trusted proxy, the one that the proxy names. */
    readonly ip: string
    readonly log: EndpointLog
    /** Values of `:name` and `*` in the path, decoded. */
    readonly routeParams: Readonly<Record<string, string>>
  }

/** A route of one's own: of the root, of a collection or of a global. */
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

/** @returns what is wrong with something that is to be an endpoint, as in `has the path "x"`; `undefined` for nothing */
export function endpointFlaw(endpoint: unknown): string | undefined {
  if (!isPlainObject(endpoint)) return 'is no object'
  const { path, method, handler } = endpoint
  if (typeof path !== 'string' || !pathPattern.test(path)) return `has the path ${JSON.stringify(path)}`
  if (!(methods as readonly unknown[]).includes(method)) {
    return `"${path}" has the method ${JSON.stringify(method)}, which is none of ${methods.join(', ')}`
  }
  return typeof handler === 'function' ? undefined : `"${path}" has no function \`handler\``
}
