import type { Content } from '@crochet/content'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf } from './json-body.ts'
import { ifMatch, sendWritten } from './precondition.ts'
import { parseQueryString } from './query-string.ts'
import { queryNames } from './query-names.ts'
import { readQuery } from './query.ts'
import { asked, type ReadRoute } from './read-route.ts'
import type { RestServices } from './rest-routes.ts'

const urlOf = (slug: string): string => `/api/globals/${slug}`

export function globalRead(slug: string, content: Content): ReadRoute {
  return {
    url: urlOf(slug),
    names: queryNames.findGlobal,
    read: (query) => content.findGlobal({ slug, ...query }),
  }
}

/** POST and PATCH mean the same: change the fields that are sent. */
export function globalWrites(app: FastifyInstance, slug: string, { content, limits }: RestServices): void {
  const update = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const query = readQuery(parseQueryString(request.url), queryNames.updateGlobal, limits)
    const data = fieldsOf(request.body)
    const result = await content.updateGlobal({ slug, ...asked(request, query), data, ...ifMatch(request) })
    return sendWritten(reply, 200, { result, message: 'Updated successfully.' })
  }
  app.post(urlOf(slug), update)
  app.patch(urlOf(slug), update)
}
