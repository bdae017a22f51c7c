import autocannon from 'autocannon'
import type { HttpServer } from './server.ts'

export interface Load {
  readonly connections: number
  readonly seconds: number
  readonly requests: readonly Sent[]
  /** What every answer must hold. */
  readonly holds: string
}

export interface Sent {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
}

/** How many times as long as it is measured. V8 compiles anew for some eight seconds; by then the rates of all contenders stand still. */
const warmUp = 2

/**
 * Puts load on a server, after a while of the same to warm up.
 *
 * @returns requests a second, each answered as it must be
 * @throws Error when one was not
 */
export async function underLoad(server: HttpServer, load: Load): Promise<number> {
  await run(server, { ...load, seconds: Math.max(1, load.seconds * warmUp) })
  return run(server, load)
}

async function run(server: HttpServer, { connections, seconds, requests, holds }: Load): Promise<number> {
  const result = await autocannon({
    url: server.url,
    connections,
    duration: seconds,
    verifyBody: (body) => body?.includes(holds) === true,
    requests: requests.map(({ method = 'GET', path, body }) => ({
      method,
      path,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })),
  })
  const wrong = result.non2xx + result.errors + result.timeouts + result.mismatches
  if (wrong > 0) throw new Error(`${wrong} of ${result.requests.total} requests were not answered as they must be`)
  return result.requests.total / result.duration
}

/** Sends one request. @throws Error unless it succeeds. @returns the answer's JSON */
export async function ask(server: HttpServer, { method = 'GET', path, body }: Sent): Promise<unknown> {
  const response = await fetch(server.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
