import { isPlainObject } from '@crochet/hooks'
import { AuthenticationError, ContentError } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { findActive, readOwn, toUser } from './account.ts'
import { callAuthHook, replaceByHook, write, type AuthRun } from './run-auth.ts'
import { insertSession, toExp } from './sessions.ts'

/** What a login is answered with. */
export interface LoginResult {
  readonly user: Doc
  readonly token: string
  /** When the session ends, in seconds since 1970. */
  readonly exp: number
}

/**
 * Begins a session for an account whose owner has been recognised: `beforeLogin`, the session, `afterLogin`.
 *
 * @param account as stored, when its password was compared
 * @throws AuthenticationError when it has changed since
 */
export async function signIn(run: AuthRun, account: Doc): Promise<LoginResult> {
  const { core, entity } = run
  const candidate = toUser(entity, account, { strategy: 'session', session: undefined })
  await callAuthHook(run, 'beforeLogin', { user: candidate })
  const user = await readOwn(run, candidate)

  const now = core.now().getTime()
  const { token, session } = await write(run, async (transaction) => {
    const current = await findActive(transaction, entity, account['id'])
    const isSame =
      current !== undefined && current['password'] === account['password'] && current['email'] === account['email']
    // Somebody has changed the password, or disabled or deleted the account, while it was compared.
    if (!isSame) throw new AuthenticationError()
    return insertSession(transaction, entity, { user: account['id'], now })
  })
  run.req.user = toUser(entity, account, { strategy: 'session', session: session.sid })
  core.auth.counters.logins++
  const exp = toExp(session.expiresAt)
  return { user: await replaceByHook(run, 'afterLogin', { own: { user, token, exp }, key: 'user' }), token, exp }
}

/** Email and password as they were sent. @throws ContentError `AUTH_DATA` */
export function readLogin(data: unknown): { email: string; password: string } {
  const { email, password } = isPlainObject(data) ? data : {}
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= 1024
  if (isText(email) && isText(password)) return { email, password }
  throw new ContentError('AUTH_DATA', 'An email and a password are needed to sign in.')
}
