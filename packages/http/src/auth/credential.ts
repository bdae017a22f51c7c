import type { Credential } from '@crochet/content'
import type { IncomingHttpHeaders } from 'node:http'
import { isAllowedOrigin } from '../origin.ts'
import type { SessionCookie } from './cookies.ts'
import { mayUseCookie } from './may-use-cookie.ts'

/** How requests say who sends them. */
export interface SignIn {
  readonly cookie: SessionCookie
  /** Origins besides the server's own host whose pages may use the cookie. */
  readonly csrf: ReadonlySet<string>
}

/** As much of a request as says who sent it. */
export interface Sender {
  readonly method: string
  readonly headers: IncomingHttpHeaders
}

/** Where a credential was found. */
export type Found = Credential & { readonly from: 'header' | 'cookie' }

/** `JWT` is how clients of Payload call it. */
const ofToken = /^(?:Bearer|JWT) +(\S+)$/i
const ofKey = /^([A-Za-z][A-Za-z0-9-]*) API-Key +(\S+)$/i

/**
 * What a request shows to say who sent it: `Authorization: Bearer <token>`, `Authorization: <slug> API-Key <key>`, or the cookie. A
 * header that names a token or key is what counts, good or not; another scheme is somebody else's business, a proxy's for example.
 */
export function credentialOf(sender: Sender, { cookie, csrf }: SignIn): Found | undefined {
  const { headers } = sender
  if (headers.authorization !== undefined) {
    const given = inAuthorization(headers.authorization)
    if (given !== undefined) return { ...given, from: 'header' }
  }
  if (headers.cookie === undefined) return undefined
  const token = cookie.read(headers.cookie)
  if (token === undefined || !mayUseCookie(sender, csrf)) return undefined
  return { kind: 'token', token, from: 'cookie' }
}

/**
 * The same for a request that opens a WebSocket. What comes over one is nobody's question any more, so the cookie counts only if the
 * browser has said which page asks (RFC 6455, 10.2).
 */
export function credentialOfUpgrade(headers: IncomingHttpHeaders, { cookie, csrf }: SignIn): Credential | undefined {
  const given = headers.authorization === undefined ? undefined : inAuthorization(headers.authorization)
  if (given !== undefined) return given
  const token = headers.cookie === undefined ? undefined : cookie.read(headers.cookie)
  if (token === undefined || headers.origin === undefined || !isAllowedOrigin(headers, csrf)) return undefined
  return { kind: 'token', token }
}

/** What the value of `Authorization` says; `undefined` for other schemes. */
export function inAuthorization(value: string): Credential | undefined {
  const [, token] = ofToken.exec(value) ?? []
  if (token !== undefined) return { kind: 'token', token }
  const [, collection, key] = ofKey.exec(value) ?? []
  return collection === undefined || key === undefined ? undefined : { kind: 'api-key', collection, key }
}
