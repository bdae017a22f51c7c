import * as Y from 'yjs'
import { readFrame, type Frame } from './frames.ts'
import { coversAll, partsOf, type Parts, type Ranges } from './parts.ts'
import type { Operation } from './operation.ts'

/** All that is known of one document. */
export interface DocumentRecord {
  readonly name: string
  readonly operations: Operation[]
  /** Those of which it is not yet known for sure that the server has them. */
  readonly open: Set<Operation>
  /** The clock after the last struct that was sent, by Yjs client id. */
  readonly sentClocks: Map<number, number>
}

/** A frame that waits for its status; or the leaving of a document, after which nothing is answered. */
type Waiting = { is: 'update'; operations: Operation[]; unsure: boolean } | { is: 'close' }

/** Listens to one socket, from both sides. */
export interface SocketRecord {
  sent: (frame: Uint8Array) => void
  received: (frame: Uint8Array) => void
  /** Frames whose status has not come. */
  readonly waiting: number
  /** The last frames, for reports. */
  readonly trace: readonly string[]
}

/**
 * Keeps what was made, sent, acknowledged and refused, read from the frames themselves: the published provider's own counter
 * begins anew at each connection while updates of before are still under way.
 */
export class Recorder {
  readonly #documents = new Map<string, DocumentRecord>()
  #acknowledged = 0

  /** How many edits have been acknowledged so far. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  documents(): DocumentRecord[] {
    return [...this.#documents.values()]
  }

  document(name: string): DocumentRecord {
    const known = this.#documents.get(name)
    if (known !== undefined) return known
    const record = { name, operations: [], open: new Set<Operation>(), sentClocks: new Map<number, number>() }
    this.#documents.set(name, record)
    return record
  }

  /** @param update what Yjs says the edit is */
  made(operation: Operation, update: Uint8Array): void {
    const { structs, deletions } = partsOf(update)
    operation.structs = structs
    operation.deletions = deletions
    const record = this.document(operation.document)
    record.operations.push(operation)
    record.open.add(operation)
  }

  socket(): SocketRecord {
    const queues = new Map<string, Waiting[]>()
    const queue = (address: string): Waiting[] => {
      const known = queues.get(address) ?? []
      queues.set(address, known)
      return known
    }
    const trace: string[] = []
    const note = (direction: string, frame: Frame): void => {
      trace.push(`${Math.round(performance.now())} ${direction} ${frame.address} ${frame.is}`)
      if (trace.length > 24) trace.shift()
    }
    return {
      trace,
      sent: (bytes) => {
        const frame = readFrame(bytes)
        note('>', frame)
        if (frame.is === 'close') queue(frame.address).push({ is: 'close' })
        if (frame.is !== 'update' && frame.is !== 'step2') return
        queue(frame.address).push({ is: 'update', operations: this.#sent(frame.address, frame.update), unsure: false })
      },
      received: (bytes) => {
        const frame = readFrame(bytes)
        note('<', frame)
        if (frame.is === 'status') this.#status(queue(frame.address), frame.applied)
        if (frame.is === 'close') forget(queue(frame.address))
        if (frame.is === 'step1') this.#told(frame.address, { structs: toRanges(frame.stateVector), deletions: none })
        if (frame.is === 'step2') this.#told(frame.address, partsOf(frame.update))
      },
      get waiting() {
        let count = 0
        for (const waiting of queues.values()) count += waiting.filter(({ is }) => is === 'update').length
        return count
      },
    }
  }

  #sent(name: string, update: Uint8Array): Operation[] {
    const record = this.document(name)
    const parts = partsOf(update)
    for (const [client, ranges] of parts.structs) {
      const to = ranges.at(-1)?.to ?? 0
      record.sentClocks.set(client, Math.max(to, record.sentClocks.get(client) ?? 0))
    }
    const operations = [...record.open].filter((operation) => isIn(operation, parts))
    for (const operation of operations) operation.sentAt ??= performance.now()
    return operations
  }

  /**
   * The statuses of a document come in the order of its frames, but a refusal may overtake. So after a refusal it is not
   * known which of the frames under way it is about, and none of them counts as acknowledged.
   */
  #status(queue: Waiting[], applied: boolean): void {
    const first = queue.findIndex(({ is }) => is === 'update')
    if (first < 0) return
    const [answered] = queue.splice(first, 1)
    if (answered?.is !== 'update') return
    if (applied && !answered.unsure) return this.#acknowledge(answered.operations)
    if (applied) return
    const unsure = [answered, ...queue].filter((waiting) => waiting.is === 'update')
    for (const waiting of unsure) {
      waiting.unsure = true
      for (const operation of waiting.operations) operation.refusedAt ??= performance.now()
    }
  }

  #acknowledge(operations: readonly Operation[]): void {
    for (const operation of operations) {
      if (operation.acknowledgedAt !== undefined) continue
      operation.acknowledgedAt = performance.now()
      this.document(operation.document).open.delete(operation)
      this.#acknowledged++
    }
  }

  /** "A document's own replies never tell of an update that is not in the journal": who is told so may forget the update. */
  #told(name: string, parts: Parts): void {
    for (const operation of this.document(name).open) {
      if (isIn(operation, parts)) operation.toldAt ??= performance.now()
    }
  }
}

const none: Ranges = new Map()

const isIn = (operation: Operation, { structs, deletions }: Parts): boolean =>
  coversAll(structs, operation.structs) && coversAll(deletions, operation.deletions)

const toRanges = (stateVector: Uint8Array): Ranges =>
  new Map([...Y.decodeStateVector(stateVector)].map(([client, to]) => [client, [{ from: 0, to }]]))

/** The server has confirmed that a document was left: what was sent before has no answer any more. */
function forget(queue: Waiting[]): void {
  const index = queue.findIndex(({ is }) => is === 'close')
  queue.splice(0, index < 0 ? queue.length : index + 1)
}
