import type { ByteWriter } from './byte-writer.ts'
import type { ClientStructs } from './parse-update.ts'
import { sliceStructs, type StructBytes } from './slice-structs.ts'

/** Room for the structs of a client that has just begun, in bytes. */
const smallest = 64
const nothing = new Uint8Array()

/**
 * The structs of one client, one after the other, as encoded. It owns its bytes: first those that stand in an encoding of
 * the whole state, then a tail that grows.
 */
export class StructRun {
  readonly client: number
  /** Clock of the first struct. */
  readonly clock: number
  #end: number
  #count = 0
  #base: Uint8Array = nothing
  #from = 0
  #to = 0
  #baseEnd: number
  #baseCount = 0
  #tail: Uint8Array = nothing
  #tailLength = 0

  constructor(client: number, clock: number) {
    this.client = client
    this.clock = clock
    this.#end = clock
    this.#baseEnd = clock
  }

  /** Clock of what comes next. */
  get end(): number {
    return this.#end
  }

  /** How many structs there are. */
  get count(): number {
    return this.#count
  }

  /** Bytes of the structs. */
  get size(): number {
    return this.#to - this.#from + this.#tailLength
  }

  /** Adds structs that begin where these end. Their bytes are copied. */
  append({ source, from, to, end, count }: ClientStructs): void {
    const length = this.#tailLength + to - from
    if (length > this.#tail.length) this.#grow(length)
    if (to - from > 48) this.#tail.set(source.subarray(from, to), this.#tailLength)
    else for (let at = from, place = this.#tailLength; at < to; at++, place++) this.#tail[place] = Number(source[at])
    this.#tailLength = length
    this.#end = end
    this.#count += count
  }

  /** Writes all structs, and keeps the bytes there from now on: they must not change. */
  move(writer: ByteWriter): void {
    const from = writer.position
    this.write(writer)
    this.#base = writer.bytes
    this.#from = from
    this.#to = writer.position
    this.#baseEnd = this.#end
    this.#baseCount = this.#count
    this.#tail = nothing
    this.#tailLength = 0
  }

  write(writer: ByteWriter): void {
    writer.copy(this.#base, this.#from, this.#to)
    writer.copy(this.#tail, 0, this.#tailLength)
  }

  /** What stands behind a clock that lies within: the bytes in up to three parts, and how many structs they are. */
  since(clock: number): { parts: Uint8Array[]; count: number } {
    const { client } = this
    const tail = this.#tail.subarray(0, this.#tailLength)
    if (clock >= this.#baseEnd) {
      const structs = { client, clock: this.#baseEnd, source: tail, from: 0, to: tail.length }
      const slice = sliceStructs(structs, clock)
      return { parts: [slice.head, tail.subarray(slice.from)], count: this.#count - this.#baseCount - slice.skipped }
    }
    const structs: StructBytes = { client, clock: this.clock, source: this.#base, from: this.#from, to: this.#to }
    const slice = sliceStructs(structs, clock)
    return { parts: [slice.head, this.#base.subarray(slice.from, this.#to), tail], count: this.#count - slice.skipped }
  }

  #grow(length: number): void {
    const tail = new Uint8Array(Math.max(smallest, length, Math.ceil(this.#tail.length * 1.5)))
    tail.set(this.#tail.subarray(0, this.#tailLength))
    this.#tail = tail
  }
}
