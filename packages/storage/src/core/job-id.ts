import { randomFillSync } from 'node:crypto'

/** Random numbers that are drawn at once: asking for each alone takes longer than writing a job. */
const drawn = 512
const [bits12, bits30, bits32] = [2 ** 12, 2 ** 30, 2 ** 32]

/**
 * UUIDs of version 7 (RFC 9562) that grow, also within a millisecond and when the time goes back: there the random part is
 * counted up, by a random number (method 2 of its section 6.2).
 */
export class JobIDs {
  readonly #pool = new Uint32Array(drawn)
  #left = 0
  /** Milliseconds since 1970, and the 12, 30 and 32 bits behind them. */
  #time = -1
  #first = 0
  #middle = 0
  #last = 0

  /** @param now Whole milliseconds since 1970. */
  next(now: number): string {
    if (now > this.#time) {
      this.#time = now
      this.#first = this.#draw() % (bits12 / 2) // the other half is room to count
      this.#middle = this.#draw() % bits30
      this.#last = this.#draw()
    } else this.#count(this.#draw() + 1)
    const time = hex(this.#time, 12)
    const middle = hex(bits32 / 2 + this.#middle, 8) // begins with the variant, binary 10
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(this.#first, 3)}-${middle.slice(0, 4)}-${middle.slice(4)}${hex(this.#last, 8)}`
  }

  #count(step: number): void {
    this.#last += step
    if (this.#last < bits32) return
    this.#last -= bits32
    if (++this.#middle < bits30) return
    this.#middle = 0
    if (++this.#first < bits12) return
    this.#first = 0
    this.#time++
  }

  #draw(): number {
    if (this.#left === 0) {
      randomFillSync(this.#pool)
      this.#left = drawn
    }
    return this.#pool[--this.#left] ?? 0
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
