import type { Core } from '../core.ts'
import { loadDocuments } from '../documents/load-documents.ts'
import type { User } from '../request.ts'
import { findActive, toUser } from './account.ts'
import { findSessionByToken } from './sessions.ts'
import { hashToken, isToken } from './token.ts'

/** What somebody shows to say who they are. */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  /** `collection` is the slug of the auth collection that the key is of. */
  | { readonly kind: 'api-key'; readonly collection: string; readonly key: string }

/**
 * Finds out who somebody is. Asks the database each time: what was revoked is good no longer, in any process.
 *
 * @returns the account as `req.user`; `null` for a credential that is none, not of any account, over, or of a disabled account
 */
export function authenticate(core: Core, credential: Credential): Promise<User | null> {
  return credential.kind === 'token' ? byToken(core, credential.token) : byKey(core, credential)
}

async function byToken(core: Core, token: string): Promise<User | null> {
  if (!isToken(token)) return null
  const now = core.now().getTime()
  for (const entity of core.auth.entities) {
    const session = await findSessionByToken(core.documents, entity, { token, now })
    if (session === undefined) continue
    const account = await findActive(core.documents, entity, session.user)
    return account === undefined ? null : toUser(entity, account, { strategy: 'session', session: session.sid })
  }
  return null
}

async function byKey(core: Core, { collection, key }: Extract<Credential, { kind: 'api-key' }>): Promise<User | null> {
  const entity = core.auth.entities.find(({ slug, auth }) => slug === collection && auth.useAPIKey)
  if (entity === undefined || key.length < 32 || key.length > 128) return null
  const where = {
    and: [
      { column: 'apiKey', operator: 'equals', value: hashToken(key) } as const,
      { column: 'enableAPIKey', operator: 'equals', value: true } as const,
    ],
  }
  const [account] = await loadDocuments(core.documents, entity, { where, limit: 1 })
  if (account === undefined || account['disabled'] === true) return null
  return toUser(entity, account, { strategy: 'api-key' })
}
