import type { FastifyReply, FastifyRequest } from 'fastify'
import { HttpError } from '../errors.ts'
import { expectedBy, tagOfState } from './entity-tag.ts'
import { sendJson } from './json-answer.ts'

/** `If-Match` as the Local API takes it: it is checked by the operation, together with the write (RFC 9110, 13.1.1). */
export function ifMatch({ headers }: FastifyRequest): { ifUpdatedAt?: string[] } {
  const expected = expectedBy(headers['if-match'])
  return expected === undefined ? {} : { ifUpdatedAt: expected }
}

/** @throws HttpError `HTTP_IF_MATCH`: a list of documents has no state of its own */
export function refuseIfMatch({ headers }: FastifyRequest): void {
  if (headers['if-match'] !== undefined) throw new HttpError('HTTP_IF_MATCH', '`If-Match` is for a single document.')
}

/** Sends a document that was written, with the tag that the next `If-Match` may name. */
export function sendWritten(
  reply: FastifyReply,
  status: number,
  answer: { readonly message: string; readonly doc?: unknown; readonly result?: unknown },
): FastifyReply {
  const tag = tagOfState(answer.doc ?? answer.result)
  if (tag !== undefined) reply.header('etag', tag)
  return sendJson(reply, status, answer)
}
