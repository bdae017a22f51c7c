import { readID, type CollectionConfig } from '@crochet/content'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RestRequest } from '../rest-request.ts'
import { sendJson } from './json-answer.ts'
import { fieldsOf } from './json-body.ts'
import { readQuery, type QueryName, type RestQuery } from './query.ts'
import { parseQueryString } from './query-string.ts'
import type { RestServices } from './rest-routes.ts'

type WithId = { Params: { id: string } }

/** The routes of one collection, below `/api/<slug>`. Every one is an operation of the Local API with access enforced. */
export function collectionRoutes(app: FastifyInstance, collection: CollectionConfig, services: RestServices): void {
  const { slug, labels } = collection
  const { content, limits } = services
  const url = `/api/${slug}`
  const route = { config: { collection: slug } }

  const call = (request: FastifyRequest, allowed: readonly QueryName[]): Call => ({
    collection: slug,
    ...readQuery(parseQueryString(request.url), allowed, limits),
    req: request.rest,
    overrideAccess: false,
  })

  app.get(url, route, async (request, reply) => {
    const names = ['where', 'sort', 'limit', 'page', 'pagination', 'depth', 'select', 'populate'] as const
    const page = await content.find(call(request, names))
    return sendJson(reply, 200, page)
  })

  app.get(`${url}/count`, route, async (request, reply) => {
    const total = await content.count(call(request, ['where']))
    return sendJson(reply, 200, total)
  })

  app.get<WithId>(`${url}/:id`, route, async (request, reply) => {
    const doc = await content.findByID({
      ...call(request, ['depth', 'select', 'populate']),
      id: readID(collection, request.params.id),
    })
    return sendJson(reply, 200, doc)
  })

  app.post(url, route, async (request, reply) => {
    const data = fieldsOf(request.body)
    const doc = await content.create({ ...call(request, ['depth', 'select', 'populate']), data })
    return sendJson(reply, 201, { doc, message: `${labels?.singular ?? slug} successfully created.` })
  })

  app.patch<WithId>(`${url}/:id`, route, async (request, reply) => {
    const data = fieldsOf(request.body)
    const doc = await content.update({
      ...call(request, ['depth', 'select', 'populate']),
      id: readID(collection, request.params.id),
      data,
    })
    return sendJson(reply, 200, { doc, message: 'Updated successfully.' })
  })

  app.delete<WithId>(`${url}/:id`, route, async (request, reply) => {
    const doc = await content.delete({ ...call(request, []), id: readID(collection, request.params.id) })
    return sendJson(reply, 200, { doc, message: 'Deleted successfully.' })
  })
}

interface Call extends RestQuery {
  readonly collection: string
  readonly req: RestRequest
  readonly overrideAccess: false
}
