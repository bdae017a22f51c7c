import type { FrameReader } from '../protocol/frame-reader.ts'
import type { ClientStructs } from './parse-update.ts'
import { none, type StructWalker } from './struct-walker.ts'

/** Bytes from one mark to the next, at least. */
export const markSpacing = 4_096

/** Reads the structs of one client in an update, as far as it is told. Methods throw what the walker throws. */
export class ClientReader {
  readonly #reader: FrameReader
  readonly #walker: StructWalker
  readonly #source: Uint8Array
  readonly #count: number
  readonly #client: number
  readonly #clock: number
  readonly #from: number
  #marks: number[] | undefined
  #marked: number
  #index = 0

  /** @param walker whose reader stands before the header of the client */
  constructor(walker: StructWalker, source: Uint8Array) {
    const { reader } = walker
    this.#reader = reader
    this.#walker = walker
    this.#source = source
    this.#count = reader.count(2)
    this.#client = reader.uint()
    this.#clock = reader.uint()
    this.#from = reader.position
    this.#marked = reader.position
    walker.start(this.#client, this.#clock)
  }

  /** @param place in bytes, where it pauses @returns whether all structs have been read */
  readTo(place: number): boolean {
    const reader = this.#reader
    const walker = this.#walker
    for (; this.#index < this.#count; this.#index++) {
      const at = reader.position
      if (at >= place) return false
      if (at - this.#marked >= markSpacing) {
        this.#marked = at
        this.#marks ??= []
        this.#marks.push(walker.clock, at, this.#index)
      }
      walker.struct()
    }
    return true
  }

  structs(): ClientStructs {
    const { clock: end, lastFrom, skippedTo, references, collected } = this.#walker
    const at = { source: this.#source, from: this.#from, to: this.#reader.position, lastFrom }
    const marks = this.#marks ?? none
    const parts = { count: this.#count, marks, skippedTo, references, collected }
    return { client: this.#client, clock: this.#clock, end, ...at, ...parts }
  }
}
