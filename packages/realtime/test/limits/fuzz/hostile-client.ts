import type { Hocuspocus } from '../../../src/index.ts'

/** A client in this process, without a network: what it sends is handled before `send` returns, if no hook has to wait. */
export class HostileClient {
  /** What the server has sent, in frames and bytes. */
  frames = 0
  received = 0
  closed: { code: number | undefined; reason: string | undefined } | undefined
  readonly #handle: ReturnType<Hocuspocus['handleConnection']>

  constructor(server: Hocuspocus) {
    this.#handle = server.handleConnection(
      {
        readyState: 1,
        send: (data) => {
          this.frames++
          this.received += data.length
        },
        close: (code, reason) => {
          this.closed = { code, reason }
        },
      },
      new Request('http://localhost/'),
    )
  }

  /** @returns milliseconds that the server took */
  send(frame: Uint8Array): number {
    const start = performance.now()
    this.#handle.handleMessage(frame)
    return performance.now() - start
  }

  leave(): void {
    this.#handle.handleClose()
  }
}
