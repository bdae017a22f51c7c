import type { FastifyReply } from 'fastify'
import { HttpError } from '../errors.ts'

/**
 * Sends a value as JSON.
 *
 * @throws HttpError `HTTP_ANSWER_JSON` when a hook has left something in it that JSON cannot hold
 */
export function sendJson(reply: FastifyReply, status: number, value: unknown): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(toJson(value))
}

/**
 * @throws HttpError `HTTP_ANSWER_JSON`
 */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new HttpError('HTTP_ANSWER_JSON', 'The answer cannot be written as JSON.', { cause })
  }
}
