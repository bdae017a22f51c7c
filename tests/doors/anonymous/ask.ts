import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Question {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Asks with any method, for a path that is sent as it is written. @returns status and kind of the answer, as in `200 { doc, message }` */
export async function ask(url: string, { method, path, headers = {}, body }: Question): Promise<string> {
  const { hostname, port } = new URL(url)
  const sent = body === undefined ? undefined : JSON.stringify(body)
  const type =
    sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request({ hostname, port, method, path, headers: { ...type, ...headers }, agent: false })
    .on('response', resolve)
    .on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response)
    })
    .on('error', reject)
    .end(sent)
  const response = await promise
  const cookie = (response.headers['set-cookie'] ?? []).some((line) => !/=;/.test(line)) ? ', a cookie' : ''
  return `${response.statusCode} ${await kindOf(response)}${cookie}`.trim()
}

async function kindOf(response: IncomingMessage): Promise<string> {
  if (response.statusCode === 101) return 'a WebSocket'
  const [type = ''] = (response.headers['content-type'] ?? '').split(';')
  if (type === 'text/event-stream') {
    response.destroy()
    return type
  }
  const body = await text(response)
  if (body === '') return ''
  return type.endsWith('json') ? contentOf(JSON.parse(body) as Json) : type
}

type Json = Record<string, unknown> & { errors?: { code?: string; extensions?: { code: string } }[] }

/** The codes of errors, or the names of what is told. */
function contentOf(body: Json): string {
  const codes = body.errors?.map(({ code, extensions }) => code ?? extensions?.code)
  if (codes !== undefined && codes.length > 0) return [...new Set(codes)].join(', ')
  if ('openapi' in body) return 'OpenAPI'
  if ('totalPages' in body) return `a page of ${'docs' in body ? 'documents' : 'values'}`
  if ('createdAt' in body) return 'a document'
  return `{ ${Object.keys(body).join(', ')} }`
}
