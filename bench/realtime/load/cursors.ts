import type { Reader } from '../wire/reader.ts'
import { Writer } from '../wire/writer.ts'
import type { Meter } from './meter.ts'

const writer = new Writer()

/** The cursors of a room's writers (awareness, as y-protocols encodes it). A server may leave out all but the last. */
export class Cursors {
  readonly #firstClient: number
  readonly #meter: Meter
  /** For each writer: clock of its last cursor. */
  readonly #sent: Uint32Array
  /** For each member, by seat: the clock it has of each writer. */
  readonly #got: Uint32Array[] = []

  constructor(firstClient: number, writers: number, meter: Meter) {
    this.#firstClient = firstClient
    this.#meter = meter
    this.#sent = new Uint32Array(writers)
  }

  /** @returns the awareness update that tells of a cursor at `position`; overwritten by the next */
  move(seat: number, position: number): Uint8Array {
    const clock = (this.#sent[seat] as number) + 1
    this.#sent[seat] = clock
    const client = this.#firstClient + seat
    const id = { type: null, tname: 'text', item: { client, clock: position }, assoc: 0 }
    const state = { user: { name: `Writer ${seat}`, color: '#3d7eff' }, cursor: { anchor: id, head: id } }
    return writer.uint(1).uint(client).uint(clock).text(JSON.stringify(state)).take()
  }

  arrived(reader: Reader, seat: number): void {
    const got = (this.#got[seat] ??= new Uint32Array(this.#sent.length))
    for (let count = reader.uint(); count > 0; count--) {
      const from = reader.uint() - this.#firstClient
      const clock = reader.uint()
      reader.skip(reader.uint())
      if (from === seat) continue
      if (clock < (got[from] ?? Number.POSITIVE_INFINITY)) throw new Error(`an older cursor of ${from} came at ${seat}`)
      got[from] = clock
      this.#meter.cursors++
    }
  }

  /** Writers whose last cursor has not arrived, summed over the members. */
  missing(members: number): number {
    let missing = 0
    for (let seat = 0; seat < members; seat++) {
      for (let from = 0; from < this.#sent.length; from++) {
        const sent = this.#sent[from] as number
        if (from !== seat && sent > 0 && this.#got[seat]?.[from] !== sent) missing++
      }
    }
    return missing
  }
}
