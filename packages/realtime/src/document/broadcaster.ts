import { encodeAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'
import { encodeServerMessage } from '../protocol/encode.ts'
import { mergeUpdates } from '../updates/merge-updates.ts'
import type { ParsedUpdate } from '../updates/parse-update.ts'
import { deliver, type Receiver } from './receiver.ts'

/** When what has changed is sent. */
export interface FlushOptions {
  /** `false`: at once. 0: at the end of the turn of the event loop. Else milliseconds after the first change. */
  readonly flushDelay: false | number
  /** Bytes of updates that wait at most. */
  readonly flushMaxBytes: number
}

export interface BroadcasterOptions extends FlushOptions {
  readonly receivers: () => Iterable<Receiver>
  /** What is known of the presence of clients. */
  readonly presence: (clients: Iterable<number>) => readonly AwarenessEntry[]
}

/** Milliseconds of work in one flush above which the next one waits, so that more is joined. */
const busy = 0.5

/**
 * What a document tells its connections. Updates of one turn of the event loop go out as one, and of each client's presence
 * only the last state. (Specification: realtime.md, "Speed".)
 */
export class Broadcaster {
  readonly #options: BroadcasterOptions
  #updates: ParsedUpdate[] = []
  #bytes = 0
  /** Where all of the updates came from, if it was one connection: it has them. */
  #source: Receiver | undefined
  readonly #clients = new Set<number>()
  #cancel: (() => void) | undefined
  /** When the last flush ended, and how long it took. */
  #flushedAt = 0
  #flushTook = 0

  constructor(options: BroadcasterOptions) {
    this.#options = options
  }

  /** @param source the connection that sent it, which has it; sent one by one, changes go to all, as they always did */
  update(update: ParsedUpdate, source: Receiver | undefined): void {
    const sender = this.#options.flushDelay === false ? undefined : source
    if (this.#updates.length === 0) this.#source = sender
    else if (this.#source !== sender) this.#source = undefined
    this.#updates.push(update)
    this.#bytes += update.bytes.length
    if (this.#bytes >= this.#options.flushMaxBytes) this.flush()
    else this.#schedule()
  }

  awareness(clients: readonly number[]): void {
    for (const client of clients) this.#clients.add(client)
    if (this.#clients.size > 0) this.#schedule()
  }

  /** Sends what waits. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = undefined
    const start = performance.now()
    this.#sendUpdates()
    this.#sendAwareness()
    this.#flushedAt = performance.now()
    this.#flushTook = this.#flushedAt - start
  }

  #sendUpdates(): void {
    if (this.#updates.length === 0) return
    const update = mergeUpdates(this.#updates)
    const source = this.#source
    this.#updates = []
    this.#bytes = 0
    this.#source = undefined
    deliver({
      receivers: this.#options.receivers(),
      except: source,
      encode: (address) => encodeServerMessage(address, { type: 'update', update }),
      delivery: { urgency: 'needed', last: this.#clients.size === 0 },
    })
  }

  #sendAwareness(): void {
    if (this.#clients.size === 0) return
    const update = encodeAwarenessUpdate(this.#options.presence(this.#clients))
    this.#clients.clear()
    deliver({
      receivers: this.#options.receivers(),
      encode: (address) => encodeServerMessage(address, { type: 'awareness', update }),
      delivery: { urgency: 'droppable', last: true },
    })
  }

  #schedule(): void {
    const { flushDelay } = this.#options
    if (flushDelay === false) return this.flush()
    if (this.#cancel !== undefined) return
    this.#cancel = later(flushDelay || this.#pause(), () => this.flush())
  }

  /** Milliseconds to wait: when sending takes the server much of its time, half of the time is left for what comes in. */
  #pause(): number {
    if (this.#flushTook < busy) return 0
    return Math.max(0, this.#flushTook - (performance.now() - this.#flushedAt))
  }
}

function later(milliseconds: number, run: () => void): () => void {
  if (milliseconds > 0) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  }
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}
