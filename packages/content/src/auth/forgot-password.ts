import { isPlainObject } from '@crochet/hooks'
import type { Core } from '../core.ts'
import { ContentError } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { findAccount, toUser } from './account.ts'
import type { Auth } from './auth-config.ts'
import { resetTableOf } from './auth-tables.ts'
import type { Mail } from './mail-port.ts'
import { callAuthHook, runAuth, write, type AuthRequest, type AuthRun } from './run-auth.ts'
import { accountKey } from './throttle.ts'
import { hashToken, newToken } from './token.ts'

/**
 * Makes a token by which a new password may be chosen, and mails it to the owner of the account. For the system itself: whoever is
 * told how this ends knows whether there is such an account.
 *
 * @returns the token; `undefined` for an account that does not exist or is disabled, or has been sent several mails just now
 */
export async function forgotPassword(
  core: Core,
  { disableEmail, ...request }: AuthRequest & { readonly disableEmail: boolean },
): Promise<string | undefined> {
  const { entity, args } = request
  const email = readEmail(args.data)
  if (core.auth.mails.admit(accountKey(entity, email)) > 0) return undefined
  const made = await runAuth(core, request, async (run) => {
    const account = await findAccount(run.reader(), entity, email)
    if (account === undefined || account['disabled'] === true) return undefined
    const token = newToken()
    await storeToken(run, account, token)
    return { account, token }
  })
  if (made === undefined) return undefined
  const { account, token } = made
  // After the commit: a mail cannot be called back, and nobody else could write until it is sent.
  if (!disableEmail) await core.auth.mail.send(mailFor(entity, String(account['email']), token))
  const user = toUser(entity, account, { strategy: 'session', session: undefined })
  await runAuth(core, request, (run) => callAuthHook(run, 'afterForgotPassword', { user }))
  return token
}

/** @throws ContentError `AUTH_DATA` */
export function readEmail(data: unknown): string {
  const email: unknown = isPlainObject(data) ? data['email'] : undefined
  if (typeof email === 'string' && email !== '' && email.length <= 1024) return email
  throw new ContentError('AUTH_DATA', 'An email is needed.')
}

/** The last one counts. */
function storeToken(run: AuthRun, account: Doc, token: string): Promise<void> {
  const { core, entity } = run
  const table = resetTableOf(entity.slug)
  const now = core.now().getTime()
  const user = account['id']
  return write(run, async (transaction) => {
    await transaction.deleteWhere(table, { column: 'user', operator: 'equals', value: user })
    const expiresAt = now + entity.auth.forgotPassword.expiration
    await transaction.insert(table, { id: hashToken(token), user, expiresAt })
  })
}

function mailFor({ slug, auth }: { slug: string; auth: Auth }, email: string, token: string): Mail {
  const { url, mail } = auth.forgotPassword
  const link = url === undefined ? undefined : `${url}#${token}`
  const written = mail?.({ email, token, link, collection: slug })
  return { to: email, ...(written ?? { subject: 'A new password', text: textWith(link ?? token) }) }
}

const textWith = (what: string): string =>
  `Somebody, probably you, has asked for a new password for your account.\n\n${what}\n\nIf it was not you, ignore this mail: nothing has changed.\n`
