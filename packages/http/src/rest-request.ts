import type { ContentRequest, Context, User } from '@crochet/content'
import type { FastifyRequest } from 'fastify'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { HttpLog } from './http-log.ts'

/** `req` of hooks and access rules for what comes in over HTTP: one for each request. */
export interface RestRequest extends ContentRequest {
  source: 'rest' | 'graphql'
  readonly method: string
  /** Path and query, as they were sent. */
  readonly url: string
  /** Address of the client; behind a trusted proxy, the one that the proxy names. */
  readonly ip: string
  readonly log: HttpLog
}

/** What is known of a request that did not get as far as fastify (a WebSocket upgrade, a malformed request). */
export interface BareRequest {
  readonly method: string
  readonly url: string
  readonly ip: string
  readonly headers: IncomingHttpHeaders
}

/** @returns the `req` of one request: nobody is signed in, nothing is in its context yet */
export function toRestRequest(request: FastifyRequest | BareRequest, log: HttpLog): RestRequest {
  return new LazyRequest(request, log)
}

/** As much of a `req` as an upgrade request gives. */
export const bareRequest = (request: IncomingMessage): BareRequest => ({
  method: request.method ?? '',
  url: request.url ?? '',
  ip: request.socket.remoteAddress ?? '',
  headers: request.headers,
})

/** Most requests meet no hook that looks at headers, and making `Headers` costs more than the rest of a small request. */
class LazyRequest implements RestRequest {
  user: User | null = null
  locale: string | undefined = undefined
  source: RestRequest['source'] = 'rest'
  context: Context = {}
  readonly method: string
  readonly url: string
  readonly ip: string
  readonly log: HttpLog
  readonly #raw: IncomingHttpHeaders
  #headers: Headers | undefined

  constructor(request: FastifyRequest | BareRequest, log: HttpLog) {
    this.method = request.method
    this.url = request.url
    this.ip = request.ip
    this.log = log
    this.#raw = request.headers
  }

  get headers(): Headers {
    return (this.#headers ??= toHeaders(this.#raw))
  }

  set headers(headers: Headers) {
    this.#headers = headers
  }
}

/** Node has joined repeated headers already; a value that `Headers` does not take is left out. */
export function toHeaders(raw: IncomingHttpHeaders): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one)
  }
  return headers
}
