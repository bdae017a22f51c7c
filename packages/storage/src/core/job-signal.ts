/** Wakes those who look for jobs: when this process has committed some, and when another process has written. */
export class JobSignal {
  readonly #listeners = new Set<() => void>()
  readonly #watchOthers: (wake: () => void) => () => void
  #stop: (() => void) | undefined

  /** @param watchOthers Begins to tell of what other processes write; called while somebody listens. */
  constructor(watchOthers: (wake: () => void) => () => void) {
    this.#watchOthers = watchOthers
  }

  watch(listener: () => void): () => void {
    const own = (): void => listener()
    this.#listeners.add(own)
    this.#stop ??= this.#watchOthers(() => this.wake())
    return () => {
      this.#listeners.delete(own)
      if (this.#listeners.size === 0) this.close()
    }
  }

  wake(): void {
    for (const listener of this.#listeners) listener()
  }

  close(): void {
    this.#stop?.()
    this.#stop = undefined
  }
}
