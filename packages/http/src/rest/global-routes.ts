import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendJson } from './json-answer.ts'
import { fieldsOf } from './json-body.ts'
import { readQuery } from './query.ts'
import { parseQueryString } from './query-string.ts'
import type { RestServices } from './rest-routes.ts'

/** The routes of one global, at `/api/globals/<slug>`. POST and PATCH mean the same: change the fields that are sent. */
export function globalRoutes(app: FastifyInstance, slug: string, { content, limits }: RestServices): void {
  const url = `/api/globals/${slug}`

  app.get(url, async (request, reply) => {
    const query = readQuery(parseQueryString(request.url), ['depth', 'select', 'populate'], limits)
    return sendJson(reply, 200, await content.findGlobal({ slug, ...query, req: request.rest, overrideAccess: false }))
  })

  const update = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const query = readQuery(parseQueryString(request.url), ['depth', 'select', 'populate'], limits)
    const data = fieldsOf(request.body)
    const result = await content.updateGlobal({ slug, ...query, data, req: request.rest, overrideAccess: false })
    return sendJson(reply, 200, { result, message: 'Updated successfully.' })
  }
  app.post(url, update)
  app.patch(url, update)
}
