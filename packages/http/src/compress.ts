import type { FastifyReply, FastifyRequest } from 'fastify'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { addVary } from './vary.ts'

/** Characters below which compressing costs more than it saves: they fit into one packet. */
const threshold = 1400

const codings = {
  // Above 4, Brotli takes many times as long for a few percent.
  br: (text: string): Promise<Buffer> =>
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: string): Promise<Buffer> => promisify(gzip)(text),
}

type Coding = keyof typeof codings
type Done = (error: Error | null, payload?: unknown) => void

/**
 * An `onSend` hook: compresses texts for those who take it (RFC 9110, 12.5.3), off the main thread. Small answers cost one comparison.
 * The ETag names the coding, since the bytes are others (RFC 9110, 8.8.3.3).
 */
// It takes a callback since it runs for every answer, where one promise more would be felt.
// oxlint-disable-next-line max-params
export function compress(request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void {
  if (typeof payload !== 'string' || payload.length < threshold || reply.hasHeader('content-encoding')) {
    return done(null, payload)
  }
  addVary(reply, 'accept-encoding')
  const coding = wanted(request.headers['accept-encoding'])
  if (coding === undefined) return done(null, payload)
  codings[coding](payload).then(
    (bytes) => {
      reply.header('content-encoding', coding)
      const tag = reply.getHeader('etag')
      if (typeof tag === 'string') reply.header('etag', `${tag.slice(0, -1)}.${coding}"`)
      done(null, bytes)
    },
    (error: Error) => done(error),
  )
}

/** What the client likes best of what there is; of what it likes the same, what is smaller. */
export function wanted(acceptEncoding: string | string[] | undefined): Coding | undefined {
  if (typeof acceptEncoding !== 'string') return undefined
  const likes = new Map<string, number>()
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    const weight = parameters.find((text) => text.startsWith('q='))?.slice(2)
    likes.set(name, weight === undefined ? 1 : Number(weight) || 0)
  }
  const liked = (coding: Coding): number => likes.get(coding) ?? likes.get('*') ?? 0
  const [best] = (['br', 'gzip'] as const).toSorted((one, other) => liked(other) - liked(one))
  return best !== undefined && liked(best) > 0 && liked(best) >= (likes.get('identity') ?? 0) ? best : undefined
}
