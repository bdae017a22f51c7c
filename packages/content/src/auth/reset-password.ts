import type { Id, Reader } from '@crochet/storage'
import { isPlainObject } from '@crochet/hooks'
import type { Core } from '../core.ts'
import { ContentError, NotFound } from '../errors.ts'
import { loadStored } from '../operations/load.ts'
import { runWrite } from '../operations/run-write.ts'
import { write as writeDocument } from '../operations/write.ts'
import { findActive } from './account.ts'
import type { AuthEntity } from './auth-state.ts'
import { resetTableOf } from './auth-tables.ts'
import { runAuth, type AuthRequest } from './run-auth.ts'
import { signIn, type LoginResult } from './sign-in.ts'
import { admitAddress, forgetFailures } from './throttle.ts'
import { hashToken, isToken } from './token.ts'

/**
 * Takes a new password from whoever has the token of a mail, and signs them in. The password goes through the pipeline of an update;
 * the change ends all sessions, and uses up the token in the same transaction.
 *
 * @throws ContentError `AUTH_RESET_TOKEN`, `AUTH_DATA`, `AUTH_DELAYED`; ValidationError for a password that is too short
 */
export async function resetPassword(core: Core, request: AuthRequest): Promise<LoginResult> {
  const { entity, args, circumstances } = request
  const { token, password } = readReset(args.data)
  admitAddress(core, entity, circumstances.req?.ip)
  core.auth.passwords.checkRoom()
  const user = await findOwner(core, core.documents, { entity, token })

  const update = { entity, operation: 'update', args: { id: user, data: { password } } } as const
  await runWrite(core, { ...update, circumstances: { ...circumstances, overrideAccess: true } }, (run) =>
    writeDocument(run, async (started, allowed) => {
      await loadStored(started, allowed)
      // If another request was faster, the document has changed, and this is asked once more.
      if ((await findOwner(core, started.reader(), { entity, token })) !== user) throw notGood()
    }),
  ).catch(asNotGood)

  return runAuth(core, request, async (run) => {
    const account = await findActive(run.reader(), entity, user)
    if (account === undefined) throw notGood()
    forgetFailures(core, entity, account['email'])
    return signIn(run, account)
  })
}

function readReset(data: unknown): { token: string; password: string } {
  const { token, password } = isPlainObject(data) ? data : {}
  if (typeof password !== 'string') throw new ContentError('AUTH_DATA', 'A new password is needed.')
  if (!isToken(token)) throw notGood()
  return { token, password }
}

/** @throws ContentError `AUTH_RESET_TOKEN` for a token that is none, was used, or is over, and for disabled accounts */
async function findOwner(
  core: Core,
  reader: Reader,
  { entity, token }: { entity: AuthEntity; token: string },
): Promise<Id> {
  const row = await reader.findByID(resetTableOf(entity.slug), hashToken(token))
  if (row === undefined || Number(row['expiresAt']) <= core.now().getTime()) throw notGood()
  const account = await findActive(reader, entity, row['user'] as Id)
  if (account === undefined) throw notGood()
  return row['user'] as Id
}

/** The account was deleted meanwhile. */
function asNotGood(error: unknown): never {
  throw error instanceof NotFound ? notGood() : error
}

const notGood = (): ContentError => new ContentError('AUTH_RESET_TOKEN', 'The token is not valid, or no longer.')
