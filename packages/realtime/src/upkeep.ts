import type { Clock } from '@crochet/storage'
import type { ClientSocket } from './connection/client-socket.ts'
import type { DocumentRegistry } from './document/document-registry.ts'

interface Kept {
  /** Milliseconds of silence after which a socket counts as lost. */
  readonly timeout: number
  readonly sockets: ReadonlySet<ClientSocket>
  readonly documents: DocumentRegistry
}

/** Milliseconds between looks at sockets and documents. */
const longest = 10_000
/** Milliseconds between signs of life that are asked for. With a shorter `timeout` than that, whoever is idle is ended. */
const asking = { least: 10_000, most: 20_000 }

/**
 * What is done from time to time while there are sockets or documents: lost sockets end, the others are asked for a sign of
 * life (a provider gives up after 30 s without a frame), and documents let go of what they do not need.
 */
export class Upkeep {
  readonly #clock: Clock
  readonly #kept: Kept
  #cancel: (() => void) | undefined
  #askedAt = 0

  constructor(clock: Clock, kept: Kept) {
    this.#clock = clock
    this.#kept = kept
  }

  begin(): void {
    if (this.#cancel !== undefined) return
    this.#askedAt = this.#clock.now()
    this.#schedule()
  }

  end(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(Math.min(longest, this.#kept.timeout / 3), () => {
      const { sockets, documents } = this.#kept
      this.#cancel = undefined
      this.#listen()
      for (const { document } of documents.all()) document.rest()
      if (sockets.size > 0 || documents.size > 0) this.#schedule()
    })
  }

  #listen(): void {
    const { timeout, sockets } = this.#kept
    const now = this.#clock.now()
    const asks = now - this.#askedAt >= Math.min(asking.most, Math.max(asking.least, timeout / 3))
    if (asks) this.#askedAt = now
    for (const socket of sockets) {
      if (!socket.expire(timeout) && asks) socket.probe()
    }
  }
}
