import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Knows which requests are being answered, so that closing can wait for them. */
export class InFlight {
  readonly #answers = new Map<ServerResponse, Socket>()
  #whenEmpty: (() => void) | undefined
  #areLast = false

  constructor(server: Server) {
    server.prependListener('request', (request, response) => {
      this.#answers.set(response, request.socket)
      if (this.#areLast) response.shouldKeepAlive = false
      response.once('close', () => {
        this.#answers.delete(response)
        if (this.#answers.size === 0) this.#whenEmpty?.()
      })
    })
  }

  get size(): number {
    return this.#answers.size
  }

  /** Whether the beginning of an answer has been written to `socket`, and not yet its end. */
  isAnswering(socket: Socket): boolean {
    for (const [response, its] of this.#answers) if (its === socket && response.headersSent) return true
    return false
  }

  /** From now on, answers say that they are the last on their connection. */
  endConnections(): void {
    this.#areLast = true
    for (const response of this.#answers.keys()) response.shouldKeepAlive = false
  }

  /**
   * Waits until every answer is out.
   *
   * @param patience milliseconds to wait at most
   * @returns how many requests were still unanswered then
   */
  async drained(patience: number): Promise<number> {
    if (this.#answers.size === 0) return 0
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#whenEmpty = resolve
    const timer = setTimeout(resolve, patience)
    await promise
    clearTimeout(timer)
    return this.#answers.size
  }
}
