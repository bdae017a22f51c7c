import type { Core } from '../core.ts'
import { ContentError } from '../errors.ts'
import { normalEmail } from './account-fields.ts'
import type { AuthEntity } from './auth-state.ts'
import { hashToken } from './token.ts'

/**
 * What an account is counted by: the email as it is compared, whether there is such an account or not. Nothing else that a client
 * chooses has a part in it.
 */
export const accountKey = ({ slug }: AuthEntity, email: string): string =>
  hashToken(`${slug}\0${String(normalEmail(email))}`)

/** @throws ContentError `AUTH_DELAYED` when the address has tried too often in the last minute */
export function admitAddress(core: Core, { slug }: AuthEntity, address: string | undefined): void {
  const wait = address === undefined ? 0 : (core.auth.addresses.get(slug)?.admit(address) ?? 0)
  if (wait > 0) throw delayed(core, 'Too many attempts from this address.', wait)
}

/** @throws ContentError `AUTH_DELAYED` while the account has to wait after failed logins */
export function admitAccount(core: Core, entity: AuthEntity, email: string): void {
  const wait = core.auth.accounts.get(entity.slug)?.admit(accountKey(entity, email)) ?? 0
  if (wait > 0) throw delayed(core, 'Too many failed attempts to sign in to this account.', wait)
}

/** The account need not wait any more. */
export function forgetFailures({ auth }: Core, entity: AuthEntity, email: unknown): void {
  auth.accounts.get(entity.slug)?.forget(accountKey(entity, String(email)))
}

function delayed({ auth }: Core, message: string, milliseconds: number): ContentError {
  auth.counters.delayed++
  return new ContentError('AUTH_DELAYED', message, { data: { retryAfter: Math.ceil(milliseconds / 1000) } })
}
