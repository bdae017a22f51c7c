import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

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

/**
 * What counts as one address: of IPv6 the first 64 bits, for one customer has all addresses that begin with them.
 * (RFC 6177)
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::')
  const first = groupsOf(head)
  const last = groupsOf(tail)
  const left = address.includes('::') ? 8 - first.length - last.length : 0
  const groups = [...first, ...Array.from({ length: left }, () => '0'), ...last]
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

/** An IPv4 address at the end stands for two groups, which do not count here. */
const groupsOf = (part: string): string[] =>
  part === '' ? [] : part.split(':').flatMap((group) => (group.includes('.') ? ['', ''] : group))
