import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Reply {
  readonly status?: number
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  readonly type?: string
  readonly headers?: Record<string, string>
  /** Never answers. */
  readonly silent?: boolean
}

/** A server on a real port that keeps what it is sent and answers what it is told to. */
export interface Wire extends AsyncDisposable {
  readonly url: string
  readonly seen: Seen[]
  readonly nothing: Seen
  /** Resolves with the first request. */
  readonly request: Promise<void>
  answer(reply: Reply): void
}

export async function wire(first: Reply): Promise<Wire> {
  let reply = first
  const seen: Seen[] = []
  const arrived = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    seen.push({ method, url, headers, text: Buffer.concat(chunks).toString() })
    arrived.resolve()
    if (reply.silent) return
    const { status = 200, body, type = 'application/json', headers: more = {} } = reply
    response.writeHead(status, { ...more, ...(body !== undefined && { 'content-type': type }) })
    response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    nothing: { method: '', url: '', headers: {}, text: '' },
    request: arrived.promise,
    answer: (next) => void (reply = next),
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}
