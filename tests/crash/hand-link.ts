import * as Y from 'yjs'
import { readFrame, step1Frame, step2Frame, tokenFrame, updateFrame } from './frames.ts'
import type { Link } from './live-client.ts'
import type { Network, ObservedSocket } from './observed-socket.ts'

const again = 10

/** Connects documents by the sync protocol written out by hand: no queue, no counter, nothing that could hide a mistake. */
export function handLink(network: Network, documents: ReadonlyMap<string, Y.Doc>): Link {
  return new HandLink(network, documents)
}

class HandLink implements Link {
  readonly #network: Network
  readonly #documents: ReadonlyMap<string, Y.Doc>
  readonly #synced = new Set<string>()
  readonly #stopListening: (() => void)[] = []
  #socket: ObservedSocket
  #timer: NodeJS.Timeout | undefined
  #left = false

  constructor(network: Network, documents: ReadonlyMap<string, Y.Doc>) {
    this.#network = network
    this.#documents = documents
    for (const [name, document] of documents) {
      const onUpdate = (update: Uint8Array, origin: unknown): void => {
        if (origin !== this) this.#socket.send(updateFrame(name, update))
      }
      document.on('update', onUpdate)
      this.#stopListening.push(() => document.off('update', onUpdate))
    }
    this.#socket = this.#connect()
  }

  get synced(): boolean {
    return this.#synced.size === this.#documents.size
  }

  get waiting(): number {
    return this.#socket.record.waiting
  }

  get trace(): readonly string[] {
    return this.#socket.record.trace
  }

  drop(): void {
    this.#socket.terminate()
  }

  leave(): void {
    this.#left = true
    clearTimeout(this.#timer)
    for (const stop of this.#stopListening) stop()
    this.#socket.close()
  }

  #connect(): ObservedSocket {
    const socket = new (this.#network.webSocket())()
    socket.on('open', () => {
      for (const [name, document] of this.#documents) {
        socket.send(tokenFrame(name, 'somebody'))
        socket.send(step1Frame(name, Y.encodeStateVector(document)))
      }
    })
    socket.on('message', (data: Buffer) => this.#receive(socket, new Uint8Array(data)))
    socket.on('close', () => {
      this.#synced.clear()
      if (!this.#left) this.#timer = setTimeout(() => (this.#socket = this.#connect()), again)
    })
    return socket
  }

  #receive(socket: ObservedSocket, bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    const document = this.#documents.get(frame.address)
    if (document === undefined || this.#left) return
    switch (frame.is) {
      case 'step1':
        return socket.send(step2Frame(frame.address, Y.encodeStateAsUpdate(document, frame.stateVector)))
      case 'step2':
        Y.applyUpdate(document, frame.update, this)
        this.#synced.add(frame.address)
        return
      case 'update':
        return Y.applyUpdate(document, frame.update, this)
      case 'token':
      case 'authenticated':
      case 'denied':
      case 'close':
      case 'status':
      case 'other':
        return
    }
  }
}
