import { letterUpdate } from '../wire/letter.ts'
import { readUpdate } from '../wire/read-update.ts'
import type { Reader } from '../wire/reader.ts'
import { Client, type ClientOptions } from './client.ts'
import { Cursors } from './cursors.ts'
import type { Meter } from './meter.ts'

export interface RoomOptions {
  readonly name: string
  /** Of all rooms. */
  readonly index: number
  /** The first of its members write, as many as this. */
  readonly writers: number
  /** Letters of one writer that may be under way; a power of two. */
  readonly ring: number
  readonly meter: Meter
}

interface Member {
  readonly client: Client
  /** For each writer: letters that have arrived. */
  readonly got: Uint32Array
  acknowledged: number
}

const writersPerRoom = 128

/**
 * One document with its clients, who see to it that each gets every letter of every other exactly once and in order. A failed
 * check throws in a callback of a socket, which ends the process.
 */
export class Room {
  readonly name: string
  /** For each writer: letters that were sent. */
  readonly sent: Uint32Array
  readonly cursors: Cursors
  readonly #options: RoomOptions
  readonly #members: Member[] = []
  /** For each writer and letter that is under way: when it was sent, and at how many it has arrived. */
  readonly #sentAt: Float64Array
  readonly #arrived: Uint16Array
  readonly #firstClient: number
  #dialect: ClientOptions['dialect'] = 'hocuspocus'
  #open = false
  readonly #credit: Uint16Array

  constructor(options: RoomOptions) {
    const { name, index, writers, ring, meter } = options
    this.#options = options
    this.name = name
    this.sent = new Uint32Array(writers)
    this.#credit = new Uint16Array(writers)
    this.#sentAt = new Float64Array(writers * ring)
    this.#arrived = new Uint16Array(writers * ring)
    this.#firstClient = 1_600_000_000 + index * writersPerRoom
    this.cursors = new Cursors(this.#firstClient, writers, meter)
  }

  get size(): number {
    return this.#members.length
  }

  /** Adds a client. Nobody may be writing. */
  async join(options: Omit<ClientOptions, 'document' | 'events'>): Promise<void> {
    const seat = this.#members.length
    const got = new Uint32Array(this.sent.length)
    this.#dialect = options.dialect
    let now = 0
    const onStruct = (client: number, clock: number, length: number): void => {
      const writer = client - this.#firstClient
      if (writer === seat) return
      if (got[writer] !== clock) throw new Error(`letter ${clock} of ${writer} came, not ${got[writer]}, at ${seat}`)
      got[writer] = clock + length
      if (now > 0) this.#delivered(writer, { clock, length, now })
    }
    const read = (reader: Reader, at: number): void => {
      now = at
      readUpdate(reader, onStruct)
    }
    const member = { client: undefined as unknown as Client, got, acknowledged: 0 }
    this.#members.push(member)
    member.client = await Client.join({
      ...options,
      document: this.name,
      events: {
        content: (reader) => read(reader, 0),
        update: (reader) => read(reader, performance.now()),
        awareness: (reader) => this.cursors.arrived(reader, seat),
        acknowledged: () => this.#acknowledged(seat, member),
      },
    })
    if (options.dialect === 'relay') got.set(this.sent)
  }

  /** Sends letters of one writer, each in a frame of its own, all in one write. */
  type(writer: number, letters = 1): void {
    const client = this.#client(writer)
    const frames: Buffer[] = []
    for (let i = 0; i < letters; i++) frames.push(this.#letter(writer))
    client.write(letters === 1 ? (frames[0] as Buffer) : Buffer.concat(frames))
  }

  /** Sends a letter and the cursor behind it, as editors do. */
  typeWithCursor(writer: number): void {
    const client = this.#client(writer)
    const letter = this.#letter(writer)
    client.write(Buffer.concat([letter, client.awarenessFrame(this.cursors.move(writer, this.sent[writer] as number))]))
  }

  /** Keeps as many letters of each writer under way as `window` says, until `close`. */
  saturate(window: number): void {
    this.#open = true
    for (let writer = 0; writer < this.sent.length; writer++) this.type(writer, window)
  }

  close(): void {
    this.#open = false
  }

  /** Letters that have not arrived everywhere, cursors that have not, acknowledgements that are due. */
  get missing(): number {
    let missing = 0
    for (const [seat, { got, acknowledged }] of this.#members.entries()) {
      for (let writer = 0; writer < got.length; writer++) {
        if (writer !== seat) missing += (this.sent[writer] as number) - (got[writer] as number)
      }
      if (this.#dialect === 'hocuspocus') missing += (this.sent[seat] ?? 0) - acknowledged
    }
    return missing + this.cursors.missing(this.#members.length)
  }

  leave(): void {
    for (const { client } of this.#members) client.leave()
  }

  #client(writer: number): Client {
    return (this.#members[writer] as Member).client
  }

  #letter(writer: number): Buffer {
    const clock = this.sent[writer] as number
    const { ring, meter } = this.#options
    this.sent[writer] = clock + 1
    this.#sentAt[writer * ring + (clock & (ring - 1))] = performance.now()
    meter.sent++
    return this.#client(writer).updateFrame(letterUpdate(this.#firstClient + writer, clock))
  }

  #delivered(writer: number, { clock, length, now }: { clock: number; length: number; now: number }): void {
    const { ring, meter } = this.#options
    const receivers = this.#members.length - 1
    let everywhere = 0
    for (let i = clock; i < clock + length; i++) {
      const slot = writer * ring + (i & (ring - 1))
      meter.latency.record(now - (this.#sentAt[slot] as number))
      const arrived = (this.#arrived[slot] as number) + 1
      this.#arrived[slot] = arrived === receivers ? 0 : arrived
      if (arrived === receivers) everywhere++
    }
    meter.delivered += length
    if (everywhere > 0 && this.#open) this.#refill(writer, everywhere)
  }

  /** What arrived in one read is answered with one write. */
  #refill(writer: number, letters: number): void {
    const waiting = this.#credit[writer] as number
    this.#credit[writer] = waiting + letters
    if (waiting > 0) return
    queueMicrotask(() => {
      const credit = this.#credit[writer] as number
      this.#credit[writer] = 0
      if (this.#open) this.type(writer, credit)
    })
  }

  #acknowledged(seat: number, member: Member): void {
    const letter = member.acknowledged++
    if (letter >= (this.sent[seat] ?? 0)) throw new Error(`writer ${seat} got an acknowledgement too many`)
    const { ring, meter } = this.#options
    meter.acknowledgement.record(performance.now() - (this.#sentAt[seat * ring + (letter & (ring - 1))] as number))
  }
}
