import { randomUUID } from 'node:crypto'
import { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Recorder, SocketRecord } from './recorder.ts'

/** The way from the clients to the server that runs now; it outlives servers and clients. */
export class Network {
  readonly recorder: Recorder
  /** What its servers are asked for, and no others: the port of one that has ended may be that of another harness's by now. */
  readonly path: string = `/${randomUUID()}`
  readonly #open = new Set<ObservedSocket>()
  #port: number | undefined
  #connecting: Socket[] = []

  constructor(recorder: Recorder) {
    this.recorder = recorder
  }

  /** A server runs: those who wait for it connect. */
  up(port: number): void {
    this.#port = port
    for (const socket of this.#connecting.splice(0)) if (!socket.destroyed) socket.connect(port, '127.0.0.1')
  }

  /**
   * The server has ended: who connects now waits for the next. Resolves when the sockets that had reached it are closed; what
   * it sent before it died has been read by then.
   */
  async down(): Promise<void> {
    this.#port = undefined
    const reached = [...this.#open].filter(({ hasConnected }) => hasConnected)
    await Promise.all(reached.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
  }

  /** What a WebSocket is made on. */
  connect(): Socket {
    const socket = new Socket()
    if (this.#port === undefined) this.#connecting.push(socket)
    else socket.connect(this.#port, '127.0.0.1')
    return socket
  }

  /** A class of WebSocket that connects to the server that runs now, whatever address it is given, and is recorded. */
  webSocket(): new () => ObservedSocket {
    return ObservedSocket.bind(null, this)
  }

  opened(socket: ObservedSocket): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }
}

export class ObservedSocket extends WebSocket {
  readonly record: SocketRecord
  /** Whether there was a server at the other end. */
  hasConnected = false

  constructor(network: Network) {
    super(`ws://127.0.0.1${network.path}`, {
      perMessageDeflate: false,
      createConnection: () => network.connect().once('connect', () => (this.hasConnected = true)),
    })
    this.record = network.recorder.socket()
    // Before anybody else listens: an answer is recorded before the client acts on it.
    this.on('message', (data) => this.record.received(new Uint8Array(data as ArrayBuffer | Buffer)))
    this.on('error', () => {})
    network.opened(this)
  }

  override send(data: Uint8Array): void {
    if (this.readyState !== WebSocket.OPEN) return
    this.record.sent(data)
    super.send(data, { binary: true })
  }
}
