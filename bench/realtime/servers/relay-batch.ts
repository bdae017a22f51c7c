/**
 * The limit of a server that batches without looking into updates: the frames of a turn are framed once for all and leave in one
 * write for each receiver. With several senders in a turn everybody gets the whole batch, as Hocuspocus does it too.
 */
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { RelayRoom, relay } from './relay.ts'

interface Peer {
  readonly socket: Socket
}

class BatchRoom extends RelayRoom<Peer> {
  #frames: Buffer[] = []
  #sender: Peer | undefined
  #single = true

  add(from: Peer, frame: Buffer): void {
    if (this.#frames.length === 0) {
      this.#sender = from
      this.#single = true
      setImmediate(() => this.#flush())
    }
    if (from !== this.#sender) this.#single = false
    this.#frames.push(header(frame.length), frame)
  }

  #flush(): void {
    const batch = Buffer.concat(this.#frames)
    this.#frames = []
    for (const peer of this.peers) if (!(this.#single && peer === this.#sender)) peer.socket.write(batch)
  }
}

function header(length: number): Buffer {
  if (length < 126) return Buffer.of(0x82, length)
  return Buffer.of(0x82, 126, length >> 8, length & 0xff)
}

relay(
  () => new BatchRoom(),
  // The TCP socket under a WebSocket of `ws`.
  (socket) => ({ socket: (socket as WebSocket & { _socket: Socket })._socket }),
  (room, from, frame) => room.add(from, frame),
)
