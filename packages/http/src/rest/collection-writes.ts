import { readID, type CollectionConfig } from '@crochet/content'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { bulkAnswer } from './bulk-answer.ts'
import { fieldsOf } from './json-body.ts'
import { sendJson } from './json-answer.ts'
import { ifMatch, refuseIfMatch, sendWritten } from './precondition.ts'
import { parseQueryString } from './query-string.ts'
import { queryNames, type QueryName } from './query-names.ts'
import { readQuery, whereOf } from './query.ts'
import { asked, configOf, type Asked } from './read-route.ts'
import type { RestServices } from './rest-routes.ts'

type WithId = { Params: { id: string } }

/** The routes of one collection that write, below `/api/<slug>`. Every one is an operation of the Local API with access enforced. */
export function collectionWrites(
  app: FastifyInstance,
  collection: CollectionConfig,
  { content, limits }: RestServices,
): void {
  const { slug, labels } = collection
  const url = `/api/${slug}`
  const config = configOf(slug)
  const singular = labels?.singular ?? slug
  const plural = labels?.plural ?? slug

  const call = (request: FastifyRequest, names: readonly QueryName[]): Asked & { collection: string } => ({
    collection: slug,
    ...asked(request, readQuery(parseQueryString(request.url), names, limits)),
  })

  app.post(url, config, async (request, reply) => {
    const data = fieldsOf(request.body)
    const doc = await content.create({ ...call(request, queryNames.create), data })
    reply.header('location', addressOf(slug, doc))
    return sendWritten(reply, 201, { doc, message: `${singular} successfully created.` })
  })

  app.post<WithId>(`${url}/:id/duplicate`, config, async (request, reply) => {
    const data = request.body === undefined ? {} : fieldsOf(request.body)
    const id = readID(collection, request.params.id)
    const doc = await content.duplicate({ ...call(request, queryNames.duplicate), id, data })
    reply.header('location', addressOf(slug, doc))
    return sendWritten(reply, 201, { doc, message: `${singular} successfully duplicated.` })
  })

  app.patch<WithId>(`${url}/:id`, config, async (request, reply) => {
    const data = fieldsOf(request.body)
    const id = readID(collection, request.params.id)
    const doc = await content.update({ ...call(request, queryNames.update), id, data, ...ifMatch(request) })
    return sendWritten(reply, 200, { doc, message: 'Updated successfully.' })
  })

  app.delete<WithId>(`${url}/:id`, config, async (request, reply) => {
    const id = readID(collection, request.params.id)
    const doc = await content.delete({ ...call(request, queryNames.delete), id, ...ifMatch(request) })
    return sendJson(reply, 200, { doc, message: 'Deleted successfully.' })
  })

  app.patch(url, config, async (request, reply) => {
    refuseIfMatch(request)
    const data = fieldsOf(request.body)
    const many = call(request, queryNames.updateMany)
    const result = await content.update({ ...many, where: whereOf(many), data })
    return bulkAnswer(reply, result, { done: 'Updated', verb: 'update', plural })
  })

  app.delete(url, config, async (request, reply) => {
    refuseIfMatch(request)
    const many = call(request, queryNames.deleteMany)
    const result = await content.delete({ ...many, where: whereOf(many) })
    return bulkAnswer(reply, result, { done: 'Deleted', verb: 'delete', plural })
  })
}

/** Where a new document is (RFC 9110, 15.3.2). */
const addressOf = (slug: string, { id }: { readonly id?: unknown }): string =>
  `/api/${slug}/${encodeURIComponent(String(id))}`
