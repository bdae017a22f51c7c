import { isPlainObject } from '@crochet/hooks'
import type { Core } from '../core.ts'
import { ContentError, NotFound } from '../errors.ts'
import { create } from '../operations/create.ts'
import { findActive } from './account.ts'
import type { AuthEntity } from './auth-state.ts'
import { runAuth, type AuthRequest } from './run-auth.ts'
import { signIn, type LoginResult } from './sign-in.ts'
import { admitAddress } from './throttle.ts'

/** Whether there is an account already. */
export const isInitialized = async (core: Core, { slug }: AuthEntity): Promise<boolean> =>
  (await core.documents.count(slug)) > 0

/**
 * Makes a link for the first account: of the first auth collection, if it has none yet.
 *
 * @returns `undefined` when there is nothing to offer
 */
export async function offerFirstUser(core: Core): Promise<{ collection: string; token: string } | undefined> {
  const [entity] = core.auth.entities
  if (entity === undefined || (await isInitialized(core, entity))) return undefined
  return { collection: entity.slug, token: core.auth.firstUser.offer(entity.slug) }
}

/**
 * Makes the first account, for whoever has the link, and signs them in. All fields may be set: there is nobody yet who could allow it.
 *
 * @throws ContentError `AUTH_FIRST_USER`, also when there is an account already; ValidationError; those leave the link good
 */
export async function registerFirst(core: Core, request: AuthRequest): Promise<LoginResult> {
  const { entity, args, circumstances } = request
  admitAddress(core, entity, circumstances.req?.ip)
  const { token, ...data } = isPlainObject(args.data) ? args.data : {}
  const over = core.auth.firstUser.claim(entity.slug, token)
  if (over === undefined) throw notGood()
  let made = false
  try {
    if (await isInitialized(core, entity)) throw notGood()
    const as = { ...circumstances, overrideAccess: true }
    const { id } = await create(core, { entity, operation: 'create', args: { data }, circumstances: as })
    made = true
    return await runAuth(core, request, async (run) => {
      const account = await findActive(run.reader(), entity, id)
      if (account === undefined) throw new NotFound()
      return signIn(run, account)
    })
  } finally {
    over(made)
  }
}

const notGood = (): ContentError => new ContentError('AUTH_FIRST_USER', 'This link is not good, or no longer.')
