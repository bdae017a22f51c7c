import type { FastifyReply } from 'fastify'
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { HttpError } from './errors.ts'

interface Pending {
  readonly socket: Socket
  /** When it has taken too long, by `performance.now()`. */
  readonly due: number
  /** Missing until fastify has routed the request. */
  reply: FastifyReply | undefined
}

/** Knows which requests are being answered: closing waits for them, and none takes longer than it may. */
export class InFlight {
  /** In the order in which they came, which is the order in which they are due. */
  readonly #answers = new Map<ServerResponse, Pending>()
  readonly #patience: number
  #timer: NodeJS.Timeout | undefined
  #whenEmpty: (() => void) | undefined
  #areLast = false

  /** @param patience milliseconds that an answer may take */
  constructor(patience: number) {
    this.#patience = patience
  }

  /** From now on the requests of `server` are known. */
  follow(server: Server): void {
    server.prependListener('request', (request, response) => {
      this.#answers.set(response, {
        socket: request.socket,
        due: performance.now() + this.#patience,
        reply: undefined,
      })
      if (this.#areLast) response.shouldKeepAlive = false
      response.once('close', () => {
        this.#answers.delete(response)
        if (this.#answers.size === 0) this.#whenEmpty?.()
      })
    })
  }

  /** When its time is over and nothing of it has been sent, the request is answered with an error through `reply`. */
  answerInTime(reply: FastifyReply): void {
    const pending = this.#answers.get(reply.raw)
    if (pending === undefined) return
    pending.reply = reply
    // One timer for all: two for each request would be felt.
    if (this.#timer === undefined) this.#wakeIn(this.#patience)
  }

  get size(): number {
    return this.#answers.size
  }

  /** Whether the beginning of an answer has been written to `socket`, and not yet its end. */
  isAnswering(socket: Socket): boolean {
    for (const [response, its] of this.#answers) if (its.socket === socket && response.headersSent) return true
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

  #wakeIn(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#endLate(), milliseconds).unref()
  }

  #endLate(): void {
    this.#timer = undefined
    const now = performance.now()
    for (const pending of this.#answers.values()) {
      // Whoever has taken the answer over is asked no more: a stream takes as long as it takes.
      if (pending.reply === undefined || pending.reply.sent) continue
      // Timers may fire a little early.
      if (pending.due > now + 1) return this.#wakeIn(pending.due - now)
      endWithError(pending.reply)
      pending.reply = undefined
    }
  }
}

function endWithError(reply: FastifyReply): void {
  if (reply.raw.headersSent) {
    reply.raw.destroy()
    return
  }
  const error = reply.request.raw.complete
    ? new HttpError('HTTP_ANSWER_TIMEOUT', 'The answer took too long.')
    : new HttpError('HTTP_REQUEST_TIMEOUT', 'The request did not arrive in time.')
  void reply.send(error)
}
