import { copyBytes, uintSize, writeUint, type ByteWriter } from './byte-writer.ts'
import { markSpacing } from './client-reader.ts'
import type { ClientStructs } from './parse-update.ts'
import { sliceStructs } from './slice-structs.ts'
import { mayContinue, readTextStruct, type TextStruct } from './text-struct.ts'

/** Room for the structs of a client that has just begun, in bytes. */
const smallest = 64
const nothing = new Uint8Array()

/** A place between two structs. */
interface Mark {
  readonly clock: number
  /** Bytes before it. */
  readonly offset: number
  /** Structs before it. */
  readonly index: number
}

/**
 * The structs of one client, one after the other, as encoded. It owns its bytes: first those that stand in an encoding of
 * the whole state, then a tail that grows. Text that was typed on is joined to one struct, as Yjs does it.
 */
export class StructRun {
  readonly client: number
  /** Clock of the first struct. */
  readonly clock: number
  readonly #joins: 'any' | 'listed'
  #end: number
  #count = 0
  #base: Uint8Array = nothing
  #from = 0
  #to = 0
  #tail: Uint8Array = nothing
  #tailLength = 0
  #tailStart: Mark
  /** Where the last struct begins in the tail. */
  #lastFrom = 0
  /** Its parts, once they were asked for; `undefined` when it has no text. */
  #last: TextStruct | 'unread' | undefined
  /** Triples, to find a clock without walking everything: clock, offset, index. */
  readonly #marks: number[] = []

  /**
   * @param joins which texts are joined: `any`, or those of which the bytes themselves say that they stand in a list. In a map, where
   * only somebody who makes updates up puts text, Yjs would delete the left one.
   */
  constructor(client: number, clock: number, joins: 'any' | 'listed' = 'listed') {
    this.#joins = joins
    this.client = client
    this.clock = clock
    this.#end = clock
    this.#tailStart = { clock, offset: 0, index: 0 }
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
  append(structs: ClientStructs): void {
    const { source, to, end, count } = structs
    const from = this.#join(structs)
    const added = from === structs.from ? count : count - 1
    if (added > 0) {
      this.#mark(structs, from)
      const place = this.#tailLength
      this.#reserve(place + to - from)
      copyBytes({ source, from, to }, this.#tail, place)
      this.#tailLength = place + to - from
      this.#lastFrom = place + structs.lastFrom - from
      this.#last = 'unread'
    }
    this.#end = end
    this.#count += added
  }

  /** Begins with structs whose bytes are this run's from now on: they must not change. */
  adopt(structs: ClientStructs): void {
    this.#mark(structs, structs.from)
    this.#base = structs.source
    this.#from = structs.from
    this.#to = structs.to
    this.#end = structs.end
    this.#count = structs.count
    this.#tailStart = { clock: this.#end, offset: this.size, index: this.#count }
  }

  write(writer: ByteWriter): void {
    writer.copy(this.#base, this.#from, this.#to)
    writer.copy(this.#tail, 0, this.#tailLength)
  }

  /** Writes all structs, and keeps the bytes there from now on: they must not change. */
  move(writer: ByteWriter): void {
    const from = writer.position
    this.write(writer)
    this.#base = writer.bytes
    this.#from = from
    this.#to = writer.position
    this.#tail = nothing
    this.#tailLength = 0
    this.#tailStart = { clock: this.#end, offset: this.size, index: this.#count }
  }

  /** What stands behind a clock that lies within: the bytes in up to three parts, and how many structs they are. */
  since(clock: number): { parts: Uint8Array[]; count: number } {
    const start = this.#startFor(clock)
    const { client } = this
    const baseLength = this.#to - this.#from
    const tail = this.#tail.subarray(0, this.#tailLength)
    if (start.offset >= baseLength) {
      const structs = { client, clock: start.clock, source: tail, from: start.offset - baseLength, to: tail.length }
      const { head, from, skipped } = sliceStructs(structs, clock)
      return { parts: [head, tail.subarray(from)], count: this.#count - start.index - skipped }
    }
    const place = { source: this.#base, from: this.#from + start.offset, to: this.#to }
    const { head, from, skipped } = sliceStructs({ client, clock: start.clock, ...place }, clock)
    return { parts: [head, this.#base.subarray(from, this.#to), tail], count: this.#count - start.index - skipped }
  }

  /**
   * Joins the first of the structs to the last one, if it is text written right behind that.
   *
   * @returns where what could not be joined begins in their bytes
   */
  #join({ source, from }: ClientStructs): number {
    if (this.#tailLength === 0 || !mayContinue(Number(source[from]))) return from
    if (this.#last === 'unread') this.#last = readTextStruct(this.#tail, this.#lastFrom)
    const last = this.#last
    if (last === undefined || (this.#joins === 'listed' && !last.listed)) return from
    const next = readTextStruct(source, from)
    if (next === undefined || !this.#continues(last, next, source)) return from
    const length = next.textTo - next.textFrom
    const size = last.textTo - last.textFrom + length
    const textFrom = last.lengthAt + uintSize(size)
    const textTo = textFrom + size
    this.#reserve(textTo)
    if (textFrom !== last.textFrom) this.#tail.copyWithin(textFrom, last.textFrom, last.textTo)
    writeUint(this.#tail, last.lengthAt, size)
    copyBytes({ source, from: next.textFrom, to: next.textTo }, this.#tail, textTo - length)
    this.#tailLength = textTo
    this.#last = { ...last, textFrom, textTo }
    return next.textTo
  }

  /** Whether Yjs, if it cut the text of both at this place, would get just these two. */
  #continues(last: TextStruct, next: TextStruct, source: Uint8Array): boolean {
    if (next.originClient !== this.client || next.originClock !== this.#end - 1) return false
    const length = next.rightTo - next.rightFrom
    if (last.rightTo - last.rightFrom !== length) return false
    for (let at = 0; at < length; at++) {
      if (this.#tail[last.rightFrom + at] !== source[next.rightFrom + at]) return false
    }
    return true
  }

  /** Takes over the marks of what is added from `from` on, and sets one before it if the last one is far. */
  #mark(structs: ClientStructs, from: number): void {
    const { size } = this
    const whole = from === structs.from
    if (whole && size - Number(this.#marks.at(-2) ?? 0) >= markSpacing)
      this.#marks.push(structs.clock, size, this.#count)
    const before = this.#count - (whole ? 0 : 1)
    const { marks } = structs
    for (let at = 0; at < marks.length; at += 3) {
      const place = size + Number(marks[at + 1]) - from
      this.#marks.push(Number(marks[at]), place, before + Number(marks[at + 2]))
    }
  }

  /** @returns the last known place that is not behind a clock */
  #startFor(clock: number): Mark {
    let low = 0
    let high = this.#marks.length / 3
    while (low < high) {
      const middle = (low + high) >>> 1
      if (Number(this.#marks[3 * middle]) > clock) high = middle
      else low = middle + 1
    }
    const [marked, offset, index] = low === 0 ? [this.clock, 0, 0] : this.#marks.slice(3 * low - 3, 3 * low)
    const start = this.#tailStart
    if (start.clock <= clock && start.clock >= Number(marked)) return start
    return { clock: Number(marked), offset: Number(offset), index: Number(index) }
  }

  #reserve(length: number): void {
    if (length <= this.#tail.length) return
    const tail = new Uint8Array(Math.max(smallest, length, Math.ceil(this.#tail.length * 1.5)))
    tail.set(this.#tail.subarray(0, this.#tailLength))
    this.#tail = tail
  }
}
