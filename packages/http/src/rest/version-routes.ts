import { hasVersions, type CollectionConfig, type Content, type GlobalConfig } from '@crochet/content'
import type { FastifyInstance } from 'fastify'
import { ifMatch, sendWritten } from './precondition.ts'
import { queryNames } from './query-names.ts'
import { parseQueryString } from './query-string.ts'
import { readQuery } from './query.ts'
import { asked, configOf, type ReadRoute } from './read-route.ts'
import type { RestServices } from './rest-routes.ts'

type WithId = { Params: { id: string } }

const message = 'Restored successfully.'

/** The routes that read versions of a collection's documents; none where it keeps none. */
export function collectionVersionReads(config: CollectionConfig, content: Content): ReadRoute[] {
  if (!hasVersions(config)) return []
  const collection = config.slug
  const url = `/api/${collection}/versions`
  return [
    {
      url,
      collection,
      names: queryNames.findVersions,
      read: (query) => content.findVersions({ collection, ...query }),
    },
    {
      url: `${url}/:id`,
      collection,
      names: queryNames.findVersionByID,
      read: (query, id) => content.findVersionByID({ collection, id, ...query }),
    },
  ]
}

/** The same for a global. */
export function globalVersionReads(config: GlobalConfig, content: Content): ReadRoute[] {
  if (!hasVersions(config)) return []
  const { slug } = config
  const url = `/api/globals/${slug}/versions`
  return [
    { url, names: queryNames.findVersions, read: (query) => content.findGlobalVersions({ slug, ...query }) },
    {
      url: `${url}/:id`,
      names: queryNames.findVersionByID,
      read: (query, id) => content.findGlobalVersionByID({ slug, id, ...query }),
    },
  ]
}

/** POST to a version restores it. */
export function collectionVersionWrites(app: FastifyInstance, config: CollectionConfig, services: RestServices): void {
  if (!hasVersions(config)) return
  const { content, limits } = services
  const { slug: collection } = config
  app.post<WithId>(`/api/${collection}/versions/:id`, configOf(collection), async (request, reply) => {
    const query = asked(request, readQuery(parseQueryString(request.url), queryNames.restoreVersion, limits))
    const doc = await content.restoreVersion({ collection, ...query, id: request.params.id, ...ifMatch(request) })
    return sendWritten(reply, 200, { doc, message })
  })
}

export function globalVersionWrites(app: FastifyInstance, config: GlobalConfig, services: RestServices): void {
  if (!hasVersions(config)) return
  const { content, limits } = services
  const { slug } = config
  app.post<WithId>(`/api/globals/${slug}/versions/:id`, async (request, reply) => {
    const query = asked(request, readQuery(parseQueryString(request.url), queryNames.restoreGlobalVersion, limits))
    const result = await content.restoreGlobalVersion({ slug, ...query, id: request.params.id, ...ifMatch(request) })
    return sendWritten(reply, 200, { result, message })
  })
}
