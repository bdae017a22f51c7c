import { RealtimeError } from '../errors.ts'

/** UTF-16 units. */
const longestName = 1024

export interface Address {
  readonly documentName: string
  /** Of a provider with session awareness. */
  readonly sessionId: string | null
}

/**
 * Takes an address apart: the document's name, and after a NUL the session that a provider with session awareness puts there.
 *
 * @throws RealtimeError `DOCUMENT_NAME` for a name that no document can have
 */
export function parseAddress(address: string): Address {
  const end = address.indexOf('\0')
  const documentName = end === -1 ? address : address.slice(0, end)
  checkDocumentName(documentName)
  return { documentName, sessionId: end === -1 ? null : address.slice(end + 1) }
}

/** Begins what a journal holds besides documents: nobody can ask for it. */
export const besides = '\u0001'

/** @throws RealtimeError `DOCUMENT_NAME` for a name that no document can have */
export function checkDocumentName(name: string): void {
  if (name.startsWith(besides)) throw new RealtimeError('DOCUMENT_NAME', { problem: 'not begin with U+0001' })
  if (name.trim() === '') throw new RealtimeError('DOCUMENT_NAME', { problem: 'not be empty' })
  if (name.length > longestName)
    throw new RealtimeError('DOCUMENT_NAME', { problem: `not exceed ${longestName} units` })
}
