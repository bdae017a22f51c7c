import type { IncomingMessage } from 'node:http'

/**
 * The address a request comes from: that of its socket, or, when that is a proxy the configuration names, the last one in
 * `x-forwarded-for` that is no such proxy. What else a client writes there does not count.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: readonly string[]): string {
  const direct = plain(request.socket.remoteAddress ?? '')
  if (!trustedProxies.includes(direct)) return direct
  const header = request.headers['x-forwarded-for']
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((part) => plain(part.trim()))
  return forwarded.findLast((address) => address !== '' && !trustedProxies.includes(address)) ?? direct
}

/** An IPv4 address that a dual-stack socket tells as an IPv6 one. */
const plain = (address: string): string => (address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address)
