import type { IncomingHttpHeaders } from 'node:http'
import { HttpError } from './errors.ts'

/**
 * @param given origins as the configuration lists them
 * @returns them as browsers send them
 * @throws HttpError `HTTP_ORIGIN_INVALID` for one that is more or less than scheme, host and port
 */
export function toOrigins(given: readonly string[] = []): ReadonlySet<string> {
  return new Set(
    given.map((text) => {
      const url = URL.parse(text)
      if (url === null || url.origin === 'null' || ![url.origin, `${url.origin}/`].includes(text.toLowerCase())) {
        throw new HttpError('HTTP_ORIGIN_INVALID', `${JSON.stringify(text)} is no origin.`)
      }
      return url.origin
    }),
  )
}

/**
 * Whether a page may open a WebSocket here. Browsers always say which page asks (`Origin`, RFC 6455, 10.2) and let any page ask,
 * cookies included; so only pages of the same host and of listed origins may. What sends no `Origin` is no browser.
 */
export function isAllowedOrigin({ origin, host }: IncomingHttpHeaders, listed: ReadonlySet<string>): boolean {
  if (origin === undefined || listed.has(origin)) return true
  const url = URL.parse(origin)
  return url !== null && host !== undefined && url.host !== '' && url.host === normalHost(host, url.protocol)
}

/** The host as `URL` writes it: lower case, without the port that the scheme implies. */
const normalHost = (host: string, protocol: string): string | undefined => URL.parse(`${protocol}//${host}`)?.host
