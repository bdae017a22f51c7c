import * as Y from 'yjs'

/** A whole document at one moment. */
export interface Snapshot {
  /** In the V1 encoding of Yjs. */
  readonly update: Uint8Array
  /** The state vector of the document it was made of, found without reading `update`. */
  readonly stateVector: Uint8Array
}

/** Bytes up to which a snapshot is built into a document to see whether it can be. Above, that would hold up the server. */
const small = 64 * 1024

/**
 * Whether a snapshot may take the place of the rows it covers: it can be read, and tells of the same state as the document.
 *
 * @returns what is wrong with it, or `undefined`
 */
export function verifySnapshot({ update, stateVector }: Snapshot): string | undefined {
  try {
    const expected = Y.decodeStateVector(stateVector)
    // Read only; it differs also where structs wait for others, which only building can tell.
    if (update.byteLength > small && isSame(expected, Y.parseUpdateMeta(update).to)) return undefined
    return isSame(expected, stateOf(update)) ? undefined : 'it tells of another state than the document'
  } catch (error) {
    return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

function stateOf(update: Uint8Array): Map<number, number> {
  const document = new Y.Doc()
  try {
    Y.applyUpdate(document, update)
    return Y.decodeStateVector(Y.encodeStateVector(document))
  } finally {
    document.destroy()
  }
}

function isSame(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  return a.size === b.size && [...a].every(([client, clock]) => b.get(client) === clock)
}
