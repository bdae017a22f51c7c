import type { Core } from '../core.ts'
import { AuthenticationError } from '../errors.ts'
import { decoyHash, verifyPassword } from '../fields/hash-password.ts'
import type { Doc } from '../untyped.ts'
import { findAccount } from './account.ts'
import { runAuth, type AuthRequest, type AuthRun } from './run-auth.ts'
import { readLogin, signIn, type LoginResult } from './sign-in.ts'
import { admitAccount, admitAddress, forgetFailures } from './throttle.ts'

/**
 * Signs somebody in. Who gets it wrong learns nothing: an account that does not exist, one that is disabled and a wrong password take
 * the same work and get the same answer, and all of them count.
 *
 * @throws AuthenticationError; ContentError `AUTH_DATA`, `AUTH_DELAYED`, `AUTH_BUSY`; HookError of `beforeLogin`, `afterLogin`
 */
export function login(core: Core, request: AuthRequest): Promise<LoginResult> {
  return runAuth(core, request, async (run) => {
    const { entity, req, args } = run
    const { email, password } = readLogin(args.data)
    admitAddress(core, entity, req.ip)
    core.auth.passwords.checkRoom()
    admitAccount(core, entity, email)
    const account = await recognise(run, email, password)
    forgetFailures(core, entity, email)
    return signIn(run, account)
  })
}

/** Compares the password, whether there is anything to compare it with or not. */
async function recognise(run: AuthRun, email: string, password: string): Promise<Doc> {
  const account = await findAccount(run.reader(), run.entity, email)
  const stored: unknown = account?.['password'] ?? decoyHash()
  const isRight = await run.core.auth.passwords.run(() => verifyPassword(password, stored))
  if (!isRight || account === undefined || account['disabled'] === true) {
    run.core.auth.counters.failures++
    throw new AuthenticationError()
  }
  return account
}
