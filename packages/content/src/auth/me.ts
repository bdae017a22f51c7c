import type { Core } from '../core.ts'
import type { Doc } from '../untyped.ts'
import { readOwn } from './account.ts'
import { replaceByHook, runAuth, type AuthRequest } from './run-auth.ts'
import { findSession, toExp } from './sessions.ts'

/** Who asks: `{ user, collection, strategy, exp }`, or `{ user: null }` for nobody, also for somebody of another collection. */
export function me(core: Core, request: AuthRequest): Promise<Doc> {
  return runAuth(core, request, async (run) => {
    const { entity, req } = run
    const { user } = req
    const response = user?.collection === entity.slug ? await describe() : { user: null }
    return replaceByHook(run, 'afterMe', { own: { response }, key: 'response' })

    async function describe(): Promise<Doc> {
      const session = await findSession(run.reader(), entity, { sid: user._sid, now: core.now().getTime() })
      const exp = session === undefined ? {} : { exp: toExp(session.expiresAt) }
      return { user: await readOwn(run, user), collection: entity.slug, strategy: user._strategy, ...exp }
    }
  })
}
