import * as Y from 'yjs'
import { contentOf, type Content, type Operation } from './operation.ts'
import { coversAll, pendingParts, structsOf, type Ranges } from './parts.ts'
import type { DocumentRecord } from './recorder.ts'

/**
 * Compares what is on disk of a document with what is known about its edits.
 *
 * What has been on disk once counts as promised, too.
 *
 * @param durable `undefined` when there is nothing on disk
 * @returns what is wrong, a line each
 */
export function checkDurable(record: DocumentRecord, durable: Y.Doc | undefined): string[] {
  const document = durable ?? new Y.Doc()
  const content = contentOf(document)
  const [present, pending] = [structsOf(document), pendingParts(document).structs]
  const inserts = record.operations.filter(({ kind }) => kind === 'insert')
  const deletions = Map.groupBy(
    record.operations.filter(({ kind }) => kind === 'delete'),
    ({ token }) => token,
  )
  const problems = inserts.flatMap((insert) =>
    checkToken({ insert, deletions: deletions.get(insert.token) ?? [], content, present, pending }),
  )
  return [...problems, ...checkForeign(record, document, content)].map((problem) => `${record.name}: ${problem}`)
}

interface Token {
  readonly insert: Operation
  readonly deletions: readonly Operation[]
  readonly content: Content
  /** All structs that are on disk, and those of them that wait for one that is not. */
  readonly present: Ranges
  readonly pending: Ranges
}

function checkToken({ insert, deletions, content, present, pending }: Token): string[] {
  const { token } = insert
  const found = occurrences(content, token)
  const places = `${found.join('/')} times in map/array/text`
  const confirmed = confirmation(insert)
  const deleted = deletions.map(confirmation).find((each) => each !== undefined)
  const mayBeDeleted = deletions.some(({ sentAt }) => sentAt !== undefined)
  // Its update waits for one before it: on disk, and in no content yet.
  const waits = pending.size > 0 && !found.every((count) => count === 1)
  if (deleted !== undefined) {
    return found.some((count) => count > 0)
      ? [`the deletion of ${token} was ${deleted}, and it is there ${places}`]
      : []
  }
  if (insert.sentAt === undefined && found.some((count) => count > 0)) return [`${token} was never sent, and is there`]
  if (confirmed !== undefined && !mayBeDeleted && !found.every((count) => count === 1)) {
    const isPending = waits && [...insert.structs.keys()].some((client) => pending.has(client))
    return isPending && coversAll(present, insert.structs) ? [] : [`${token} was ${confirmed}, and is there ${places}`]
  }
  if (found.every((count) => count === 1)) insert.foundAt ??= performance.now()
  const whole = found.every((count) => count === found[0]) && (found[0] ?? 0) <= 1
  return whole || waits ? [] : [`${token} is there ${places}: a part of its update`]
}

/** Tokens nobody made, and structs nobody sent. */
function checkForeign(record: DocumentRecord, document: Y.Doc, content: Content): string[] {
  const known = new Set(record.operations.map(({ token }) => token))
  const foreign = new Set([...content.map, ...content.array, ...content.text].filter((token) => !known.has(token)))
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(document))].filter(
    ([client, clock]) => clock > (record.sentClocks.get(client) ?? 0),
  )
  return [
    ...[...foreign].map((token) => `${token} is there, and nobody has made it`),
    ...clocks.map(([client, clock]) => `client ${client} is there up to clock ${clock}, and has not sent so much`),
  ]
}

/** Whether anybody may rely on an edit. */
export const isConfirmed = (operation: Operation): boolean => confirmation(operation) !== undefined

function confirmation({ acknowledgedAt, toldAt, foundAt }: Operation): string | undefined {
  if (acknowledgedAt !== undefined) return 'acknowledged'
  if (toldAt !== undefined) return "told of in the server's own replies"
  return foundAt === undefined ? undefined : 'found on disk before'
}

function occurrences({ map, array, text }: Content, token: string): number[] {
  const count = (list: readonly string[]): number => list.reduce((sum, each) => (each === token ? sum + 1 : sum), 0)
  return [map.has(token) ? 1 : 0, count(array), count(text)]
}
