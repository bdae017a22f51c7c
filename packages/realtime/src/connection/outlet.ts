import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { Delivery } from '../document/receiver.ts'
import { RealtimeError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Metrics } from '../metrics.ts'
import type { Frame, LargeFrame } from '../protocol/frame.ts'
import { TaskList, type Task } from '../task-list.ts'
import { openState, type WebSocketLike } from './web-socket-like.ts'

/** A close reason may have 123 bytes of UTF-8; the messages of errors are shorter but for what they quote. */
const longestReason = 120
/** Bytes up to which what waits is copied into one write. */
const joined = 64 * 1024
/** When what is under way now has said all it has to say. */
const afterThis = new TaskList(queueMicrotask)

/** Whose outgoing side it is. */
interface Owner {
  /** Ends the socket. */
  fail(error: RealtimeError): void
}

interface Parts {
  readonly limits: Pick<Limits, 'outbound'>
  readonly metrics: Metrics
}

/**
 * The outgoing side of a socket. What is sent in one turn of the event loop leaves in one write, and no more is held back than
 * the limit for a client that reads slowly.
 */
export class Outlet implements Task {
  readonly #webSocket: WebSocketLike
  /** The stream below a WebSocket of `ws`, to which ready-made messages are written; nothing with other implementations. */
  readonly #stream: Duplex | undefined
  readonly #owner: Owner
  /** Bytes that may wait to be sent. */
  readonly #limit: number
  readonly #metrics: Metrics
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  /** Bytes of large frames under way: those were asked for, one at a time, and do not count. */
  #large = 0

  constructor(webSocket: WebSocketLike, owner: Owner, { limits, metrics }: Parts) {
    this.#webSocket = webSocket
    this.#owner = owner
    this.#stream = streamOf(webSocket)
    this.#limit = limits.outbound
    this.#metrics = metrics
  }

  send(frame: Frame, { urgency, last }: Delivery): void {
    if (this.#webSocket.readyState !== openState) return
    if (this.#buffered - this.#large > this.#limit) return this.#leaveOut(urgency)
    if (this.#stream === undefined) return frame.messages.forEach((message) => this.#webSocket.send(message))
    const nothingWaits = this.#waiting.length === 0
    if (last && nothingWaits) return void this.#stream.write(frame.wire)
    this.#waiting.push(frame.wire)
    this.#waitingBytes += frame.wire.length
    if (last) this.flush()
    else if (nothingWaits) afterThis.add(this)
  }

  sendLarge({ head, header, content }: LargeFrame, sent: () => void): void {
    if (this.#webSocket.readyState !== openState) return
    this.flush()
    const stream = this.#stream
    if (stream === undefined) {
      this.#webSocket.send(Buffer.concat([head.subarray(header), content]))
      return sent()
    }
    const size = head.length + content.length
    this.#large += size
    stream.cork()
    stream.write(head)
    stream.write(content, () => {
      this.#large -= size
      sent()
    })
    stream.uncork()
  }

  run(): void {
    this.flush()
  }

  /** Writes what waits. */
  flush(): void {
    const waiting = this.#waiting
    const [first] = waiting
    if (first === undefined) return
    const stream = this.#stream
    const bytes = this.#waitingBytes
    this.#waiting = []
    this.#waitingBytes = 0
    if (stream === undefined || this.#webSocket.readyState !== openState) return
    if (waiting.length === 1) stream.write(first)
    else if (bytes <= joined) stream.write(Buffer.concat(waiting, bytes))
    else writeAll(stream, waiting)
  }

  /** Asks for a sign of life, below the protocol. */
  ping(): void {
    if (this.#webSocket instanceof WebSocket && this.#webSocket.readyState === openState) this.#webSocket.ping()
  }

  close({ closeCode, message }: RealtimeError): void {
    this.flush()
    this.#webSocket.close(closeCode, message.slice(0, longestReason).replaceAll(/[^\x20-\x7E]/g, '?'))
  }

  /** Ends a socket whose client does not answer. */
  terminate(): void {
    if (this.#webSocket instanceof WebSocket) this.#webSocket.terminate()
  }

  #leaveOut(urgency: 'needed' | 'droppable'): void {
    if (urgency === 'needed') this.#owner.fail(new RealtimeError('SOCKET_OUTBOUND', { limit: this.#limit }))
    else this.#metrics.counters.droppedAwareness++
  }

  get #buffered(): number {
    if (this.#stream !== undefined) return this.#stream.writableLength + this.#waitingBytes
    return (this.#webSocket as { bufferedAmount?: number }).bufferedAmount ?? 0
  }
}

function writeAll(stream: Duplex, messages: readonly Uint8Array[]): void {
  stream.cork()
  for (const message of messages) stream.write(message)
  stream.uncork()
}

/**
 * Without compression a message on the wire is a header and the payload, so one that is ready can be written below `ws`. (It
 * has no public way for that; its own writes go to the same stream, whole messages at a time.)
 */
function streamOf(webSocket: WebSocketLike): Duplex | undefined {
  if (!(webSocket instanceof WebSocket) || webSocket.extensions !== '') return undefined
  return (webSocket as unknown as { _socket: Duplex | null })._socket ?? undefined
}
