import { RealtimeError } from '../errors.ts'
import type { Limits } from '../limits.ts'

/** Stops and goes on reading a socket. */
export interface Tap {
  pause(): void
  resume(): void
}

/** What waits for authentication on all sockets of the process. */
export class WaitingRoom {
  readonly #limit: number
  #bytes = 0

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Bytes that wait now. */
  get bytes(): number {
    return this.#bytes
  }

  /** @throws RealtimeError `SOCKET_BACKLOG` */
  hold(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#limit) throw backlogError('bytes of all sockets', this.#limit)
  }

  release(bytes: number): void {
    this.#bytes -= bytes
  }
}

/**
 * What has arrived on a socket and waits: for authentication, which is little and else ends the socket; or, for documents
 * whose client is authenticated, for their hooks, which is more and else makes the socket wait.
 */
export class Backlog {
  readonly #limits: Limits
  readonly #tap: Tap
  readonly #room: WaitingRoom
  #messages = 0
  #bytes = 0
  #admittedBytes = 0
  /** Who wants the socket not to be read, whatever waits on it. */
  #stoppedBy: Set<object> | undefined
  #paused = false

  constructor(limits: Limits, room: WaitingRoom, tap: Tap) {
    this.#limits = limits
    this.#room = room
    this.#tap = tap
  }

  /** Whether the socket is not read now. */
  get isPaused(): boolean {
    return this.#paused
  }

  /** @param messages how many wait; 0 for a token, which is being answered @throws RealtimeError `SOCKET_BACKLOG` */
  hold(messages: number, bytes: number): void {
    const { waitingMessages, waitingBytes } = this.#limits
    this.#messages += messages
    this.#bytes += bytes
    this.#room.hold(bytes)
    if (this.#messages > waitingMessages) throw backlogError('messages', waitingMessages)
    if (this.#bytes > waitingBytes) throw backlogError('bytes', waitingBytes)
  }

  /** What waited for authentication waits no longer. */
  release(messages: number, bytes: number): void {
    this.#messages -= messages
    this.#bytes -= bytes
    this.#room.release(bytes)
  }

  holdAdmitted(bytes: number): void {
    this.#admittedBytes += bytes
    this.#adjust()
  }

  releaseAdmitted(bytes: number): void {
    this.#admittedBytes -= bytes
    this.#adjust()
  }

  /** Stops the reading until the same one calls `goOn`. */
  stop(by: object): void {
    this.#stoppedBy ??= new Set()
    this.#stoppedBy.add(by)
    this.#adjust()
  }

  goOn(by: object): void {
    if (this.#stoppedBy?.delete(by) !== true) return
    if (this.#stoppedBy.size === 0) this.#stoppedBy = undefined
    this.#adjust()
  }

  /** A socket that is not read is read again when half of what may wait has gone. */
  #adjust(): void {
    const { inbound } = this.#limits
    const pause = this.#stoppedBy !== undefined || this.#admittedBytes > (this.#paused ? inbound / 2 : inbound)
    if (pause === this.#paused) return
    this.#paused = pause
    if (pause) this.#tap.pause()
    else this.#tap.resume()
  }
}

const backlogError = (what: string, limit: number): RealtimeError =>
  new RealtimeError('SOCKET_BACKLOG', { what, limit })
