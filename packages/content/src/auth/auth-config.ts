/** What `auth` of a collection may say; `auth: true` takes the defaults (spec: content.md, "Auth collections"). */
export interface AuthConfig {
  /** Seconds that a session lasts after it was begun or refreshed: 60 to 30 days, which is also the most with refreshes. Default: 7,200. */
  readonly tokenExpiration?: number
  /** Failed logins of one account before it has to wait. Default: 5. */
  readonly maxLoginAttempts?: number
  /** The longest that an account has to wait, in milliseconds: the wait begins with a second and doubles. Default: 600,000. */
  readonly lockTime?: number
  /** Attempts to sign in, of one address, in any minute: whatever accounts they are about. Default: 20. */
  readonly maxAttemptsPerAddress?: number
  /** Accounts may have a key for programs (`enableAPIKey`, `apiKey`). Default: no. */
  readonly useAPIKey?: boolean
  /** Leaves tokens out of answers: they are in the cookie only. */
  readonly removeTokenFromResponses?: boolean
  readonly forgotPassword?: {
    /** Milliseconds that a link to a new password is good for: at most a day. Default: an hour. */
    readonly expiration?: number
    /** Writes the mail. Default: a short text with `link`. */
    readonly mail?: (about: ForgottenPassword) => {
      readonly subject: string
      readonly text: string
      readonly html?: string
    }
    /** Where one chooses a new password; `#` and the token are put behind it. Default: the mail has the token only. */
    readonly url?: string
  }
}

/** What the mail about a forgotten password is written from. */
export interface ForgottenPassword {
  readonly email: string
  /** Good for one new password. */
  readonly token: string
  /** `url` with the token; `undefined` where the configuration has no `url`. */
  readonly link: string | undefined
  readonly collection: string
}

/** `auth` with its defaults. */
export interface Auth extends Required<Omit<AuthConfig, 'forgotPassword'>> {
  readonly forgotPassword: Required<Pick<NonNullable<AuthConfig['forgotPassword']>, 'expiration'>> &
    Pick<NonNullable<AuthConfig['forgotPassword']>, 'mail' | 'url'>
}

/** Milliseconds after which a session is over, however often it was refreshed. */
export const longestSession: number = 30 * 24 * 3_600_000

/** @returns `undefined` for a collection whose documents are no accounts */
export function resolveAuth(auth: boolean | AuthConfig | undefined): Auth | undefined {
  if (auth === undefined || auth === false) return undefined
  const given = auth === true ? {} : auth
  return {
    tokenExpiration: given.tokenExpiration ?? 7200,
    maxLoginAttempts: given.maxLoginAttempts ?? 5,
    lockTime: given.lockTime ?? 600_000,
    maxAttemptsPerAddress: given.maxAttemptsPerAddress ?? 20,
    useAPIKey: given.useAPIKey ?? false,
    removeTokenFromResponses: given.removeTokenFromResponses ?? false,
    forgotPassword: { expiration: 3_600_000, ...given.forgotPassword },
  }
}
