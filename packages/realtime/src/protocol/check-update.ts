import { RealtimeError } from '../errors.ts'
import { checkAny } from './check-any.ts'
import { describe } from './decode.ts'
import { FrameReader } from './frame-reader.ts'

/** Where a struct stands: references into its own client's past must be older than it. */
interface Position {
  readonly client: number
  readonly clock: number
}

const kind = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
}
/** Struct kinds are the low five bits of the info byte; the others say what follows. */
const kindBits = 0b0001_1111
const hasParentSub = 0b0010_0000
const hasRightOrigin = 0b0100_0000
const hasOrigin = 0b1000_0000
/** Yjs' shared types, of which XmlElement and XmlHook carry a name. */
const typeCount = 7
const namedTypes = [3, 5]

/**
 * Walks an update in Yjs' V1 encoding without building anything, so that what Yjs is given can be applied as a whole: all
 * counts and lengths lie within the bytes, contents decode, nothing refers to its own future, nothing is left over (which
 * is also how an update in the V2 encoding shows).
 *
 * @throws RealtimeError `UPDATE_MALFORMED`
 */
export function checkUpdate(update: Uint8Array): void {
  try {
    const reader = new FrameReader(update)
    for (let clients = reader.count(3); clients > 0; clients--) checkClient(reader)
    for (let clients = reader.count(2); clients > 0; clients--) checkDeletions(reader)
    reader.end()
  } catch (error) {
    throw new RealtimeError('UPDATE_MALFORMED', { problem: describe(error) }, error)
  }
}

/**
 * Walks a state vector in Yjs' V1 encoding.
 *
 * @throws RealtimeError `STATE_VECTOR_MALFORMED`
 */
export function checkStateVector(stateVector: Uint8Array): void {
  try {
    const reader = new FrameReader(stateVector)
    for (let clients = reader.count(2); clients > 0; clients--) {
      reader.uint()
      reader.uint()
    }
    reader.end()
  } catch (error) {
    throw new RealtimeError('STATE_VECTOR_MALFORMED', { problem: describe(error) }, error)
  }
}

function checkClient(reader: FrameReader): void {
  const structs = reader.count(2)
  const client = reader.uint()
  let clock = reader.uint()
  for (let index = 0; index < structs; index++) {
    const length = checkStruct(reader, { client, clock })
    if (length < 1) throw new RangeError('a struct is empty')
    clock += length
    if (!Number.isSafeInteger(clock)) throw new RangeError('a clock is too large')
  }
}

function checkDeletions(reader: FrameReader): void {
  reader.uint()
  for (let ranges = reader.count(2); ranges > 0; ranges--) {
    const clock = reader.uint()
    const length = reader.uint()
    // Yjs takes an empty range in, and fails on it when it encodes the document.
    if (length < 1) throw new RangeError('a deletion is empty')
    if (!Number.isSafeInteger(clock + length)) throw new RangeError('a clock is too large')
  }
}

/** @returns the struct's length in clock ticks */
function checkStruct(reader: FrameReader, position: Position): number {
  const info = reader.byte()
  const structKind = info & kindBits
  if (structKind === kind.gc || info === kind.skip) return reader.uint()
  const origin = (info & hasOrigin) !== 0
  const rightOrigin = (info & hasRightOrigin) !== 0
  if (origin) checkReference(reader, position)
  if (rightOrigin) checkReference(reader, position)
  if (!origin && !rightOrigin) {
    if (reader.uint() === 1) reader.text()
    else checkReference(reader, position)
    if ((info & hasParentSub) !== 0) reader.text()
  }
  return checkContent(reader, structKind)
}

function checkReference(reader: FrameReader, position: Position): void {
  const client = reader.uint()
  const clock = reader.uint()
  if (client === position.client && clock >= position.clock) throw new RangeError('a struct refers to its own future')
}

/** @returns the content's length in clock ticks */
function checkContent(reader: FrameReader, contentKind: number): number {
  switch (contentKind) {
    case kind.deleted:
      return reader.uint()
    case kind.json:
      return checkEach(reader, () => checkJson(reader.text(), 'undefined'))
    case kind.binary:
      reader.bytes()
      return 1
    case kind.string:
      return reader.text().length
    case kind.embed:
      checkJson(reader.text())
      return 1
    case kind.format:
      reader.text()
      checkJson(reader.text())
      return 1
    case kind.type: {
      const type = reader.uint()
      if (type >= typeCount) throw new RangeError(`there is no shared type ${type}`)
      if (namedTypes.includes(type)) reader.text()
      return 1
    }
    case kind.any:
      return checkEach(reader, () => checkAny(reader))
    case kind.doc:
      reader.text()
      checkAny(reader, 'object')
      return 1
    default:
      throw new RangeError(`there is no content ${contentKind}`)
  }
}

function checkEach(reader: FrameReader, check: () => void): number {
  const count = reader.count(1)
  for (let index = 0; index < count; index++) check()
  return count
}

/** @param besides a text that is accepted although it is no JSON */
function checkJson(text: string, besides?: string): void {
  if (text !== besides) JSON.parse(text)
}
