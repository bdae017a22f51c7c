import { RealtimeError } from '../errors.ts'

const longestName = 1024

/**
 * The document name in an address: what stands before a NUL, after which a provider with session awareness puts its session.
 *
 * @throws RealtimeError `DOCUMENT_NAME` for a name that no document can have
 */
export function documentNameOf(address: string): string {
  const end = address.indexOf('\0')
  const name = end === -1 ? address : address.slice(0, end)
  if (name.trim() === '' || name.length > longestName) throw new RealtimeError('DOCUMENT_NAME')
  return name
}
