import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorAnswers } from './error-answer.ts'
import { HttpError } from './errors.ts'
import type { HttpLog } from './http-log.ts'
import { isAllowedOrigin } from './origin.ts'
import { writeRawAnswer } from './raw-answer.ts'
import { bareRequest, toRestRequest } from './rest-request.ts'

/** Takes over the socket of a WebSocket request: it makes the handshake, and the socket is its own from then on. */
export type UpgradeReceiver = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface UpgradeServices {
  readonly answers: ErrorAnswers
  readonly log: HttpLog
  /** Other origins whose pages may open WebSockets. */
  readonly origins: ReadonlySet<string>
  /** Bytes a URL may have. */
  readonly urlLimit: number
  readonly isClosing: () => boolean
}

/** Only these reach `upgrade`; a request that offers another protocol (`h2c`) is answered as an ordinary one (RFC 9110, 7.8). */
export const asksForWebSocket = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === 'websocket'

/** Hands WebSocket requests to whoever has registered their path, and refuses the others. */
export class Upgrades {
  readonly #services: UpgradeServices
  readonly #receivers = new Map<string, UpgradeReceiver>()
  readonly #handedOver = new Set<Duplex>()

  constructor(server: Server, services: UpgradeServices) {
    this.#services = services
    server.on('upgrade', (request, socket, head) => void this.#take(request, socket, head))
  }

  /** @throws HttpError `HTTP_UPGRADE_PATH`, `HTTP_UPGRADE_TAKEN` */
  add(path: string, receiver: UpgradeReceiver): void {
    if (!/^\/[^?#]*$/.test(path)) throw new HttpError('HTTP_UPGRADE_PATH', `${JSON.stringify(path)} is no path.`)
    if (this.#receivers.has(path))
      throw new HttpError('HTTP_UPGRADE_TAKEN', `WebSockets at ${path} have a receiver already.`)
    this.#receivers.set(path, receiver)
  }

  /** How many sockets that were handed over are still open. */
  get open(): number {
    return this.#handedOver.size
  }

  async #take(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    try {
      const receive = this.#check(request)
      this.#handedOver.add(socket)
      socket.once('close', () => this.#handedOver.delete(socket))
      receive(request, socket, head)
    } catch (error) {
      await this.#refuse(error, request, socket)
    }
  }

  #check(request: IncomingMessage): UpgradeReceiver {
    const { origins, urlLimit, isClosing } = this.#services
    const url = request.url ?? ''
    if (isClosing()) throw new HttpError('HTTP_CLOSING', 'The server is closing.')
    if (Buffer.byteLength(url) > urlLimit) {
      throw new HttpError('HTTP_URL_TOO_LONG', `The URL has more than ${urlLimit} bytes.`, {
        data: { limit: urlLimit },
      })
    }
    const receive = this.#receivers.get(url.split('?', 1)[0] ?? '')
    if (receive === undefined) throw new HttpError('HTTP_ROUTE_UNKNOWN', 'There is no WebSocket at this path.')
    if (!isAllowedOrigin(request.headers, origins)) {
      throw new HttpError('HTTP_ORIGIN_REFUSED', 'Pages of this origin may not open WebSockets here.')
    }
    return receive
  }

  async #refuse(error: unknown, request: IncomingMessage, socket: Duplex): Promise<void> {
    const { answers, log } = this.#services
    socket.on('error', () => socket.destroy())
    writeRawAnswer(socket, await answers.answer(error, { req: toRestRequest(bareRequest(request), log) }))
    socket.resume()
  }
}
