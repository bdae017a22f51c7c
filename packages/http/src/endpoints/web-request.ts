import type { EndpointRequest } from '@crochet/content'
import type { FastifyRequest } from 'fastify'
import { HttpError } from '../errors.ts'
import { hasBody, tooLarge } from '../request-body.ts'

/**
 * The request as a web `Request`. Its body is read from the socket as the handler reads it, up to `limit` bytes.
 *
 * @param signal tells the handler that nobody waits for its answer any more
 * @throws HttpError `HTTP_REQUEST_INVALID` when Host and path make no URL
 */
export function toWebRequest(request: FastifyRequest, limit: number, signal: AbortSignal): EndpointRequest {
  const { rest } = request
  const web = new Request(absoluteUrl(request), {
    method: request.method,
    headers: rest.headers,
    body: hasBody(request.raw) ? limitedBody(request.raw, limit) : null,
    duplex: 'half',
    signal,
  })
  return Object.assign(web, {
    user: rest.user,
    locale: rest.locale,
    source: 'rest' as const,
    context: rest.context,
    ip: rest.ip,
    log: rest.log,
    routeParams: request.params as Readonly<Record<string, string>>,
  })
}

function absoluteUrl(request: FastifyRequest): URL {
  const text = `${request.protocol}://${request.host}${request.url}`
  if (request.url.startsWith('/') && URL.canParse(text)) return new URL(text)
  throw new HttpError('HTTP_REQUEST_INVALID', 'The Host header and the path make no URL.')
}

function limitedBody(raw: AsyncIterable<Uint8Array>, limit: number): ReadableStream<Uint8Array> {
  const chunks = raw[Symbol.asyncIterator]()
  let received = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done === true) return controller.close()
      received += value.byteLength
      if (received > limit) throw tooLarge(limit)
      controller.enqueue(value)
    },
    async cancel() {
      await chunks.return?.()
    },
  })
}
