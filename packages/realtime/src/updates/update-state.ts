import { RealtimeError } from '../errors.ts'
import { parseStateVector } from '../protocol/check-update.ts'
import { ByteWriter, uintSize } from './byte-writer.ts'
import { DeleteSet } from './delete-set.ts'
import { descending, encodeSections, type Section } from './encode-update.ts'
import { findNews, type Taken } from './find-news.ts'
import { parseUpdate, type ParsedUpdate, type PartLimits } from './parse-update.ts'
import { without } from './ranges.ts'
import { StructRun } from './struct-run.ts'
import { none } from './struct-walker.ts'

/**
 * What a Yjs document consists of, as bytes: the structs of each client without gaps, and what is deleted. It takes updates
 * in, and tells others what they lack, without building the document. It holds the same as a document of Yjs that was given
 * the same updates, but for deletions that a document infers by itself (the loser of two concurrent values of a map).
 */
export class UpdateState {
  readonly #runs = new Map<number, StructRun>()
  readonly #deletions = new DeleteSet()
  #size = 0
  #sorted: StructRun[] | undefined
  #encoded: Uint8Array | undefined
  #stateVector: Uint8Array | undefined

  /**
   * Loads updates, as rows of a journal. They may come in any order and overlap. One alone is kept as it is, and must not be
   * written to.
   *
   * @returns the state, and the updates that it could not decide on, in their order: for a document of Yjs
   * @throws RealtimeError `UPDATE_MALFORMED`, whose details name the `row` by its index
   */
  static from(rows: readonly Uint8Array[]): { state: UpdateState; undecided: ParsedUpdate[] } {
    const state = new UpdateState()
    let undecided = rows.map(parseRow)
    const [only] = undecided
    if (undecided.length === 1 && only !== undefined && state.#adopt(only)) return { state, undecided: [] }
    for (let before = Infinity; undecided.length < before;) {
      before = undecided.length
      undecided = undecided.filter((update) => state.take(update).is === 'undecided')
    }
    return { state, undecided }
  }

  /** How many clients have contributed. */
  get clients(): number {
    return this.#runs.size
  }

  /** Bytes of the structs. */
  get bytes(): number {
    return this.#size
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0
  }

  /** Where what is known of a client ends: the clock of its next struct. */
  clockOf(client: number): number {
    return this.#runs.get(client)?.end ?? 0
  }

  /** Makes an update part of the state, unless that cannot be decided on bytes. Nothing of `update` is kept. */
  take(update: ParsedUpdate): Taken {
    const taken = this.#examine(update)
    if (taken.is === 'taken') this.#add(taken.news)
    return taken
  }

  /** Whether an update can be taken, or is known, without asking Yjs. */
  decides(update: ParsedUpdate): boolean {
    return this.#examine(update).is !== 'undecided'
  }

  /** Whether everything in an update is part of the state. */
  contains(update: ParsedUpdate): boolean {
    return this.#examine(update).is === 'known'
  }

  /** Whether an update adds clients or deleted ranges to a state that would have more of them than may be. */
  wouldBranch({ structs, deletions }: ParsedUpdate, { documentClients, documentRanges }: PartLimits): boolean {
    if (this.#runs.size + structs.length > documentClients) {
      let clients = this.#runs.size
      for (const { client, count } of structs) if (count > 0 && !this.#runs.has(client)) clients++
      if (clients > documentClients && clients > this.#runs.size) return true
    }
    let ranges = this.#deletions.size
    for (const each of deletions) ranges += each.ranges.length / 2
    if (ranges <= documentRanges) return false
    return deletions.some((each) => this.#deletions.missing(each).length > 0)
  }

  /** The state vector in Yjs' V1 encoding; the same bytes until the next change. */
  stateVector(): Uint8Array {
    this.#stateVector ??= encodeClocks(this.#inOrder())
    return this.#stateVector
  }

  /** The state as one update in Yjs' V1 encoding; the same bytes until the next change. They must not be written to. */
  encode(): Uint8Array {
    this.#encoded ??= encodeSections(
      this.#inOrder().map((run) => ({ ...headOf(run), write: (writer) => run.move(writer) })),
      this.#deletions.encode(),
    )
    return this.#encoded
  }

  /**
   * What somebody with a certain state vector lacks, with all deletions, as Yjs does it.
   *
   * @returns an update in Yjs' V1 encoding, which must not be written to
   * @throws RealtimeError `STATE_VECTOR_MALFORMED`
   */
  encodeSince(stateVector: Uint8Array): Uint8Array {
    const clocks = parseStateVector(stateVector)
    const sections: Section[] = []
    let whole = true
    for (const run of this.#inOrder()) {
      const clock = clocks.get(run.client) ?? 0
      whole &&= clock === 0
      if (clock < run.end) sections.push(clock === 0 ? wholeOf(run) : restOf(run, clock))
    }
    return whole ? this.encode() : encodeSections(sections, this.#deletions.encode())
  }

  /**
   * Replaces everything by a snapshot, in which Yjs has joined structs and dropped deleted content, and what has come since.
   *
   * @param snapshot the whole document as it was at some time
   * @returns whether it was replaced: not when the snapshot has something that the state has not
   * @throws RealtimeError `UPDATE_MALFORMED`; nothing has been changed
   */
  reset(snapshot: ParsedUpdate): boolean {
    const state = new UpdateState()
    if (!state.#adopt(snapshot) && state.take(snapshot).is === 'undecided') return false
    if (state.take(parseUpdate(this.encodeSince(state.stateVector()))).is === 'undecided') return false
    if (!sameBytes(state.stateVector(), this.stateVector())) return false
    this.#runs.clear()
    for (const run of state.#inOrder()) this.#runs.set(run.client, run)
    this.#deletions.replace(state.#deletions)
    this.#size = state.#size
    this.#sorted = undefined
    this.#changed()
    return true
  }

  /** Keeps everything as one run of bytes, until the next change. */
  rest(): void {
    const encoded = this.encode()
    const { length } = this.#deletions.encode()
    this.#deletions.rest(encoded.subarray(encoded.length - length))
    this.#stateVector = undefined
  }

  #examine(update: ParsedUpdate): Taken {
    return findNews(update, { clockOf: (client) => this.clockOf(client), deletions: this.#deletions })
  }

  /** Becomes what an update says, without copying its bytes. @returns whether that could be */
  #adopt(update: ParsedUpdate): boolean {
    if (!isCanonical(update)) return false
    const taken = this.#examine(update)
    if (taken.is !== 'taken' || taken.news !== update) return false
    for (const structs of update.structs) {
      const run = new StructRun(structs.client, 0)
      run.adopt(structs)
      this.#runs.set(structs.client, run)
      this.#size += run.size
    }
    this.#encoded = update.bytes
    this.#deletions.rest(update.bytes.subarray(update.structs.at(-1)?.to ?? 1))
    return true
  }

  #add({ structs, deletions }: ParsedUpdate): void {
    for (const each of structs) {
      const { client, collected } = each
      let run = this.#runs.get(client)
      if (run === undefined) {
        run = new StructRun(client, 0)
        this.#runs.set(client, run)
        this.#sorted = undefined
      }
      const before = run.size
      run.append(each)
      this.#size += run.size - before
      // Yjs tells of them in each delete set it makes, so that somebody who has the content learns that it is deleted.
      this.#deletions.add({ client, ranges: collected })
    }
    for (const each of deletions) this.#deletions.add(each)
    this.#changed()
  }

  #changed(): void {
    this.#encoded = undefined
    this.#stateVector = undefined
  }

  #inOrder(): readonly StructRun[] {
    this.#sorted ??= [...this.#runs.values()].toSorted(descending)
    return this.#sorted
  }
}

/** Whether an update says everything that the state would say: each client once, in Yjs' order, and all deletions. */
function isCanonical({ structs, deletions }: ParsedUpdate): boolean {
  if (!isDescending(structs) || !isDescending(deletions)) return false
  const collecting = structs.filter(({ collected }) => collected.length > 0)
  if (collecting.length === 0) return true
  const known = new Map(deletions.map(({ client, ranges }) => [client, ranges]))
  return collecting.every(({ client, collected }) => without(collected, known.get(client) ?? none).length === 0)
}

const isDescending = (items: readonly { readonly client: number }[]): boolean =>
  items.every(({ client }, at) => at === 0 || client < Number(items[at - 1]?.client))

function parseRow(update: Uint8Array, row: number): ParsedUpdate {
  try {
    return parseUpdate(update)
  } catch (error) {
    if (!(error instanceof RealtimeError)) throw error
    throw new RealtimeError(error.code, { ...error.details, row }, error)
  }
}

const sameBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, at) => byte === right[at])

const headOf = ({ client, clock, count, size }: StructRun) => ({ client, clock, count, size })

const wholeOf = (run: StructRun): Section => ({ ...headOf(run), write: (writer) => run.write(writer) })

function restOf(run: StructRun, clock: number): Section {
  const { parts, count } = run.since(clock)
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  return {
    client: run.client,
    clock,
    count,
    size,
    write: (writer) => {
      for (const part of parts) writer.copy(part, 0, part.length)
    },
  }
}

function encodeClocks(runs: readonly StructRun[]): Uint8Array {
  const size = runs.reduce((sum, { client, end }) => sum + uintSize(client) + uintSize(end), uintSize(runs.length))
  const writer = new ByteWriter(size)
  writer.uint(runs.length)
  for (const { client, end } of runs) {
    writer.uint(client)
    writer.uint(end)
  }
  return writer.bytes
}
