import type { AccountReading, Content, Doc, InAuthCollection, LoginResult, WithData } from '@crochet/content'
import { credentialOf, type Found, type SignIn } from './credential.ts'
import type { Visit } from './visit.ts'

/** What a client is told when it has signed in. */
export interface SignedIn extends Omit<LoginResult, 'token'> {
  /** Left out where the configuration says so. */
  readonly token?: string
}

/** A call about accounts or sessions, as whoever sends the request. */
export type Asked = InAuthCollection & AccountReading & { readonly overrideAccess: false }

/**
 * Signing in and out over HTTP: the operation of the content engine, and what becomes of the cookie and the token. REST and GraphQL
 * have it in common; all that they do themselves is to read what was sent and to write the answer. What else a request asks for after
 * signing in is asked by the account, after signing out by nobody.
 */
export class AuthActions {
  readonly #content: Content
  readonly #signIn: SignIn
  /** Slugs of the auth collections whose tokens are in the cookie only. */
  readonly #silent: ReadonlySet<string>

  constructor(content: Content, signIn: SignIn) {
    this.#content = content
    this.#signIn = signIn
    const silent = content.collections.filter(
      ({ auth }) => typeof auth === 'object' && auth.removeTokenFromResponses === true,
    )
    this.#silent = new Set(silent.map(({ slug }) => slug))
  }

  async login(visit: Visit, asked: Asked & WithData): Promise<SignedIn> {
    return this.#signedIn(visit, asked, await this.#content.auth.login(asked))
  }

  async resetPassword(visit: Visit, asked: Asked & WithData): Promise<SignedIn> {
    return this.#signedIn(visit, asked, await this.#content.auth.resetPassword(asked))
  }

  async registerFirst(visit: Visit, asked: Asked & WithData): Promise<SignedIn> {
    return this.#signedIn(visit, asked, await this.#content.auth.registerFirst(asked))
  }

  /** @returns what the client is told */
  async logout(visit: Visit, asked: Asked & { readonly allSessions: boolean }): Promise<string> {
    // Whatever becomes of it: a cookie that is good for nothing is in the way.
    visit.setCookie(this.#signIn.cookie.clear())
    await this.#content.auth.logout(asked)
    visit.req.user = null
    visit.began = undefined
    return 'Logout successful.'
  }

  /** @returns `{ user, exp, refreshedToken }`, the token only for those who have sent it in the header */
  async refresh(visit: Visit, asked: Asked): Promise<Doc> {
    const result = await this.#content.auth.refresh(asked)
    const credential = this.#credentialOf(visit)
    if (credential?.from === 'header') {
      const refreshedToken = this.tokenOf(visit, asked.collection)
      return { ...result, ...(refreshedToken !== undefined && { refreshedToken }) }
    }
    const token = credential?.kind === 'token' ? credential.token : ''
    visit.setCookie(this.#signIn.cookie.set(token, Number(result['exp'])))
    return result
  }

  /** @returns the token that came in the header, if it may be told: a page that has it in a cookie never gets to see it */
  tokenOf(visit: Visit, collection: string): string | undefined {
    const credential = this.#credentialOf(visit)
    const isTold = credential?.kind === 'token' && credential.from === 'header' && !this.#silent.has(collection)
    return isTold ? credential.token : undefined
  }

  #credentialOf({ began, sender }: Visit): Found | undefined {
    return began === undefined ? credentialOf(sender, this.#signIn) : { kind: 'token', token: began, from: 'cookie' }
  }

  async #signedIn(visit: Visit, { collection }: Asked, { user, token, exp }: LoginResult): Promise<SignedIn> {
    visit.setCookie(this.#signIn.cookie.set(token, exp))
    visit.began = token
    visit.req.user = await this.#content.auth.authenticate({ kind: 'token', token })
    return { user, ...(this.#silent.has(collection) ? {} : { token }), exp }
  }
}
