import type { HookMap, HookPoint, Hooks } from '@crochet/hooks'
import type { HandlerOf } from '../config/hook-lists.ts'
import { anObject } from '../hooks/hook-map.ts'
import type { Doc } from '../untyped.ts'
import type {
  AfterForgotPassword,
  AfterLogin,
  AfterLogout,
  AfterMe,
  AfterRefresh,
  BeforeLogin,
} from './auth-payloads.ts'

type List<Payload extends object, Result = undefined> = readonly HandlerOf<Payload, Result>[]

/** `hooks` of an auth collection, besides those of every collection. */
export interface AuthHooks {
  readonly beforeLogin?: List<BeforeLogin>
  readonly afterLogin?: List<AfterLogin, Doc>
  readonly afterLogout?: List<AfterLogout>
  readonly afterMe?: List<AfterMe, Doc>
  readonly afterRefresh?: List<AfterRefresh, Doc>
  readonly afterForgotPassword?: List<AfterForgotPassword>
}

const leavesWork = { ownScope: true } as const
/** The session is written when `afterLogin` runs, and not committed: other writers wait. */
const deadlineInTransaction = 5000

const declarations = {
  beforeLogin: { kind: 'series', ...leavesWork, background: false, instead: 'afterLogin' },
  afterLogin: { kind: 'waterfall', key: 'user', returns: anObject, deadline: deadlineInTransaction, ...leavesWork },
  afterLogout: { kind: 'series', deadline: deadlineInTransaction, ...leavesWork },
  afterMe: { kind: 'waterfall', key: 'response', returns: anObject, ...leavesWork, background: false },
  afterRefresh: {
    kind: 'waterfall',
    key: 'result',
    returns: anObject,
    deadline: deadlineInTransaction,
    ...leavesWork,
    background: false,
  },
  afterForgotPassword: { kind: 'series', ...leavesWork },
} as const satisfies Record<keyof AuthHooks, object>

export const authHookNames = Object.keys(declarations) as readonly (keyof AuthHooks)[]

export type AuthPoints = { readonly [N in keyof AuthHooks]-?: HookPoint<HookMap[`${string}:${N}`]> }

/** The hook points of an auth collection; each also runs what is attached to `*:<point>`. */
export function authPointsOf(hooks: Hooks, slug: string): AuthPoints {
  const declare = hooks.define.bind(hooks) as unknown as (name: string, options: object) => unknown
  const entries = authHookNames.map((name) => [
    name,
    declare(`${slug}:${name}`, { ...declarations[name], includes: [`*:${name}`] }),
  ])
  return Object.fromEntries(entries) as AuthPoints
}
