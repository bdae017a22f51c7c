import { lookup, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Networks that are not the public Internet: this machine, the local network, a cloud's metadata, tunnels into any of them. */
const networks: readonly (readonly [address: string, bits: number])[] = [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
    ['::', 96],
    ['64:ff9b::', 32],
    ['100::', 64],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['fc00::', 7],
    ['fe80::', 9],
    ['ff00::', 8],
  ] as const),
]
// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
const notPublic = new BlockList()
for (const [address, bits] of networks) notPublic.addSubnet(address, bits, address.includes(':') ? 'ipv6' : 'ipv4')

/** @param address as numbers; an IPv4 address in the form of IPv6 (`::ffff:10.0.0.1`) counts as what it is */
export const isPublicAddress = (address: string): boolean =>
  !notPublic.check(address, address.includes(':') ? 'ipv6' : 'ipv4')

/** @throws for a host that is written as an address which is not public; names are looked at by `publicLookup` */
export function refusePrivateHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new Error(`${host} is no public address`)
}

/**
 * Looks a name up and refuses it when any of its addresses is not public. As the `lookup` of a request: what was looked at is
 * what is connected to, whatever the name means a moment later.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) return callback(error ?? new Error(`${hostname} has no address`), [])
    const own = addresses.find(({ address }) => !isPublicAddress(address))
    if (own !== undefined) return callback(new Error(`${hostname} is ${own.address}, which is no public address`), [])
    if (options.all === true) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
