import type { Content } from '@crochet/content'
import type { FastifyInstance } from 'fastify'
import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'
import { bodyTypeProblem } from '../request-body.ts'
import { collectionReads } from './collection-reads.ts'
import { collectionWrites } from './collection-writes.ts'
import { globalRead, globalWrites } from './global-routes.ts'
import { decodeForm, overrideProblem } from './method-override.ts'
import { configOf, getRoutes, overrideRoutes } from './read-route.ts'
import { json, takeJson } from './take-json.ts'
import {
  collectionVersionReads,
  collectionVersionWrites,
  globalVersionReads,
  globalVersionWrites,
} from './version-routes.ts'

export interface RestServices {
  readonly content: Content
  readonly limits: HttpLimits
}

const form = 'application/x-www-form-urlencoded'

/** REST over every collection and global that does not say `endpoints: false` (spec: content.md, "REST"). */
export function restRoutes(app: FastifyInstance, services: RestServices): void {
  const { content, limits } = services
  const collections = content.collections.filter(isServed)
  const globals = content.globals.filter(isServed)
  const reads = [
    ...collections.flatMap((collection) => collectionReads(collection, content)),
    ...collections.flatMap((collection) => collectionVersionReads(collection, content)),
    ...globals.map(({ slug }) => globalRead(slug, content)),
    ...globals.flatMap((global) => globalVersionReads(global, content)),
  ]
  app.register(async (scope) => {
    takeJson(scope, limits)
    scope.addHook('onRequest', (request, _reply, done) =>
      done(overrideProblem(request) ?? bodyTypeProblem(request, [json])),
    )
    getRoutes(scope, reads, limits)
    for (const collection of collections) collectionWrites(scope, collection, services)
    for (const { slug } of globals) globalWrites(scope, slug, services)
    for (const collection of collections) collectionVersionWrites(scope, collection, services)
    for (const global of globals) globalVersionWrites(scope, global, services)
  })
  app.register(async (scope) => {
    takeJson(scope, limits)
    scope.addContentTypeParser(form, { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) =>
      decodeForm(bytes),
    )
    scope.addHook('onRequest', (request, _reply, done) => done(bodyTypeProblem(request, [json, form])))
    overrideRoutes(scope, reads, limits)
  })
  for (const { slug, endpoints } of content.collections) if (endpoints === false) refuse(app, `/api/${slug}`, slug)
  for (const { slug, endpoints } of content.globals) if (endpoints === false) refuse(app, `/api/globals/${slug}`)
}

const isServed = ({ endpoints }: { readonly endpoints?: unknown }): boolean => endpoints !== false

/** Answers everything at and below `url` with 501: it exists, and not over REST. */
function refuse(app: FastifyInstance, url: string, collection?: string): void {
  for (const path of [url, `${url}/*`]) {
    app.all(path, {
      ...configOf(collection),
      onRequest: async () => {
        throw new HttpError('HTTP_ENDPOINTS_OFF', 'There is no REST here.')
      },
      handler: () => undefined,
    })
  }
}
