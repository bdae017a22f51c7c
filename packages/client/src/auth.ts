import type { CollectionSlug, DocOf } from '@crochet/content'
import type {
  AuthOptions,
  ForgotPasswordOptions,
  LoginOptions,
  LogoutOptions,
  ResetPasswordOptions,
} from './call-options.ts'
import type { Connection, Message } from './connection.ts'

/** Somebody is signed in. */
export interface SignedIn<S extends string = string> {
  readonly user: DocOf<S>
  /** Missing where the server keeps tokens in cookies only. */
  readonly token?: string
  /** When the session ends, in seconds since 1970. */
  readonly exp?: number
  readonly message?: string
}

/** Who is signed in, if anybody. */
export interface Me<S extends string = string> {
  readonly user: DocOf<S> | null
  readonly collection?: string
  readonly token?: string
  readonly exp?: number
}

type S0 = CollectionSlug

/** The routes of auth collections. Browsers keep the session in a cookie; elsewhere the client remembers the token until `logout`. */
export class AuthCalls {
  protected readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** @throws ClientError of status 401 for a wrong address or password, 429 after too many */
  async login<S extends S0>(options: LoginOptions<S>): Promise<SignedIn<S>> {
    return this.#remember(await this.#post<SignedIn<S>>(options, 'login', { body: options.data }))
  }

  /** Ends the session on the server, and forgets its token whatever comes of it. */
  async logout<S extends S0>(options: LogoutOptions<S>): Promise<{ message?: string }> {
    const query = options.allSessions === true ? { query: { allSessions: true } } : {}
    try {
      return await this.#post(options, 'logout', query)
    } finally {
      this.connection.remember(undefined)
    }
  }

  /** @returns `user: null` when nobody is signed in */
  async me<S extends S0>(options: AuthOptions<S>): Promise<Me<S>> {
    const { body } = await this.connection.send(pathOf(options, 'me'), { ...options, method: 'GET' })
    return body as Me<S>
  }

  /** Makes the session longer. */
  async refresh<S extends S0>(options: AuthOptions<S>): Promise<SignedIn<S>> {
    const answer = await this.#post<SignedIn<S> & { refreshedToken?: string }>(options, 'refresh-token', {})
    return this.#remember({ ...answer, ...(answer.refreshedToken && { token: answer.refreshedToken }) })
  }

  /** Has a link mailed. The answer is the same whether or not there is such a user. */
  forgotPassword<S extends S0>(options: ForgotPasswordOptions<S>): Promise<{ message?: string }> {
    return this.#post(options, 'forgot-password', { body: options.data })
  }

  /** Sets a new password with the token of the link, and signs in. */
  async resetPassword<S extends S0>(options: ResetPasswordOptions<S>): Promise<SignedIn<S>> {
    return this.#remember(await this.#post<SignedIn<S>>(options, 'reset-password', { body: options.data }))
  }

  async #post<Answer>(options: AuthOptions, name: string, { body = {}, query }: Message): Promise<Answer> {
    const { signal, headers } = options
    const message = {
      method: 'POST',
      body,
      ...(query && { query }),
      ...(signal && { signal }),
      ...(headers && { headers }),
    }
    return (await this.connection.send(pathOf(options, name), message)).body as Answer
  }

  #remember<Answer extends { readonly token?: string }>(answer: Answer): Answer {
    if (answer.token !== undefined) this.connection.remember(answer.token)
    return answer
  }
}

const pathOf = ({ collection }: { collection: string }, name: string): string =>
  `/api/${encodeURIComponent(collection)}/${name}`
