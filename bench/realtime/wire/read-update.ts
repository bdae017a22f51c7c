import type { Reader } from './reader.ts'

/** Called for each struct: `length` letters of `client`, the first of them its letter number `clock`. */
export type OnStruct = (client: number, clock: number, length: number) => void

const kindBits = 0x1f
const hasOrigins = 0xc0
const kind = { gc: 0, deleted: 1, string: 4, skip: 10 }

/**
 * Walks an update of texts in Yjs' V1 encoding. Servers merge updates, so one may carry many structs.
 *
 * @throws RangeError for what typing letters cannot have produced
 */
export function readUpdate(reader: Reader, onStruct: OnStruct): void {
  for (let clients = reader.uint(); clients > 0; clients--) {
    const structs = reader.uint()
    const client = reader.uint()
    let clock = reader.uint()
    for (let index = 0; index < structs; index++) {
      const info = reader.byte()
      const length = readStruct(reader, info)
      if (info !== kind.skip) onStruct(client, clock, length)
      clock += length
    }
  }
}

/** @returns its length in letters */
function readStruct(reader: Reader, info: number): number {
  const structKind = info & kindBits
  if (structKind === kind.gc || info === kind.skip) return reader.uint()
  if ((info & 0x80) !== 0) skipId(reader)
  if ((info & 0x40) !== 0) skipId(reader)
  if ((info & hasOrigins) === 0) {
    if (reader.uint() === 1) reader.skip(reader.uint())
    else skipId(reader)
  }
  if (structKind === kind.deleted) return reader.uint()
  if (structKind !== kind.string) throw new RangeError(`content ${structKind} was never sent`)
  // Letters are ASCII: as many as bytes.
  const length = reader.uint()
  reader.skip(length)
  return length
}

function skipId(reader: Reader): void {
  reader.uint()
  reader.uint()
}
