import type { Core } from '../core.ts'
import { ContentError } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { findActive, readOwn } from './account.ts'
import { replaceByHook, runAuth, write, type AuthRequest, type AuthRun } from './run-auth.ts'
import { extendSession, findSession, toExp } from './sessions.ts'

/**
 * Lets the session of whoever asks go on. Its token stays the same: two pages that refresh at once do not sign each other out.
 *
 * @returns `{ user, exp }`, `exp` in seconds since 1970
 * @throws ContentError `AUTH_NO_SESSION` for nobody, for an API key, and for a session that is over
 */
export function refresh(core: Core, request: AuthRequest): Promise<Doc> {
  return runAuth(core, request, async (run) => {
    const { entity, req } = run
    if (req.user?.collection !== entity.slug) throw noSession()
    const user = await readOwn(run, req.user)
    const exp = toExp(await write(run, (transaction) => extend(run, transaction)))
    return replaceByHook(run, 'afterRefresh', { own: { result: { user, exp } }, key: 'result' })
  })
}

async function extend(
  { core, entity, req }: AuthRun,
  transaction: Parameters<typeof extendSession>[0],
): Promise<number> {
  const now = core.now().getTime()
  const session = await findSession(transaction, entity, { sid: req.user._sid, now })
  const account = session === undefined ? undefined : await findActive(transaction, entity, session.user)
  if (session === undefined || account === undefined || session.user !== req.user.id) throw noSession()
  return extendSession(transaction, entity, { session, now })
}

const noSession = (): ContentError => new ContentError('AUTH_NO_SESSION', 'There is no session that could go on.')
