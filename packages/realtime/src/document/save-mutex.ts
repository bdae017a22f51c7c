/**
 * A lock that is held while a document is stored; code that must not run at the same time takes it, too. Whoever asks first
 * gets it first. (API of Hocuspocus 4, where it is the `Mutex` of async-mutex.)
 */
export class SaveMutex {
  #locked = false
  readonly #waiting: (() => void)[] = []

  isLocked(): boolean {
    return this.#locked
  }

  /** @returns what to call to give the lock back; called again, it does nothing */
  async acquire(): Promise<() => void> {
    if (this.#locked) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#locked = true
    let held = true
    return () => {
      if (held) this.#release()
      held = false
    }
  }

  /** Runs something with the lock. @throws what it throws */
  async runExclusive<Result>(run: () => Result | Promise<Result>): Promise<Result> {
    const release = await this.acquire()
    try {
      return await run()
    } finally {
      release()
    }
  }

  /** Resolves when everybody who asked for the lock so far has given it back. */
  async waitForUnlock(): Promise<void> {
    if (this.#locked) (await this.acquire())()
  }

  /** The lock goes over to who waits, and is not free in between. */
  #release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#locked = false
    else next()
  }
}
