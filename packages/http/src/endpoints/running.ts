/** How many handlers run, and when none does any more. */
export class Running {
  #count = 0
  #idle: PromiseWithResolvers<void> | undefined

  /** @returns a function to call once, when the handler has ended */
  readonly began = (): (() => void) => {
    this.#count++
    return () => {
      if (--this.#count > 0) return
      this.#idle?.resolve()
      this.#idle = undefined
    }
  }

  /** Resolves when none runs. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve()
    this.#idle ??= Promise.withResolvers<void>()
    return this.#idle.promise
  }
}
