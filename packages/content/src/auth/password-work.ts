import { ContentError } from '../errors.ts'

/** Each takes 19 MiB and a thread of the pool that files are read with, too. */
const atOnce = 2
const mostWaiting = 100

/** Compares passwords a few at a time: whoever can make a server compare passwords could otherwise have all of its memory. */
export class PasswordWork {
  #running = 0
  readonly #waiting: (() => void)[] = []
  readonly #refused: () => void

  /** @param refused is called when somebody cannot wait any more */
  constructor(refused: () => void) {
    this.#refused = refused
  }

  /** @throws ContentError `AUTH_BUSY` when too many wait already */
  checkRoom(): void {
    if (this.#waiting.length < mostWaiting) return
    this.#refused()
    throw new ContentError('AUTH_BUSY', 'Too many people sign in right now.')
  }

  /** @throws ContentError `AUTH_BUSY` */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.checkRoom()
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }
}
