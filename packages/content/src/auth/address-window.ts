import { isIP } from 'node:net'

const length = 60_000
const mostAddresses = 100_000

/** Lets so many attempts of one address pass in any minute. Kept in this process only. */
export class AddressWindow {
  readonly #now: () => number
  readonly #limit: number
  /** When the last attempts were, oldest first. */
  readonly #attempts = new Map<string, number[]>()

  /** @param now milliseconds since 1970 */
  constructor(now: () => number, limit: number) {
    this.#now = now
    this.#limit = limit
  }

  /** @returns 0 when the attempt is let in, otherwise how many milliseconds the address has to wait */
  admit(address: string): number {
    const key = addressKey(address)
    const now = this.#now()
    const recent = (this.#attempts.get(key) ?? []).filter((at) => at > now - length)
    this.#attempts.delete(key)
    this.#attempts.set(key, recent)
    const [first] = recent
    if (first !== undefined && recent.length >= this.#limit) return first + length - now
    recent.push(now)
    if (this.#attempts.size > mostAddresses) {
      const [oldest] = this.#attempts.keys()
      if (oldest !== undefined) this.#attempts.delete(oldest)
    }
    return 0
  }
}

/** Whoever has one address of IPv6 has its whole network: the first 64 bits (RFC 4291, 2.5.4). */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address
  const text = URL.parse(`http://[${address.replace(/%.*$/, '')}]/`)?.hostname.slice(1, -1) ?? address
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(text)
  if (mapped !== null) return toIPv4(mapped[1] ?? '', mapped[2] ?? '')
  const [head = '', tail = ''] = text.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === '' ? [] : tail.split(':')
  const missing = text.includes('::') ? Array.from({ length: 8 - first.length - last.length }, () => '0') : []
  return `${[...first, ...missing, ...last].slice(0, 4).join(':')}::/64`
}

const toIPv4 = (high: string, low: string): string =>
  [high, low].flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]).join('.')
