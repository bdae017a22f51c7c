import type { HookArgs } from '../hooks/payloads.ts'
import type { Doc, Untyped } from '../untyped.ts'

/** Payload of `beforeLogin`. */
export interface BeforeLogin extends HookArgs {
  /** Whose password was right: the account as stored, secrets taken out. */
  user: Doc
}

/** Payload of `afterLogin`. */
export interface AfterLogin extends HookArgs {
  /** The account as it is answered. */
  user: Doc
  token: string
  /** When the session ends, in seconds since 1970. */
  exp: number
}

/** Payload of `afterLogout`. */
export interface AfterLogout extends HookArgs {
  user: Untyped
  allSessions: boolean
}

/** Payload of `afterMe`. */
export interface AfterMe extends HookArgs {
  /** `{ user, collection, strategy, exp }`; `{ user: null }` for nobody. */
  response: Doc
}

/** Payload of `afterRefresh`. */
export interface AfterRefresh extends HookArgs {
  /** `{ user, exp, refreshedToken }`. */
  result: Doc
}

/** Payload of `afterForgotPassword`: for an account that there is, once its mail is written. */
export interface AfterForgotPassword extends HookArgs {
  user: Doc
}

/** What an operation on a session or account is called in `operation`. */
export type AuthOperation = 'login' | 'logout' | 'me' | 'refresh' | 'forgotPassword' | 'resetPassword' | 'unlock'
