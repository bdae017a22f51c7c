import { checkAny } from '../protocol/check-any.ts'
import { FrameReader } from '../protocol/frame-reader.ts'
import { ByteWriter, uintSize } from './byte-writer.ts'
import { hasOrigin, hasRightOrigin, kindBits, structKind } from './struct-kind.ts'
import { StructWalker } from './struct-walker.ts'
import { passId, passParent } from './text-struct.ts'

/** Structs of one client, as encoded, from `from` to `to` of `source`; the first has the clock `clock`. */
export interface StructBytes {
  readonly client: number
  readonly clock: number
  readonly source: Uint8Array
  readonly from: number
  readonly to: number
}

/** The structs behind a clock: `head`, if not empty, replaces the struct the clock lies in, then `from` to the end. */
export interface Slice {
  readonly head: Uint8Array
  readonly from: number
  /** How many structs of the original stand before those that are kept. */
  readonly skipped: number
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const nothing = new Uint8Array()

/**
 * Leaves out what lies before a clock. A struct that the clock lies in is cut as Yjs cuts it: its right part has the unit
 * before the cut as origin, and half of a surrogate pair becomes U+FFFD.
 *
 * @param target a clock within the structs
 */
export function sliceStructs(structs: StructBytes, target: number): Slice {
  const walker = new StructWalker(new FrameReader(structs.source, structs.from))
  walker.start(structs.client, structs.clock)
  let skipped = 0
  let at = structs.from
  let clock = structs.clock
  while (walker.clock <= target && walker.reader.position < structs.to) {
    at = walker.reader.position
    clock = walker.clock
    walker.struct()
    skipped++
  }
  if (clock === target) return { head: nothing, from: at, skipped: skipped - 1 }
  const struct = { ...structs, clock, from: at, to: walker.reader.position }
  return { head: cut(struct, target), from: struct.to, skipped: skipped - 1 }
}

/** @returns the bytes of the right part of a struct */
function cut({ client, clock, source, from, to }: StructBytes, target: number): Uint8Array {
  const reader = new FrameReader(source, from)
  const info = reader.byte()
  const kind = info & kindBits
  const offset = target - clock
  if (kind === structKind.gc || kind === structKind.skip) return withLength(Uint8Array.of(info), reader.uint() - offset)
  const rightOrigin = passHead(reader, info, source)
  const head = new ByteWriter(1 + uintSize(client) + uintSize(target - 1) + rightOrigin.length)
  head.byte(info | hasOrigin)
  head.uint(client)
  head.uint(target - 1)
  head.copy(rightOrigin, 0, rightOrigin.length)
  switch (kind) {
    case structKind.deleted:
      return withLength(head.bytes, reader.uint() - offset)
    case structKind.string: {
      const text = new TextEncoder().encode(utf8.decode(reader.bytes()).slice(offset))
      return withLength(head.bytes, text.length, text)
    }
    default: {
      const count = reader.uint()
      for (let index = 0; index < offset; index++) {
        if (kind === structKind.any) checkAny(reader)
        else reader.skipBytes()
      }
      return withLength(head.bytes, count - offset, source.subarray(reader.position, to))
    }
  }
}

/** Passes over what stands before the content. @returns the bytes of the right origin */
function passHead(reader: FrameReader, info: number, source: Uint8Array): Uint8Array {
  if ((info & hasOrigin) !== 0) passId(reader)
  const from = reader.position
  if ((info & hasRightOrigin) !== 0) passId(reader)
  const rightOrigin = source.subarray(from, reader.position)
  if ((info & (hasOrigin | hasRightOrigin)) === 0) passParent(reader, info)
  return rightOrigin
}

function withLength(head: Uint8Array, length: number, content: Uint8Array = nothing): Uint8Array {
  const writer = new ByteWriter(head.length + uintSize(length) + content.length)
  writer.copy(head, 0, head.length)
  writer.uint(length)
  writer.copy(content, 0, content.length)
  return writer.bytes
}
