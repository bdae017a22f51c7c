import { RealtimeError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { tooMany, type ParsedUpdate } from '../updates/parse-update.ts'
import type { Document } from './document.ts'

/**
 * Whether an update may be looked at, which takes time by its size.
 *
 * @throws RealtimeError `UPDATE_SIZE`
 */
export function checkUpdateSize({ length }: Uint8Array, { update: limit }: Limits): void {
  if (length > limit) throw new RealtimeError('UPDATE_SIZE', { bytes: length, limit })
}

/**
 * Whether a document has room for an update.
 *
 * @throws RealtimeError `DOCUMENT_SIZE`, `DOCUMENT_PARTS`, `DOCUMENT_PENDING`
 */
export function checkRoom(document: Document, update: ParsedUpdate, limits: Limits): void {
  const lack = lackOf(document, update, limits)
  if (lack !== undefined) throw lack
}

export const hasRoom = (document: Document, update: ParsedUpdate, limits: Limits): boolean =>
  lackOf(document, update, limits) === undefined

function lackOf({ content }: Document, update: ParsedUpdate, limits: Limits): RealtimeError | undefined {
  const { length } = update.bytes
  if (content.size + length > limits.document && !content.contains(update)) {
    return new RealtimeError('DOCUMENT_SIZE', { limit: limits.document })
  }
  if (content.wouldBranch(update, limits)) return tooMany(limits)
  const { pending, pendingParts } = limits
  if (!content.wouldPend(update, { bytes: pending, parts: pendingParts })) return undefined
  return new RealtimeError('DOCUMENT_PENDING', { limit: pending, parts: pendingParts })
}
