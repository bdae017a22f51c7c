import { FrameReader } from '../protocol/frame-reader.ts'
import { hasOrigin, hasParentSub, hasRightOrigin, kindBits, structKind } from './struct-kind.ts'

/** Where the parts of a struct with text stand in the bytes. */
export interface TextStruct {
  /** What it was written behind, if anything. */
  readonly originClient: number | undefined
  readonly originClock: number | undefined
  /**
   * Whether it says itself that it stands in a list. What has an origin stands where that stands: perhaps, if somebody has made it up,
   * in a map, where what is written behind something takes its place.
   */
  readonly listed: boolean
  /** The right origin, from and to; empty if there is none. */
  readonly rightFrom: number
  readonly rightTo: number
  /** Length of the text in bytes of UTF-8, then the text. */
  readonly lengthAt: number
  readonly textFrom: number
  readonly textTo: number
}

/** @returns the parts of the struct at `at`, or `undefined` if it is none with text */
export function readTextStruct(bytes: Uint8Array, at: number): TextStruct | undefined {
  const info = Number(bytes[at])
  if ((info & kindBits) !== structKind.string) return undefined
  const reader = new FrameReader(bytes, at + 1)
  const behind = (info & hasOrigin) !== 0
  const originClient = behind ? reader.uint() : undefined
  const originClock = behind ? reader.uint() : undefined
  const rightFrom = reader.position
  if ((info & hasRightOrigin) !== 0) passId(reader)
  const rightTo = reader.position
  if (!behind && rightFrom === rightTo) passParent(reader, info)
  const listed = (info & (hasOrigin | hasRightOrigin | hasParentSub)) === 0
  const lengthAt = reader.position
  const length = reader.uint()
  const textFrom = reader.position
  const textTo = textFrom + length
  return { originClient, originClock, listed, rightFrom, rightTo, lengthAt, textFrom, textTo }
}

/** Whether something could have been written behind a text, to read on only where it can matter. */
export const mayContinue = (info: number): boolean => (info & ~hasRightOrigin) === (hasOrigin | structKind.string)

/** Passes over the parent of an item that has no origins, and over its key. */
export function passParent(reader: FrameReader, info: number): void {
  if (reader.uint() === 1) reader.skipBytes()
  else passId(reader)
  if ((info & hasParentSub) !== 0) reader.skipBytes()
}

export function passId(reader: FrameReader): void {
  reader.uint()
  reader.uint()
}
