import { ByteWriter, uintSize } from './byte-writer.ts'
import { encodeDeletions } from './delete-set.ts'
import type { ClientDeletions, ClientStructs } from './parse-update.ts'

/** The structs of one client as they go into an update. */
export interface Section {
  readonly client: number
  readonly clock: number
  readonly count: number
  /** Bytes of the structs. */
  readonly size: number
  /** Writes the structs. */
  write(writer: ByteWriter): void
}

/**
 * Writes an update in Yjs' V1 encoding.
 *
 * @param sections in descending order of clients, as Yjs does it
 * @param deletions the encoded delete set
 */
export function encodeSections(sections: readonly Section[], deletions: Uint8Array): Uint8Array {
  let size = uintSize(sections.length) + deletions.length
  for (const section of sections) {
    size += uintSize(section.count) + uintSize(section.client) + uintSize(section.clock) + section.size
  }
  const writer = new ByteWriter(size)
  writer.uint(sections.length)
  for (const section of sections) {
    writer.uint(section.count)
    writer.uint(section.client)
    writer.uint(section.clock)
    section.write(writer)
  }
  writer.copy(deletions, 0, deletions.length)
  return writer.bytes
}

/** Writes an update of these structs and deletions. */
export function encodeUpdate(structs: readonly ClientStructs[], deletions: readonly ClientDeletions[]): Uint8Array {
  return encodeSections(structs.map(sectionOf).toSorted(descending), encodeDeletions(deletions.toSorted(descending)))
}

/** The order in which Yjs writes clients. */
export const descending = (left: { readonly client: number }, right: { readonly client: number }): number =>
  right.client - left.client

const sectionOf = ({ client, clock, count, source, from, to }: ClientStructs): Section => ({
  client,
  clock,
  count,
  size: to - from,
  write: (writer) => writer.copy(source, from, to),
})
