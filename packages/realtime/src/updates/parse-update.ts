import { RealtimeError } from '../errors.ts'
import { describe } from '../protocol/decode.ts'
import { FrameReader } from '../protocol/frame-reader.ts'
import { ClientReader } from './client-reader.ts'
import { normalise } from './ranges.ts'
import { StructWalker } from './struct-walker.ts'

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

/** How much an update may consist of. */
export interface PartLimits {
  /** Clients that have structs, and clients of which something is deleted. */
  readonly documentClients: number
  /** Ranges that are deleted. */
  readonly documentRanges: number
}

const unlimited: PartLimits = { documentClients: Infinity, documentRanges: Infinity }

/** Bytes that are walked without a pause: a few milliseconds, whatever they consist of. */
const stride = 128 * 1024

/**
 * Walks an update in Yjs' V1 encoding once, without building anything. What is returned can be applied as a whole by Yjs: all
 * counts and lengths lie within the bytes, contents decode, nothing refers to its own future, nothing is left over (which is
 * also how an update in the V2 encoding shows). Views of `update` are kept in it.
 *
 * @throws RealtimeError `UPDATE_MALFORMED`
 */
export function parseUpdate(update: Uint8Array): ParsedUpdate {
  return refusing(() => new UpdateWalk(update, unlimited).rest())
}

/**
 * Parses an update from outside. Nothing else has to wait for one of many parts: a stride is parsed in each turn of the event
 * loop.
 *
 * @throws RealtimeError `UPDATE_MALFORMED`, `DOCUMENT_PARTS`; or the promise is rejected with it
 */
export function parseIncoming(
  update: Uint8Array,
  limits: PartLimits = unlimited,
): ParsedUpdate | Promise<ParsedUpdate> {
  return refusing(() => {
    const walk = new UpdateWalk(update, limits)
    return walk.structsTo(stride) ? walk.rest() : inTurns(walk)
  })
}

async function inTurns(walk: UpdateWalk): Promise<ParsedUpdate> {
  do await new Promise<void>((resolve) => void setImmediate(resolve))
  while (!refusing(() => walk.structsTo(walk.position + stride)))
  return refusing(() => walk.rest())
}

function refusing<T>(walk: () => T): T {
  try {
    return walk()
  } catch (error) {
    if (error instanceof RealtimeError) throw error
    throw new RealtimeError('UPDATE_MALFORMED', { problem: describe(error) }, error)
  }
}

/** A walk over an update, with pauses. */
class UpdateWalk {
  readonly #update: Uint8Array
  readonly #limits: PartLimits
  readonly #reader: FrameReader
  readonly #walker: StructWalker
  readonly #structs: ClientStructs[] = []
  #clients: number
  #client: ClientReader | undefined

  constructor(update: Uint8Array, limits: PartLimits) {
    this.#update = update
    this.#limits = limits
    this.#reader = new FrameReader(update)
    this.#walker = new StructWalker(this.#reader)
    this.#clients = countClients(this.#reader, 3, limits)
  }

  get position(): number {
    return this.#reader.position
  }

  /** @param place in bytes, where it pauses @returns whether all structs have been walked */
  structsTo(place: number): boolean {
    for (; this.#clients > 0; this.#clients--) {
      this.#client ??= new ClientReader(this.#walker, this.#update)
      if (!this.#client.readTo(place)) return false
      this.#structs.push(this.#client.structs())
      this.#client = undefined
    }
    return true
  }

  rest(): ParsedUpdate {
    this.structsTo(Infinity)
    const structs = this.#structs
    const deletions = readDeletions(this.#reader, this.#limits)
    this.#reader.end()
    return { bytes: this.#update, structs, deletions, repeats: structs.length > 1 && repeats(structs) }
  }
}

/** Reads deletions as they stand at the end of an update. @throws RangeError; RealtimeError `DOCUMENT_PARTS` */
export function readDeletions(reader: FrameReader, limits: PartLimits = unlimited): ClientDeletions[] {
  const deletions: ClientDeletions[] = []
  let all = 0
  for (let clients = countClients(reader, 2, limits); clients > 0; clients--) {
    const client = reader.uint()
    const count = reader.count(2)
    all += count
    if (all > limits.documentRanges) throw tooMany(limits)
    const ranges: number[] = []
    for (let left = count; left > 0; left--) readRange(reader, ranges)
    if (ranges.length > 0) deletions.push({ client, ranges: normalise(ranges) })
  }
  return deletions
}

/** @param size bytes that each of them takes at least */
function countClients(reader: FrameReader, size: number, limits: PartLimits): number {
  const clients = reader.count(size)
  if (clients > limits.documentClients) throw tooMany(limits)
  return clients
}

/** What an update, or a document, with too many parts is refused with. */
export const tooMany = ({ documentClients: clients, documentRanges: ranges }: PartLimits): RealtimeError =>
  new RealtimeError('DOCUMENT_PARTS', { clients, ranges })

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
