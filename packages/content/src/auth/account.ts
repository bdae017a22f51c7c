import type { Id, Reader } from '@crochet/storage'
import { loadDocument, loadDocuments } from '../documents/load-documents.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { findByID } from '../operations/find-by-id.ts'
import { dropSecrets } from '../operations/secrets.ts'
import type { User } from '../request.ts'
import type { Doc } from '../untyped.ts'
import { normalEmail } from './account-fields.ts'
import type { AuthEntity } from './auth-state.ts'
import type { AuthRun } from './run-auth.ts'
import { hashToken } from './token.ts'

/** How somebody has signed in. */
export type SignedIn =
  /** `session` is `undefined` while it has not begun. */
  { readonly strategy: 'session'; readonly session: string | undefined } | { readonly strategy: 'api-key' }

/** Finds the account with an email, as stored, secrets included: for this folder only. */
export async function findAccount(reader: Reader, entity: AuthEntity, email: string): Promise<Doc | undefined> {
  const where = { column: 'email', operator: 'equals', value: normalEmail(email) } as const
  return (await loadDocuments(reader, entity, { where, limit: 1 }))[0]
}

/** Finds an account that may be signed in to, as stored. */
export async function findActive(reader: Reader, entity: AuthEntity, id: Id): Promise<Doc | undefined> {
  const account = await loadDocument(reader, entity, id)
  return account?.['disabled'] === true ? undefined : account
}

/**
 * The account as `req.user`: hidden fields are there for access rules to ask, secrets are not. It says how its owner has signed in
 * (`_strategy`), and with which session (`_sid`) or key (`_key`); from neither can the token or key be found.
 */
export function toUser({ slug, steps }: AuthEntity, account: Doc, how: SignedIn): User {
  const user: User = { ...account, collection: slug, _strategy: how.strategy, ...proofOf(account, how) }
  dropSecrets(steps.secret, { data: user, previous: undefined, prefix: '' })
  return user
}

function proofOf(account: Doc, how: SignedIn): { _sid?: string; _key?: string } {
  if (how.strategy === 'api-key') return { _key: keyPrint(account) }
  return how.session === undefined ? {} : { _sid: how.session }
}

/** Tells one key of an account from another. */
export const keyPrint = (account: Doc): string => hashToken(String(account['apiKey'])).slice(0, 16)

/** The account as its owner is answered: read like any other document, by whoever it is; as deep as was asked for. */
export async function readOwn({ core, entity, args }: AuthRun, user: User): Promise<Doc> {
  const { depth = 0, populate, joins } = args
  const reading = { id: user.id, depth, ...(populate && { populate }), ...(joins !== undefined && { joins }) }
  const circumstances = { user, overrideAccess: false }
  try {
    const found = await findByID(core, { entity, operation: 'read', args: reading, circumstances })
    return { ...found, collection: entity.slug }
  } catch (error) {
    // Somebody who may not read accounts still knows who they are.
    if (!(error instanceof Forbidden || error instanceof NotFound)) throw error
    return { id: user.id, email: user.email, collection: entity.slug }
  }
}
