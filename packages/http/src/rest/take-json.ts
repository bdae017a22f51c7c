import type { FastifyInstance } from 'fastify'
import type { HttpLimits } from '../limits.ts'
import { parseJsonBody } from './json-body.ts'

export const json = 'application/json'

/** Has the routes of `scope` read JSON, within the limits. Other types are refused where `bodyTypeProblem` is asked. */
export function takeJson(scope: FastifyInstance, limits: HttpLimits): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(json, { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) =>
    // Many clients announce JSON with every request, also with a DELETE that has no body.
    bytes.length === 0 ? undefined : parseJsonBody(bytes, limits),
  )
}
