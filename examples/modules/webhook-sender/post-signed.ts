import { createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { publicLookup, refusePrivateHost } from './public-address.ts'

/** One call that is to be made. */
export interface Call {
  /** The same for every attempt, so that a receiver can tell a repetition. */
  readonly id: string
  readonly url: string
  readonly secret: string
  readonly body: string
}

export interface PostOptions {
  /** Whether it may go to addresses that are not public. */
  readonly allowPrivate: boolean
  /** Ends it at once. */
  readonly signal: AbortSignal
}

/**
 * Posts JSON with a signature in the form of Standard Webhooks. Redirects are not followed.
 *
 * @returns the status of the answer
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function postSigned(call: Call, { allowPrivate, signal }: PostOptions): Promise<number> {
  const url = new URL(call.url)
  if (!allowPrivate) refusePrivateHost(url)
  const seconds = String(Math.floor(Date.now() / 1000))
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      signal,
      ...(allowPrivate ? {} : { lookup: publicLookup }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(call.body),
        'webhook-id': call.id,
        'webhook-timestamp': seconds,
        'webhook-signature': signatureOf(call, seconds),
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0)
      // What it says is of no interest, and may be without end.
      response.destroy()
    })
    request.end(call.body)
  })
}

/** `v1,` and the HMAC with SHA-256 of id, time and body. */
export function signatureOf({ id, secret, body }: Omit<Call, 'url'>, seconds: string): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')}`
}
