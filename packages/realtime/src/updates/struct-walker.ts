import { checkAny } from '../protocol/check-any.ts'
import type { FrameReader } from '../protocol/frame-reader.ts'
import { checkJson } from './check-json.ts'
import { hasOrigin, hasParentSub, hasRightOrigin, kindBits, structKind } from './struct-kind.ts'

/** Yjs' shared types, of which XmlElement and XmlHook carry a name. */
const typeCount = 7
const namedTypes = [3, 5]

/** Above this many references of a client, the highest per client are looked up instead of searched. */
const searchable = 8

/** Nothing of a kind: shared, so that it costs nothing. */
export const none: readonly number[] = []

/**
 * Walks the structs of an update in Yjs' V1 encoding without building anything, and notes what decides whether they can be
 * integrated. Methods throw what the reader throws, and a plain `RangeError`.
 */
export class StructWalker {
  readonly reader: FrameReader
  client = 0
  /** Clock of the struct that is walked next. */
  clock = 0
  /** Where the struct that was walked last begins, in bytes. */
  lastFrom = 0
  /** Where the last skip ends; 0 without skips. */
  skippedTo = 0
  #references: number[] | undefined
  #highest: Map<number, number> | undefined
  #collected: number[] | undefined

  constructor(reader: FrameReader) {
    this.reader = reader
  }

  /**
   * What the structs since `start` refer to outside of their client, as triples: the clock of a struct, and the client and
   * clock it refers to. References that an earlier one implies are left out.
   */
  get references(): readonly number[] {
    return this.#references ?? none
  }

  /** What is deleted by its own kind (GC, deleted content), as pairs: a clock, and where the range ends. */
  get collected(): readonly number[] {
    return this.#collected ?? none
  }

  start(client: number, clock: number): void {
    this.client = client
    this.clock = clock
    this.skippedTo = 0
    this.#references = undefined
    this.#highest = undefined
    this.#collected = undefined
  }

  /** Walks one struct. */
  struct(): void {
    this.lastFrom = this.reader.position
    const length = this.#content(this.#head())
    const end = this.clock + length
    if (length < 1) throw new RangeError('a struct is empty')
    if (end > Number.MAX_SAFE_INTEGER) throw new RangeError('a clock is too large')
    this.clock = end
  }

  /** @returns the kind of the struct */
  #head(): number {
    const { reader } = this
    const info = reader.byte()
    const kind = info & kindBits
    if (kind === structKind.gc) return kind
    if (kind === structKind.skip && info !== kind) throw new RangeError(`there is no struct ${info}`)
    if (info > kindBits) {
      if ((info & hasOrigin) !== 0) this.#reference()
      if ((info & hasRightOrigin) !== 0) this.#reference()
    }
    if ((info & (hasOrigin | hasRightOrigin)) === 0 && kind !== structKind.skip) {
      if (reader.uint() === 1) reader.skipText()
      else this.#reference()
      if ((info & hasParentSub) !== 0) reader.skipText()
    }
    return kind
  }

  /** @returns the content's length in clock ticks */
  #content(kind: number): number {
    const { reader } = this
    switch (kind) {
      case structKind.string:
        return reader.skipText()
      case structKind.gc:
      case structKind.deleted:
        return this.#collect(reader.uint())
      case structKind.skip: {
        const length = reader.uint()
        this.skippedTo = this.clock + length
        return length
      }
      case structKind.json: {
        const count = reader.count(1)
        for (let index = 0; index < count; index++) checkJson(reader, 'undefined')
        return count
      }
      case structKind.any: {
        const count = reader.count(1)
        for (let index = 0; index < count; index++) checkAny(reader)
        return count
      }
      case structKind.binary:
        reader.skipBytes()
        return 1
      case structKind.embed:
        checkJson(reader)
        return 1
      case structKind.format:
        reader.skipText()
        checkJson(reader)
        return 1
      case structKind.type: {
        const type = reader.uint()
        if (type >= typeCount) throw new RangeError(`there is no shared type ${type}`)
        if (namedTypes.includes(type)) reader.skipText()
        return 1
      }
      case structKind.doc:
        reader.skipText()
        checkAny(reader, 'object')
        return 1
      default:
        throw new RangeError(`there is no content ${kind}`)
    }
  }

  #collect(length: number): number {
    const collected = (this.#collected ??= [])
    const end = this.clock + length
    if (collected.at(-1) === this.clock) collected[collected.length - 1] = end
    else collected.push(this.clock, end)
    return length
  }

  #reference(): void {
    const client = this.reader.uint()
    const clock = this.reader.uint()
    if (client === this.client) {
      if (clock >= this.clock) throw new RangeError('a struct refers to its own future')
      return
    }
    const references = (this.#references ??= [])
    if (!this.#implied(references, client, clock)) references.push(this.clock, client, clock)
  }

  #implied(references: readonly number[], client: number, clock: number): boolean {
    if (references.length < 3 * searchable) {
      for (let at = references.length - 2; at > 0; at -= 3) {
        if (references[at] === client && Number(references[at + 1]) >= clock) return true
      }
      return false
    }
    const highest = (this.#highest ??= new Map())
    const known = highest.get(client)
    if (known !== undefined && known >= clock) return true
    highest.set(client, clock)
    return false
  }
}
