/** Runs functions later, by an id, once for all calls that come close together. (API of Hocuspocus 4) */
export interface Debouncer {
  /**
   * Runs `run` after a quiet `debounce`, at the latest `maxDebounce` after the first call, in milliseconds; at once for 0.
   * Never twice at once for an id.
   *
   * @returns what it returns, if it runs at once
   */
  debounce(id: string, run: () => unknown, debounce: number, maxDebounce: number): Promise<unknown>
  isDebounced(id: string): boolean
  isCurrentlyExecuting(id: string): boolean
  /** Runs now what waits under an id. */
  executeNow(id: string): Promise<unknown> | undefined
}

interface Waiting {
  readonly since: number
  readonly timer: NodeJS.Timeout
  readonly run: () => Promise<unknown>
}

/** Makes a debouncer, for extensions that delay something of their own. What fails is the caller's, if it runs at once. */
export function useDebounce(): Debouncer {
  const waiting = new Map<string, Waiting>()
  const running = new Map<string, Promise<unknown>>()
  const runner = (id: string, run: () => unknown) => (): Promise<unknown> => {
    clearTimeout(waiting.get(id)?.timer)
    waiting.delete(id)
    const before = running.get(id)
    const execution = (async () => {
      await before?.catch(() => {})
      return run()
    })()
    running.set(id, execution)
    const ended = (): void => {
      if (running.get(id) === execution) running.delete(id)
    }
    execution.then(ended, ended)
    return execution
  }
  return {
    // oxlint-disable-next-line max-params -- the API of Hocuspocus
    async debounce(id, run, debounce, maxDebounce) {
      const old = waiting.get(id)
      const since = old?.since ?? Date.now()
      const execute = runner(id, run)
      if (debounce === 0 || Date.now() - since >= maxDebounce) return execute()
      clearTimeout(old?.timer)
      waiting.set(id, { since, timer: setTimeout(() => void execute().catch(() => {}), debounce), run: execute })
      return undefined
    },
    isDebounced: (id) => waiting.has(id),
    isCurrentlyExecuting: (id) => running.has(id),
    executeNow: (id) => waiting.get(id)?.run(),
  }
}
