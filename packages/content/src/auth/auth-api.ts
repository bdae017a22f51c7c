import { setImmediate } from 'node:timers/promises'
import type { Core } from '../core.ts'
import { ContentError } from '../errors.ts'
import type { OperationArgs } from '../hooks/payloads.ts'
import type { Circumstances } from '../operations/circumstances.ts'
import { toRequest } from '../operations/to-request.ts'
import { checkAnswer } from '../query/depth.ts'
import { shown } from '../query/shown.ts'
import type { ErrorReports } from '../report-error.ts'
import type { User } from '../request.ts'
import type { Data, Doc } from '../untyped.ts'
import { authenticate, type Credential } from './authenticate.ts'
import { currentUser } from './current-user.ts'
import type { AuthOperation } from './auth-payloads.ts'
import type { AuthCounters, AuthEntity } from './auth-state.ts'
import { forgotPassword, readEmail } from './forgot-password.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { me } from './me.ts'
import { refresh } from './refresh.ts'
import { isInitialized, offerFirstUser, registerFirst } from './register-first.ts'
import { resetPassword } from './reset-password.ts'
import type { Revoked } from './revocations.ts'
import type { AuthRequest } from './run-auth.ts'
import type { LoginResult } from './sign-in.ts'
import { signedInUntil } from './signed-in-until.ts'
import { admitAddress } from './throttle.ts'
import { unlock } from './unlock.ts'

export interface InAuthCollection extends Circumstances {
  /** Slug of an auth collection. */
  readonly collection: string
}

/** How the account of an answer is read. Default: relationships are ids. */
export type AccountReading = Pick<OperationArgs, 'depth' | 'populate' | 'joins'>

export interface WithData extends InAuthCollection {
  readonly data: Data
}

/** What becomes of errors. */
export interface Doors {
  /** Runs a call, and reports its error if no other door does, as for every call of the Local API. */
  readonly run: <R>(options: Circumstances, collection: string, call: () => Promise<R>) => Promise<R>
  readonly reports: Pick<ErrorReports, 'report'>
}

/**
 * Signing in and out (spec: content.md, "Auth collections"): the part of the Local API that auth collections have besides. Every
 * method throws ContentError `AUTH_COLLECTION` for a collection that has no `auth`.
 */
export class AuthApi {
  readonly #core: Core
  readonly #doors: Doors

  constructor(core: Core, doors: Doors) {
    this.#core = core
    this.#doors = doors
  }

  /** Slugs of the auth collections. */
  get collections(): string[] {
    return this.#core.auth.entities.map(({ slug }) => slug)
  }

  /**
   * @param options `data` is `{ email, password }`
   * @throws AuthenticationError, ContentError `AUTH_…`, HookError; QueryError for a `depth` and the like that cannot be used
   */
  login(options: WithData & AccountReading): Promise<LoginResult> {
    return this.#call(options, 'login', login)
  }

  /** Ends the session of `req.user`, or all of the account. @throws ContentError `AUTH_NO_SESSION` */
  logout(options: InAuthCollection & { readonly allSessions?: boolean }): Promise<void> {
    const allSessions = options.allSessions === true
    return this.#call(options, 'logout', (core, request) => logout(core, { ...request, allSessions }))
  }

  /** @returns `{ user, collection, strategy, exp }`; `{ user: null }` for nobody */
  me(options: InAuthCollection & AccountReading): Promise<Doc> {
    return this.#call(options, 'me', me)
  }

  /** Lets the session of `req.user` go on. @returns `{ user, exp }` @throws ContentError `AUTH_NO_SESSION` */
  refresh(options: InAuthCollection & AccountReading): Promise<Doc> {
    return this.#call(options, 'refresh', refresh)
  }

  /**
   * Mails a token for a new password. `disableEmail`: makes the token only.
   *
   * @returns the token; `undefined` where there is no such account. Not for those who ask from outside: see `mailNewPassword`
   */
  forgotPassword(options: WithData & { readonly disableEmail?: boolean }): Promise<string | undefined> {
    const disableEmail = options.disableEmail === true
    return this.#call(options, 'forgotPassword', (core, request) => forgotPassword(core, { ...request, disableEmail }))
  }

  /**
   * The same for somebody outside: it is done once they are answered, so that neither the answer nor its time tells whether there is
   * such an account. What goes wrong is reported to `afterError`.
   *
   * @throws ContentError `AUTH_DATA`, `AUTH_DELAYED`
   */
  mailNewPassword(options: WithData): void {
    const { auth } = this.#core
    const entity = entityOf(this.#core, options.collection)
    readEmail(options.data)
    admitAddress(this.#core, entity, options.req?.ip)
    const done: Promise<void> = setImmediate()
      .then(() => this.forgotPassword(options))
      .then(
        () => undefined,
        (error: unknown) => this.#report(error, options.collection),
      )
      .finally(() => auth.background.delete(done))
    auth.background.add(done)
  }

  /** Resolves when everything is done that goes on after its caller was answered, or after `atMost` milliseconds. */
  async idle({ atMost = 60_000 }: { atMost?: number } = {}): Promise<void> {
    const { auth, clock } = this.#core
    if (auth.background.size === 0) return
    const { promise: over, resolve } = Promise.withResolvers<void>()
    const stop = clock.after(atMost, resolve)
    await Promise.race([Promise.all(auth.background), over])
    stop()
  }

  /** @param options `data` is `{ token, password }` @throws ContentError `AUTH_RESET_TOKEN`, ValidationError */
  resetPassword(options: WithData & AccountReading): Promise<LoginResult> {
    return this.#call(options, 'resetPassword', resetPassword)
  }

  /** Ends the wait of an account after failed logins. @param options `data` is `{ email }` @throws Forbidden */
  unlock(options: WithData): Promise<void> {
    return this.#call(options, 'unlock', unlock)
  }

  /**
   * Makes the first account and signs its owner in.
   *
   * @param options `data` is the document with `token`, that of `offerFirstUser`
   * @throws ContentError `AUTH_FIRST_USER`, ValidationError
   */
  registerFirst(options: WithData): Promise<LoginResult> {
    return this.#call(options, 'login', registerFirst)
  }

  /** @returns the token of a link to the first account, good for half an hour; `undefined` when there is an account */
  offerFirstUser(): Promise<{ collection: string; token: string } | undefined> {
    return offerFirstUser(this.#core)
  }

  /** Whether the collection has an account. */
  async isInitialized(collection: string): Promise<boolean> {
    return isInitialized(this.#core, entityOf(this.#core, collection))
  }

  /** @returns the account as `req.user`; `null` for a credential that is not good, or no longer */
  authenticate(credential: Credential): Promise<User | null> {
    return authenticate(this.#core, credential)
  }

  /**
   * Whether somebody is still signed in as they were: for connections that outlive a request.
   *
   * @param user what `authenticate` gave
   * @returns until when, in milliseconds since 1970 (`Infinity` with an API key that is still good); `undefined` for no longer
   */
  async signedInUntil(user: User): Promise<number | undefined> {
    return signedInUntil(this.#core, user)
  }

  /**
   * The account of somebody who is signed in, as it is now: for connections that outlive a request.
   *
   * @param user what `authenticate` gave; what is no account of an auth collection is given back as it is
   * @returns `null` for an account that has been deleted or disabled
   */
  async currentUser(user: User): Promise<User | null> {
    return currentUser(this.#core, user)
  }

  /** How often what has happened since the start. */
  get counters(): Readonly<AuthCounters> {
    return this.#core.auth.counters
  }

  /** Hears of sessions that have ended before their time, once that is committed. @returns what ends it */
  onRevoked(listener: (revoked: Revoked) => void): () => void {
    return this.#core.auth.revocations.on(listener)
  }

  async #call<R>(
    options: InAuthCollection & AccountReading & { readonly data?: Data },
    operation: AuthOperation,
    perform: (core: Core, request: AuthRequest) => Promise<R>,
  ): Promise<R> {
    const { collection } = options
    return this.#doors.run(options, collection, async () => {
      const entity = entityOf(this.#core, collection)
      checkAnswer(options, entity, this.#core.collections)
      return perform(this.#core, { ...toRequest(entity, operation, options), entity, operation })
    })
  }

  async #report(error: unknown, collection: string): Promise<void> {
    this.#core.log.error({ err: error, collection }, 'a mail about a forgotten password was not sent')
    await this.#doors.reports.report(error, { source: 'detached', collection })
  }
}

function entityOf({ auth }: Core, collection: string): AuthEntity {
  const entity = auth.entities.find(({ slug }) => slug === collection)
  if (entity !== undefined) return entity
  throw new ContentError('AUTH_COLLECTION', `"${shown(collection)}" is no auth collection.`)
}
