import type { BulkResult } from '@crochet/content'
import type { FastifyReply } from 'fastify'
import { sendJson } from './json-answer.ts'

interface Words {
  readonly done: 'Updated' | 'Deleted'
  readonly verb: 'update' | 'delete'
  /** What the documents are called. */
  readonly plural: string
}

/**
 * Answers a write of many documents, as Payload does: `{ docs, errors, message }`, with 200 when all of them were written, and with 400
 * when some were not. Those that were stay written.
 */
export function bulkAnswer(reply: FastifyReply, result: BulkResult<unknown>, words: Words): FastifyReply {
  const { docs, errors } = result
  const { done, verb, plural } = words
  const failed = errors.length > 0
  const message = failed
    ? `Unable to ${verb} ${errors.length} out of ${errors.length + docs.length} ${plural}.`
    : `${done} ${docs.length} ${plural} successfully.`
  return sendJson(reply, failed ? 400 : 200, { ...result, message })
}
