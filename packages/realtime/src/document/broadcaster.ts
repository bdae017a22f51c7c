import { encodeAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'
import { encodeServerMessage } from '../protocol/encode.ts'
import { Frame } from '../protocol/frame.ts'
import type { Task, TaskList } from '../task-list.ts'
import { mergeUpdates } from '../updates/merge-updates.ts'
import type { ParsedUpdate } from '../updates/parse-update.ts'
import { Collected } from './collected.ts'
import { deliver, type Delivery, type Receiver } from './receiver.ts'

/** When what has changed is sent. */
export interface FlushOptions {
  /** `false`: at once. 0: at the end of the turn of the event loop. Else milliseconds after the first change. */
  readonly flushDelay: false | number
  /** Bytes of updates that wait at most. */
  readonly flushMaxBytes: number
}

export interface BroadcasterOptions extends FlushOptions {
  readonly turnEnd: TaskList
  readonly receivers: () => Iterable<Receiver>
  /** What is known of the presence of clients. */
  readonly presence: (clients: Iterable<number>) => readonly AwarenessEntry[]
}

/** Milliseconds of work in one flush above which the next one waits, so that more is joined; below, a timer would be too coarse. */
const busy = 3
/** How long it waits, in times of what the last one took: what is joined costs less, and comes later. */
const wait = 0.4
/** Nothing else of this turn is to come: it is written at once. */
const neededNow: Delivery = { urgency: 'needed', last: true }
const droppableNow: Delivery = { urgency: 'droppable', last: true }

type Schedule = { readonly is: 'idle' | 'listed' } | { readonly is: 'timed'; readonly timer: NodeJS.Timeout }

const idle: Schedule = { is: 'idle' }
const listed: Schedule = { is: 'listed' }

/**
 * What a document tells its connections. Updates of one turn of the event loop go out as one, and of each client's presence
 * only the last state. (Specification: realtime.md, "Speed".)
 */
export class Broadcaster implements Task {
  readonly #options: BroadcasterOptions
  readonly #updates = new Collected<ParsedUpdate>()
  #bytes = 0
  readonly #clients = new Collected<number>()
  #schedule: Schedule = idle
  #afterwards: (() => void)[] = []
  /** When the last flush ended, and how long it took. */
  #flushedAt = 0
  #flushTook = 0

  constructor(options: BroadcasterOptions) {
    this.#options = options
  }

  /** @param source the connection that sent it, which has it; sent one by one, changes go to all, as they always did */
  update(update: ParsedUpdate, source: Receiver | undefined): void {
    const { flushDelay, flushMaxBytes } = this.#options
    this.#updates.add(update, flushDelay === false ? undefined : source)
    this.#bytes += update.bytes.length
    if (this.#bytes >= flushMaxBytes) this.flush()
    else this.#flushSoon()
  }

  /** @param source the connection that said it */
  awareness(clients: readonly number[], source: Receiver | undefined): void {
    for (const client of clients) this.#clients.add(client, source)
    if (clients.length > 0) this.#flushSoon()
  }

  /** Runs `run` once all that waits is sent: now, if nothing does. */
  afterwards(run: () => void): void {
    if (this.#schedule.is === 'idle') run()
    else this.#afterwards.push(run)
  }

  /** The turn has ended. */
  run(): void {
    this.#schedule = idle
    this.flush()
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#schedule.is === 'timed') {
      clearTimeout(this.#schedule.timer)
      this.#schedule = idle
    }
    if (!this.#updates.isEmpty || !this.#clients.isEmpty) {
      const start = performance.now()
      this.#send()
      this.#flushedAt = performance.now()
      this.#flushTook = this.#flushedAt - start
    }
    for (const run of this.#afterwards.splice(0)) run()
  }

  #send(): void {
    const updates = this.#updates.take()
    const clients = this.#clients.take()
    this.#bytes = 0
    const receivers = this.#options.receivers()
    const presence =
      clients === undefined ? undefined : encodeAwarenessUpdate(this.#options.presence(new Set(clients.items)))
    const encodePresence = (address: string, update: Uint8Array): Frame =>
      encodeServerMessage(address, { type: 'awareness', update })
    if (updates === undefined) {
      if (presence === undefined) return
      return deliver({ receivers, encode: (address) => encodePresence(address, presence), delivery: droppableNow })
    }
    const update = mergeUpdates(updates.items)
    const encode = (address: string): Frame => {
      const frame = encodeServerMessage(address, { type: 'update', update })
      return presence === undefined ? frame : Frame.join([frame, encodePresence(address, presence)])
    }
    const { source } = updates
    deliver({ receivers, except: source, encode, delivery: neededNow })
    // What it said itself it need not hear: that it is heard, the acknowledgement of its update tells.
    if (source === undefined || presence === undefined || clients?.source === source) return
    deliver({ receivers: [source], encode: (address) => encodePresence(address, presence), delivery: droppableNow })
  }

  #flushSoon(): void {
    const { flushDelay, turnEnd } = this.#options
    if (flushDelay === false) return this.flush()
    if (this.#schedule.is !== 'idle') return
    const delay = flushDelay || this.#pause()
    if (delay > 0) {
      this.#schedule = { is: 'timed', timer: setTimeout(() => this.flush(), delay) }
    } else {
      this.#schedule = listed
      turnEnd.add(this)
    }
  }

  /** Milliseconds to wait: when sending takes the server much of its time, some is left for what comes in. */
  #pause(): number {
    if (this.#flushTook < busy) return 0
    return Math.max(0, wait * this.#flushTook - (performance.now() - this.#flushedAt))
  }
}
