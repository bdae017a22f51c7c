import type { Content } from '@crochet/content'
import type { FastifyInstance } from 'fastify'
import type { HttpLimits } from '../limits.ts'
import { bodyTypeProblem } from '../request-body.ts'
import { collectionRoutes } from './collection-routes.ts'
import { globalRoutes } from './global-routes.ts'
import { parseJsonBody } from './json-body.ts'

export interface RestServices {
  readonly content: Content
  readonly limits: HttpLimits
}

/** REST over every collection and global (spec: content.md, "REST"). */
export function restRoutes(app: FastifyInstance, services: RestServices): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addHook('onRequest', (request, _reply, done) => done(bodyTypeProblem(request)))
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) =>
      // Many clients announce JSON with every request, also with a DELETE that has no body.
      bytes.length === 0 ? undefined : parseJsonBody(bytes, services.limits),
    )
    for (const config of services.content.collections) collectionRoutes(scope, config, services)
    for (const { slug } of services.content.globals) globalRoutes(scope, slug, services)
  })
}
