import { RealtimeError } from '../errors.ts'
import { describe } from '../protocol/decode.ts'
import { FrameReader } from '../protocol/frame-reader.ts'
import { normalise } from './ranges.ts'
import { none, StructWalker } from './struct-walker.ts'

/** The structs of one client in an update: one after the other from `clock` to `end`, as encoded, without their header. */
export interface ClientStructs {
  readonly client: number
  readonly clock: number
  readonly end: number
  readonly count: number
  /** The bytes from `from` to `to` of `source`, which belongs to whoever gave the update. */
  readonly source: Uint8Array
  readonly from: number
  readonly to: number
  /** Where the last struct begins in `source`. */
  readonly lastFrom: number
  /** Triples, one in a few kilobytes: the clock of a struct, where it begins in `source`, and how many come before it. */
  readonly marks: readonly number[]
  /** Where the last skip among them ends; 0 without skips. */
  readonly skippedTo: number
  /** Triples: the clock of a struct, and the client and clock it refers to, if that is another client. */
  readonly references: readonly number[]
  /** Pairs: a clock and the end of a range that is deleted by the kind of its structs. */
  readonly collected: readonly number[]
}

/** What an update deletes of one client, as pairs: a clock, and where the range ends. Ascending, and none touch. */
export interface ClientDeletions {
  readonly client: number
  readonly ranges: readonly number[]
}

/** An update that has been walked: it decodes, and this is what it consists of. */
export interface ParsedUpdate {
  /** The update as a whole, in Yjs' V1 encoding. */
  readonly bytes: Uint8Array
  readonly structs: readonly ClientStructs[]
  readonly deletions: readonly ClientDeletions[]
  /** Whether a client occurs more than once, which Yjs does not write, and of which it reads the last only. */
  readonly repeats: boolean
}

/** Bytes from one mark to the next, at least. */
export const markSpacing = 4_096

/**
 * Walks an update in Yjs' V1 encoding once, without building anything. What is returned can be applied as a whole by Yjs: all
 * counts and lengths lie within the bytes, contents decode, nothing refers to its own future, nothing is left over (which is
 * also how an update in the V2 encoding shows). Views of `update` are kept in it.
 *
 * @throws RealtimeError `UPDATE_MALFORMED`
 */
export function parseUpdate(update: Uint8Array): ParsedUpdate {
  try {
    const reader = new FrameReader(update)
    const structs = readStructs(reader, update)
    const deletions = readDeletions(reader)
    reader.end()
    return { bytes: update, structs, deletions, repeats: structs.length > 1 && repeats(structs) }
  } catch (error) {
    throw new RealtimeError('UPDATE_MALFORMED', { problem: describe(error) }, error)
  }
}

function readStructs(reader: FrameReader, source: Uint8Array): ClientStructs[] {
  const walker = new StructWalker(reader)
  const structs: ClientStructs[] = []
  for (let clients = reader.count(3); clients > 0; clients--) structs.push(readClient(walker, source))
  return structs
}

function readClient(walker: StructWalker, source: Uint8Array): ClientStructs {
  const { reader } = walker
  const count = reader.count(2)
  const client = reader.uint()
  const clock = reader.uint()
  const from = reader.position
  walker.start(client, clock)
  let marks: number[] | undefined
  let marked = from
  for (let index = 0; index < count; index++) {
    if (reader.position - marked >= markSpacing) {
      marked = reader.position
      marks ??= []
      marks.push(walker.clock, marked, index)
    }
    walker.struct()
  }
  const { clock: end, lastFrom, skippedTo, references, collected } = walker
  const at = { source, from, to: reader.position, lastFrom, marks: marks ?? none }
  return { client, clock, end, count, ...at, skippedTo, references, collected }
}

/** Reads deletions as they stand at the end of an update. @throws RangeError */
export function readDeletions(reader: FrameReader): ClientDeletions[] {
  const deletions: ClientDeletions[] = []
  for (let clients = reader.count(2); clients > 0; clients--) {
    const client = reader.uint()
    const ranges: number[] = []
    for (let left = reader.count(2); left > 0; left--) readRange(reader, ranges)
    if (ranges.length > 0) deletions.push({ client, ranges: normalise(ranges) })
  }
  return deletions
}

function readRange(reader: FrameReader, ranges: number[]): void {
  const clock = reader.uint()
  const length = reader.uint()
  // Yjs takes an empty range in, and fails on it when it encodes the document.
  if (length < 1) throw new RangeError('a deletion is empty')
  if (clock + length > Number.MAX_SAFE_INTEGER) throw new RangeError('a clock is too large')
  ranges.push(clock, clock + length)
}

function repeats(structs: readonly ClientStructs[]): boolean {
  return new Set(structs.map(({ client }) => client)).size < structs.length
}
