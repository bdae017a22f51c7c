import { HookError } from '@crochet/hooks'
import type { Log } from '../../src/index.ts'

interface Report {
  readonly hook: string
  readonly handler: string | undefined
}

/** Collects what a server logs and its engine reports, and tells which handlers are named there. */
export class Reports implements Log {
  readonly #all: Report[] = []
  #arrivals: (() => void)[] = []

  info(details: object): void {
    this.#take(details)
  }

  warn(details: object): void {
    this.#take(details)
  }

  error(details: object): void {
    this.#take(details)
  }

  /** Takes an error, or details of a line of the log. */
  add(reported: object): void {
    this.#take({ error: reported })
  }

  /** Resolves when a failure of this handler of a hook has been reported. */
  async named(hook: string, handler: string): Promise<void> {
    while (!this.#all.some((report) => report.hook === hook && report.handler === handler)) {
      await new Promise<void>((resolve) => this.#arrivals.push(resolve))
    }
  }

  #take(details: object): void {
    const { hook, handler, error } = details as { hook?: string; handler?: string; error?: unknown }
    if (hook !== undefined) this.#all.push({ hook, handler })
    let cause = error
    while (isError(cause)) {
      if (cause instanceof HookError) this.#all.push({ hook: cause.hook, handler: cause.handler })
      cause = cause.cause
    }
    for (const notify of this.#arrivals.splice(0)) notify()
  }
}

function isError(value: unknown): value is Error {
  try {
    return value instanceof Error
  } catch {
    return false
  }
}
