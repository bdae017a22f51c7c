import type { Core } from '../core.ts'
import type { User } from '../request.ts'
import { findActive, keyPrint } from './account.ts'
import { findSession } from './sessions.ts'

/** See `AuthApi.signedInUntil`. */
export async function signedInUntil(core: Core, user: User): Promise<number | undefined> {
  const entity = core.auth.entities.find(({ slug }) => slug === user?.collection)
  if (entity === undefined) return undefined
  const reader = core.documents
  const account = await findActive(reader, entity, user.id)
  if (account === undefined) return undefined
  if (user._strategy === 'api-key') {
    return account['enableAPIKey'] === true && keyPrint(account) === user._key ? Infinity : undefined
  }
  const session = await findSession(reader, entity, { sid: user._sid, now: core.now().getTime() })
  return session?.user === user.id ? session?.expiresAt : undefined
}
