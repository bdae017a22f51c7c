import type { Core } from '../core.ts'
import type { User } from '../request.ts'
import { findActive, toUser } from './account.ts'

/** See `AuthApi.currentUser`. */
export async function currentUser(core: Core, user: User): Promise<User | null> {
  const entity = core.auth.entities.find(({ slug }) => slug === user?.collection)
  const strategy: unknown = user?._strategy
  if (entity === undefined || (strategy !== 'session' && strategy !== 'api-key')) return user
  const account = await findActive(core.documents, entity, user.id)
  if (account === undefined) return null
  return toUser(entity, account, strategy === 'session' ? { strategy, session: user._sid } : { strategy })
}
