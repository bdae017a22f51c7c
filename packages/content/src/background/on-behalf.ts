import { HookError, type Entry } from '@crochet/hooks'
import { findActive, toUser } from '../auth/account.ts'
import { Ambient, ambientOf, type Core } from '../core.ts'
import type { ContentRequest, User } from '../request.ts'

/** On whose behalf a job runs, as it is kept with it. What is missing is the default: the system, nobody, no chain. */
export interface OnBehalf {
  readonly actor?: 'user'
  /** The account's id and, for one of an auth collection, that. */
  readonly user?: { readonly id: string | number; readonly collection?: string }
  readonly locale?: string
  /** Which background handlers have led here, on which document, the last one last. */
  readonly chain?: readonly string[]
}

/** What operations inside a job inherit. */
class JobAmbient extends Ambient {
  readonly chain: readonly string[]

  constructor(core: Core, own: Omit<Ambient, 'core'> & { readonly chain: readonly string[] }) {
    super(core, own)
    this.chain = own.chain
  }
}

/** Links of a chain that are kept; a circle is longer ago than that only if it is none that matters. */
const mostLinks = 32

/** Of whoever calls. */
export function onBehalfOf(core: Core): OnBehalf {
  const ambient = ambientOf(core)
  if (ambient === undefined) return {}
  const { actor, req } = ambient
  const { user, locale } = req
  return describe({ isUser: actor === 'user', user, locale, chain: chainOf(core) })
}

/** Of a user whom the collaboration server knows; `undefined` for what the server does itself. */
export function onBehalfOfUser(core: Core, user: User | undefined): OnBehalf {
  return describe({ isUser: user !== undefined, user, locale: undefined, chain: chainOf(core) })
}

/** Kept rows are short: they are written with every write that leaves work. */
function describe(about: {
  isUser: boolean
  user: User
  locale: string | undefined
  chain: readonly string[]
}): OnBehalf {
  const { isUser, locale, chain } = about
  const user = referenceTo(about.user)
  return {
    ...(isUser && { actor: 'user' as const }),
    ...(user !== undefined && { user }),
    ...(locale !== undefined && { locale }),
    ...(chain.length > 0 && { chain }),
  }
}

/** @throws HookError `HOOK_LOOP` when the work of a background handler on this subject has led to itself twice already */
export function checkChain({ chain = [] }: OnBehalf, entry: Entry, subject: string): void {
  const link = linkOf(entry.hook, entry.id, subject)
  if (chain.filter((other) => other === link).length < 2) return
  const circle = [...chain, link].join(' → ')
  const message = `background handler "${entry.id}" of "${entry.hook}" has led to itself on "${subject}": ${circle}`
  throw new HookError('HOOK_LOOP', message, { hook: entry.hook, handler: entry.id, origin: entry.origin })
}

export const linkOf = (hook: string, handler: string, subject: string): string => `${hook} ${handler} ${subject}`

/**
 * Makes the operation that the caller runs in act on somebody's behalf: their account is loaded afresh, and who has none any more, or
 * a disabled one, is nobody.
 *
 * @param link of the background handler that is about to run
 * @returns the request that hooks are given
 */
export async function actOnBehalf(core: Core, about: OnBehalf, link: string | undefined): Promise<ContentRequest> {
  const req = await requestOf(core, about)
  const { actor = 'system', chain = [] } = about
  if (actor === 'system') core.systemRequests.add(req)
  const operation = core.hooks.current()
  if (operation !== undefined) {
    const links = (link === undefined ? chain : [...chain, link]).slice(-mostLinks)
    operation.carries = new JobAmbient(core, { req, actor, scope: undefined, chain: links })
  }
  return req
}

/** A request with `source: 'job'`, and the user as they are now. */
export async function requestOf(core: Core, { user, locale }: OnBehalf): Promise<ContentRequest> {
  return { user: await userOf(core, user), headers: new Headers(), locale, source: 'job', context: {} }
}

async function userOf(core: Core, kept: OnBehalf['user']): Promise<User | null> {
  if (kept === undefined) return null
  const entity = core.auth.entities.find(({ slug }) => slug === kept.collection)
  if (entity === undefined) return kept
  const account = await findActive(core.documents, entity, kept.id)
  if (account === undefined) return null
  return { ...toUser(entity, account, { strategy: 'session', session: undefined }), _strategy: 'job' }
}

function referenceTo(user: User): OnBehalf['user'] {
  const id: unknown = user?.id
  if (typeof id !== 'string' && typeof id !== 'number') return undefined
  const collection: unknown = user.collection
  return typeof collection === 'string' ? { id, collection } : { id }
}

function chainOf(core: Core): readonly string[] {
  for (let operation = core.hooks.current(); operation !== undefined; operation = operation.parent) {
    if (operation.carries instanceof JobAmbient && operation.carries.core === core) return operation.carries.chain
  }
  return []
}
