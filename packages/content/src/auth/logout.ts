import type { Core } from '../core.ts'
import { ContentError } from '../errors.ts'
import { sessionTableOf } from './auth-tables.ts'
import { callAuthHook, runAuth, write, type AuthRequest } from './run-auth.ts'

/**
 * Ends the session of whoever asks, or all of the account: at once, open connections included.
 *
 * @throws ContentError `AUTH_NO_SESSION` for nobody, and for an API key
 */
export function logout(core: Core, request: AuthRequest & { readonly allSessions: boolean }): Promise<void> {
  const { allSessions } = request
  return runAuth(core, request, async (run) => {
    const { entity, req } = run
    const { user } = req
    const session: unknown = user?.collection === entity.slug ? user._sid : undefined
    if (typeof session !== 'string') throw new ContentError('AUTH_NO_SESSION', 'Nobody is signed in here.')
    const ofUser = { column: 'user', operator: 'equals', value: user.id } as const
    const same = { column: 'sid', operator: 'equals', value: session } as const
    await write(run, (transaction) =>
      transaction.deleteWhere(sessionTableOf(entity.slug), allSessions ? ofUser : { and: [ofUser, same] }),
    )
    run.revoked.push({ collection: entity.slug, user: user.id, session: allSessions ? undefined : session })
    await callAuthHook(run, 'afterLogout', { user, allSessions })
  })
}
