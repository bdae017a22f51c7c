import { checkAccess } from '../access/check-access.ts'
import type { Core } from '../core.ts'
import { findAccount } from './account.ts'
import { readEmail } from './forgot-password.ts'
import { runAuth, type AuthRequest } from './run-auth.ts'
import { forgetFailures } from './throttle.ts'

/**
 * Ends the wait of an account after failed logins. Whoever may unlock only some accounts is answered the same for all of them.
 *
 * @throws Forbidden; ContentError `AUTH_DATA`
 */
export function unlock(core: Core, request: AuthRequest): Promise<void> {
  return runAuth(core, request, async (run) => {
    const { entity, args } = run
    const email = readEmail(args.data)
    const allowed = await checkAccess(run, 'unlock')
    const account = await findAccount(run.reader(), entity, email)
    if (account === undefined) return
    const same = { column: 'id', operator: 'equals', value: account['id'] } as const
    const where = allowed === undefined ? same : { and: [same, allowed] }
    if ((await run.reader().count(entity.name, where)) > 0) forgetFailures(core, entity, email)
  })
}
