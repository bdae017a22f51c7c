import type { FastifyReply, FastifyRequest } from 'fastify'
import { isIPv6 } from 'node:net'
import { HttpError } from './errors.ts'

/** How many requests one address may send in so many seconds. */
export interface RateOption {
  readonly requests: number
  readonly seconds: number
}

/** Addresses that are heard of until those are forgotten that were not heard of meanwhile: so twice as many are remembered at most. */
const generation = 50_000
/** Whoever watches the server must not be turned away. */
const free: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * Limits requests by address, before anything else is done for them: a bucket that holds `requests` and is filled evenly (the generic
 * cell rate algorithm, ITU-T I.371), so one number is kept for each address. An IPv6 network of 64 bits counts as one address: whoever has
 * one has all of it.
 */
export class RateLimit {
  readonly #option: RateOption
  readonly #now: () => number
  /** Milliseconds that one request takes up. */
  readonly #step: number
  /** When the bucket of an address will be full again: of those heard of lately, and before. */
  #recent = new Map<string, number>()
  #older: ReadonlyMap<string, number> = new Map()

  /**
   * @param now milliseconds, from any point in time
   * @throws HttpError `HTTP_RATE_INVALID`
   */
  constructor(option: RateOption, now: () => number = () => performance.now()) {
    const { requests, seconds } = option
    if (![requests, seconds].every((value) => Number.isSafeInteger(value) && value > 0)) {
      throw new HttpError('HTTP_RATE_INVALID', '`rate` must have whole numbers for `requests` and `seconds`.')
    }
    this.#option = option
    this.#now = now
    this.#step = (seconds * 1000) / requests
  }

  /** @returns HttpError `HTTP_RATE_LIMIT` when the address has sent too much; the reply says how much is left */
  handle(request: FastifyRequest, reply: FastifyReply): HttpError | undefined {
    if (free.has(request.routeOptions.url)) return undefined
    const { left, wait, reset } = this.take(request.ip)
    const { requests, seconds } = this.#option
    reply.headers({
      'ratelimit-limit': String(requests),
      'ratelimit-remaining': String(left),
      'ratelimit-reset': String(Math.ceil(reset / 1000)),
    })
    if (wait === 0) return undefined
    const retryAfter = Math.ceil(wait / 1000)
    reply.header('retry-after', String(retryAfter))
    return new HttpError('HTTP_RATE_LIMIT', `More than ${requests} requests in ${seconds} s came from this address.`, {
      data: { limit: requests, seconds, retryAfter },
    })
  }

  /** @returns how many more there may be, and milliseconds: until the next one, and until the bucket is full */
  take(address: string): { left: number; wait: number; reset: number } {
    const key = networkOf(address)
    const now = this.#now()
    const whole = this.#option.seconds * 1000
    const full = Math.max(this.#recent.get(key) ?? this.#older.get(key) ?? 0, now)
    const next = full + this.#step
    // A thousandth of a millisecond for what sums of fractions lose.
    const wait = next - now - whole
    const tooMuch = wait > 0.001
    this.#remember(key, tooMuch ? full : next)
    if (tooMuch) return { left: 0, wait, reset: full - now }
    return { left: Math.floor((now + whole - next) / this.#step + 1e-6), wait: 0, reset: next - now }
  }

  #remember(key: string, full: number): void {
    this.#recent.set(key, full)
    if (this.#recent.size < generation) return
    this.#older = this.#recent
    this.#recent = new Map()
  }
}

/** What counts as one address: of IPv6 the first four groups, of an IPv4 address that is written as IPv6 the IPv4 address. */
export function networkOf(address: string): string {
  const plain = address.split('%', 1)[0] ?? address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(plain)) return address
  const [head = '', tail] = plain.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : 8 - before.length - after.length - (plain.includes('.') ? 1 : 0)
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
