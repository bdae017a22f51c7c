import type { IncomingHttpHeaders } from 'node:http'
import { isAllowedOrigin } from '../origin.ts'

const safe = ['GET', 'HEAD', 'OPTIONS']

/**
 * Whether the cookie of a request says anything about who sent it. Browsers send it along whatever page has caused the request; so it
 * counts only for pages of the same host and of listed origins. Browsers say so in `Sec-Fetch-Site` (W3C Fetch Metadata) and, with
 * everything that may change something, in `Origin` (RFC 6454, 7); both have to agree. What changes something and says neither
 * is believed nothing.
 */
export function mayUseCookie(
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  listed: ReadonlySet<string>,
): boolean {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (origin !== undefined && listed.has(origin)) return true
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin !== undefined) return isAllowedOrigin(headers, listed)
  return site === 'same-origin' || safe.includes(method)
}
