import type { Clock } from '@crochet/storage'
import type { ClientSocket } from './connection/client-socket.ts'
import type { DocumentRegistry } from './document/document-registry.ts'

interface Kept {
  /** Milliseconds of silence after which a socket counts as lost. */
  readonly timeout: number
  readonly sockets: ReadonlySet<ClientSocket>
  readonly documents: DocumentRegistry
}

/** Milliseconds between looks at sockets and documents, and between signs of life that are asked for. */
const longest = 10_000

/**
 * What is done from time to time while there are sockets or documents: lost sockets end, the others are asked for a sign of
 * life (a provider gives up after 30 s without a frame), and documents let go of what they do not need.
 */
export class Upkeep {
  readonly #clock: Clock
  readonly #kept: Kept
  #cancel: (() => void) | undefined
  #probedAt = 0

  constructor(clock: Clock, kept: Kept) {
    this.#clock = clock
    this.#kept = kept
  }

  begin(): void {
    if (this.#cancel !== undefined) return
    this.#probedAt = this.#clock.now()
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
      this.#probe()
      for (const { document } of documents.all()) document.rest()
      if (sockets.size > 0 || documents.size > 0) this.#schedule()
    })
  }

  #probe(): void {
    const { timeout, sockets } = this.#kept
    if (this.#clock.now() - this.#probedAt < timeout / 3) return
    this.#probedAt = this.#clock.now()
    for (const socket of sockets) socket.heartbeat(timeout)
  }
}
