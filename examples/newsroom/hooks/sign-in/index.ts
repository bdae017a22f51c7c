import type { HookModule } from 'crochet'
import { personOf } from '../../people.ts'

/**
 * Lets REST requests in with the tokens of `people.ts`, besides those of sessions, which the server knows by itself. It does so in
 * `beforeOperation`, the first hook point of every operation, so access rules and all later hooks know who asks.
 */
export default ((app) => ({
  initialize() {
    const signIn = ({ req }: { req: { user: unknown; headers: Headers } }): void => {
      req.user ??= personOf(req.headers.get('authorization')?.replace(/^Bearer /i, '')) ?? null
    }
    app.hooks.on('*:beforeOperation', { id: 'sign-in', stage: 'early', handler: signIn })
    app.hooks.on('globals/settings:beforeOperation', { id: 'sign-in', stage: 'early', handler: signIn })
  },
})) satisfies HookModule
