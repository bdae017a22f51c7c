import type { FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { HttpError } from './errors.ts'

/** Whether a request announces a body (RFC 9112, section 6.3). */
export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/**
 * Refuses a body of a type that the route does not take, before any of it is read. `request.mediaType` is the very value that fastify chooses the
 * parser by, so there is no type that the check sees in one way and the parser in another.
 *
 * @param types media types in lower case, without parameters
 * @returns HttpError `HTTP_BODY_TYPE`; `undefined` for a body that can be read, and where there is none
 */
export function bodyTypeProblem(request: FastifyRequest, types: readonly string[]): HttpError | undefined {
  if (!hasBody(request.raw)) return undefined
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity' && types.includes(request.mediaType ?? '')) return undefined
  const type = request.headers['content-type']
  const what = type === undefined ? 'has no Content-Type' : `has the Content-Type ${JSON.stringify(type)}`
  return new HttpError(
    'HTTP_BODY_TYPE',
    `The body ${what}${encoding === 'identity' ? '' : ' and is compressed'}; send ${types.join(' or ')}.`,
  )
}

/** @param limit bytes that a body may have */
export const tooLarge = (limit: number, cause?: unknown): HttpError =>
  new HttpError('HTTP_BODY_TOO_LARGE', `The body has more than ${limit} bytes.`, { data: { limit }, cause })
