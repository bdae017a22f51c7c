import { ByteWriter, uintSize } from './byte-writer.ts'
import { FrameReader } from '../protocol/frame-reader.ts'
import { readDeletions, type ClientDeletions } from './parse-update.ts'
import { insert, union, without, type Ranges } from './ranges.ts'

/** Up to this many ranges are added one by one, more by merging both lists. */
const few = 8

/** What is deleted, by client, in the normal form of `Ranges`. It is read from its bytes when something asks for it. */
export class DeleteSet {
  /** Nothing while the set rests: then there are only its bytes. */
  #read: Map<number, number[]> | undefined = new Map<number, number[]>()
  #encoded: Uint8Array | undefined
  /** How many ranges there are, once somebody has asked. */
  #size: number | undefined

  get isEmpty(): boolean {
    return this.#clients.size === 0
  }

  /** How many ranges there are. */
  get size(): number {
    return (this.#size ??= this.list().reduce((sum, { ranges }) => sum + ranges.length / 2, 0))
  }

  /** Keeps nothing but bytes, until the set is asked for. @param encoded the set as it stands at the end of an update */
  rest(encoded: Uint8Array): void {
    this.#encoded = encoded
    this.#read = undefined
  }

  /** @returns what of these ranges is not in the set; `ranges` itself if that is all */
  missing({ client, ranges }: ClientDeletions): Ranges {
    const known = this.#clients.get(client)
    return known === undefined ? ranges : without(ranges, known)
  }

  add({ client, ranges }: ClientDeletions): void {
    if (ranges.length === 0) return
    const clients = this.#clients
    this.#encoded = undefined
    const known = clients.get(client) ?? []
    const before = known.length
    const sum = ranges.length > 2 * few ? union(known, ranges) : known
    if (sum === known)
      for (let at = 0; at < ranges.length; at += 2) insert(sum, Number(ranges[at]), Number(ranges[at + 1]))
    if (sum !== known || before === 0) clients.set(client, sum)
    if (this.#size !== undefined) this.#size += (sum.length - before) / 2
  }

  /** Takes over what another set has. */
  replace(other: DeleteSet): void {
    this.#read = other.#clients
    this.#encoded = undefined
    this.#size = undefined
  }

  /** The set as it stands at the end of an update; the same bytes until something is added. */
  encode(): Uint8Array {
    this.#encoded ??= encodeDeletions(this.list())
    return this.#encoded
  }

  /** Clients in descending order, as Yjs writes them. */
  list(): ClientDeletions[] {
    return [...this.#clients]
      .map(([client, ranges]) => ({ client, ranges }))
      .toSorted((left, right) => right.client - left.client)
  }

  get #clients(): Map<number, number[]> {
    return (this.#read ??= decode(this.#encoded))
  }
}

function decode(encoded: Uint8Array | undefined): Map<number, number[]> {
  if (encoded === undefined) return new Map()
  return new Map(readDeletions(new FrameReader(encoded)).map(({ client, ranges }) => [client, [...ranges]]))
}

/** Writes deletions as they stand at the end of an update, in the order given. */
export function encodeDeletions(deletions: readonly ClientDeletions[]): Uint8Array {
  let size = uintSize(deletions.length)
  for (const each of deletions) size += deletionsSize(each)
  const writer = new ByteWriter(size)
  writer.uint(deletions.length)
  for (const { client, ranges } of deletions) {
    writer.uint(client)
    writer.uint(ranges.length / 2)
    for (let at = 0; at < ranges.length; at += 2) {
      writer.uint(Number(ranges[at]))
      writer.uint(Number(ranges[at + 1]) - Number(ranges[at]))
    }
  }
  return writer.bytes
}

function deletionsSize({ client, ranges }: ClientDeletions): number {
  let size = uintSize(client) + uintSize(ranges.length / 2)
  for (let at = 0; at < ranges.length; at += 2) {
    size += uintSize(Number(ranges[at])) + uintSize(Number(ranges[at + 1]) - Number(ranges[at]))
  }
  return size
}
