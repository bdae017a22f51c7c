import { randomBytes } from 'node:crypto'

let lastTime = 0
let sequence = 0

/**
 * A new id: a UUID of version 7, so that ids sort by the time they were made, also within one millisecond (RFC 9562, 5.7 and
 * 6.2 method 1: a counter of 12 bits).
 *
 * @param now milliseconds since 1970
 */
export function newId(now: number = Date.now()): string {
  if (now > lastTime) {
    lastTime = now
    sequence = randomBytes(2).readUInt16BE() & 0x7ff
  } else if (++sequence > 0xfff) {
    lastTime++
    sequence = 0
  }
  const time = lastTime.toString(16).padStart(12, '0')
  const random = randomBytes(8)
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80
  const rest = random.toString('hex')
  const counter = sequence.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${rest.slice(0, 4)}-${rest.slice(4)}`
}
