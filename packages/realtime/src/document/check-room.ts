import { RealtimeError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { ParsedUpdate } from '../updates/parse-update.ts'
import type { Document } from './document.ts'

/**
 * Whether a document has room for an update.
 *
 * @throws RealtimeError `UPDATE_SIZE`, `DOCUMENT_SIZE`, `DOCUMENT_PENDING`
 */
export function checkRoom({ content }: Document, update: ParsedUpdate, limits: Limits): void {
  const { length } = update.bytes
  if (length > limits.update) throw new RealtimeError('UPDATE_SIZE', { bytes: length, limit: limits.update })
  if (content.size + length > limits.document) throw new RealtimeError('DOCUMENT_SIZE', { limit: limits.document })
  if (content.wouldPend(update, limits.pending)) throw new RealtimeError('DOCUMENT_PENDING', { limit: limits.pending })
}
