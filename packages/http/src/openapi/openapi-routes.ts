import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hash } from 'node:crypto'
import { isNamed } from '../rest/entity-tag.ts'
import { pageHeaders } from '../security-headers.ts'
import type { Described } from './openapi-document.ts'

/** What is sent, made once. */
interface Prepared {
  readonly body: string
  readonly type: string
  readonly tag: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Serves the description of REST at `/api/openapi.json`, and the same for people at `/api/reference`. Both are made at the first
 * request, and what makes them is loaded then.
 */
export function openApiRoutes(app: FastifyInstance, config: Described): void {
  serve(app, '/api/openapi.json', async () => {
    const { toOpenApi } = await import('./openapi-document.ts')
    return { body: JSON.stringify(toOpenApi(config)), type: 'application/json; charset=utf-8', headers: {} }
  })
  serve(app, '/api/reference', async () => {
    const [{ toOpenApi }, { referencePage }] = await Promise.all([
      import('./openapi-document.ts'),
      import('./reference-page.ts'),
    ])
    const { html, styleHash } = referencePage(toOpenApi(config))
    const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
    return { body: html, type: 'text/html; charset=utf-8', headers: pageHeaders(policy) }
  })
}

function serve(app: FastifyInstance, url: string, make: () => Promise<Omit<Prepared, 'tag'>>): void {
  let prepared: Promise<Prepared> | undefined
  const prepare = async (): Promise<Prepared> => {
    const made = await make()
    return { ...made, tag: `"${hash('sha256', made.body, 'base64url')}"` }
  }
  app.get(url, async (request, reply) => send(request, reply, await (prepared ??= prepare())))
}

function send(request: FastifyRequest, reply: FastifyReply, { body, type, tag, headers }: Prepared): FastifyReply {
  reply.headers(headers).header('etag', tag).header('cache-control', 'no-cache')
  const known = request.headers['if-none-match']
  if (known !== undefined && isNamed(tag, known)) return reply.code(304).send()
  return reply.type(type).send(body)
}
