import type { FastifyReply, FastifyRequest } from 'fastify'
import { isNamed, tagOf } from './entity-tag.ts'
import { toJson } from './json-answer.ts'

/** Sends what was read as JSON with its ETag, or 304 to whoever has it already (`If-None-Match`, RFC 9110, 13.1.2). */
export function sendRead(request: FastifyRequest, reply: FastifyReply, value: unknown): FastifyReply {
  const json = toJson(value)
  const tag = tagOf(value, json)
  // Kept by nobody but the one who asks, and never shown again without asking.
  reply.header('etag', tag).header('cache-control', 'private, no-cache')
  const known = request.headers['if-none-match']
  if (known !== undefined && isNamed(tag, known)) return reply.code(304).send()
  return reply.code(200).type('application/json; charset=utf-8').send(json)
}
