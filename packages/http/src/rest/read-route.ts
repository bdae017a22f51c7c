import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HttpLimits } from '../limits.ts'
import type { RestRequest } from '../rest-request.ts'
import { overriding, readOverride } from './method-override.ts'
import type { QueryName } from './query-names.ts'
import { readQuery, type RestQuery } from './query.ts'
import { RouteQueries } from './route-queries.ts'
import { sendJson } from './json-answer.ts'
import { sendRead } from './read-answer.ts'

/** A query on behalf of a request: what the calls of the Local API take besides the name of what they are for. */
export interface Asked extends RestQuery {
  readonly req: RestRequest
  readonly overrideAccess: false
}

/** A route that only reads: served for GET, and for POST with `X-HTTP-Method-Override: GET`. */
export interface ReadRoute {
  readonly url: string
  /** Slug of the collection, whose `afterError` hooks run. */
  readonly collection?: string
  readonly names: readonly QueryName[]
  /** @param id what stands for `:id` in the address */
  readonly read: (asked: Asked, id: string) => Promise<unknown>
}

export function getRoutes(app: FastifyInstance, routes: readonly ReadRoute[], limits: HttpLimits): void {
  for (const { url, collection, names, read } of routes) {
    const queries = new RouteQueries(names, limits)
    app.get(url, configOf(collection), async (request, reply) => {
      const query = queries.read(request.url)
      return sendRead(request, reply, await read(asked(request, query), idOf(request)))
    })
  }
}

/** The same for queries that are too long for an address. */
export function overrideRoutes(app: FastifyInstance, routes: readonly ReadRoute[], limits: HttpLimits): void {
  for (const { url, collection, names, read } of routes) {
    app.post(url, { ...configOf(collection), ...overriding }, async (request, reply) => {
      const query = readQuery(readOverride(request), names, limits)
      return sendJson(reply, 200, await read(asked(request, query), idOf(request)))
    })
  }
}

export const asked = (request: FastifyRequest, query: RestQuery): Asked => ({
  ...query,
  req: request.rest,
  overrideAccess: false,
})

export const configOf = (collection: string | undefined): { config: { collection?: string } } => ({
  config: collection === undefined ? {} : { collection },
})

const idOf = (request: FastifyRequest): string => (request.params as { id?: string }).id ?? ''
