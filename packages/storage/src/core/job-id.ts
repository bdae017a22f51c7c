import { randomBytes } from 'node:crypto'

const random = { first: 12n, rest: 62n }

/**
 * UUIDs of version 7 (RFC 9562) that grow, also within a millisecond and when the time goes back: where the random part
 * would not grow by itself, it is counted up.
 */
export class JobIDs {
  #last = 0n

  /** @param now Milliseconds since 1970. */
  next(now: number): string {
    const bits = random.first + random.rest
    const drawn = BigInt(`0x${randomBytes(10).toString('hex')}`) & ((1n << (bits - 1n)) - 1n)
    const fresh = (BigInt(Math.floor(now)) << bits) | drawn
    this.#last = fresh > this.#last ? fresh : this.#last + 1n
    const time = hex(this.#last >> bits, 12)
    const first = hex((this.#last >> random.rest) & 0xfffn, 3)
    const rest = hex((this.#last & ((1n << random.rest) - 1n)) | (2n << random.rest), 16)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${first}-${rest.slice(0, 4)}-${rest.slice(4)}`
  }
}

function hex(value: bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
