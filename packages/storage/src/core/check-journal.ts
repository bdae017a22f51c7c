import { StorageError } from '../errors.ts'

const maxName = 1024
const maxUpdate = 256 * 1024 * 1024
const maxReason = 500

/** @throws `JOURNAL_NAME` for a name that would not come back from disk as it went in, or has no limit. */
export function checkDocument(document: string): void {
  const storable =
    typeof document === 'string' &&
    document.length > 0 &&
    document.length <= maxName &&
    document.isWellFormed() &&
    !document.includes('\0')
  if (storable) return
  throw new StorageError('JOURNAL_NAME', { document: typeof document === 'string' ? document.slice(0, 80) : document })
}

/** @throws `JOURNAL_UPDATE`; checked before the update joins a group, so that it cannot fail the others. */
export function checkUpdate(document: string, update: Uint8Array): void {
  if (!(update instanceof Uint8Array)) {
    throw new StorageError('JOURNAL_UPDATE', { document, problem: 'it is not a Uint8Array' })
  }
  if (update.byteLength > maxUpdate) {
    throw new StorageError('JOURNAL_UPDATE', { document, problem: `it has ${update.byteLength} bytes` })
  }
}

/** @throws `JOURNAL_POSITION` for what cannot be the number of an entry, or of none (0). */
export function checkPosition(document: string, seq: number): void {
  if (Number.isSafeInteger(seq) && seq >= 0) return
  throw new StorageError('JOURNAL_POSITION', { document, seq })
}

/** @returns What is kept of a reason: text without half a surrogate pair, of a bounded length. */
export function storableReason(reason: string): string {
  return String(reason).slice(0, maxReason).toWellFormed().replaceAll('\0', '\ufffd')
}
