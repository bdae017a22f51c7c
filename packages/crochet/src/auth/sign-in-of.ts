import type { Content, User } from '@crochet/content'
import { credentialOf, SessionCookie, toOrigins, type SignIn } from '@crochet/http'
import type { CrochetConfig } from '../config.ts'

/** @throws HttpError `HTTP_COOKIE_INVALID`, `HTTP_ORIGIN_INVALID` */
export const signInOf = ({ cookies, csrf }: CrochetConfig): SignIn => ({
  cookie: new SessionCookie(cookies),
  csrf: toOrigins(csrf),
})

/** As much of a request as says who has sent it: a `Request`, or its headers. */
export interface AuthOptions {
  readonly headers: Headers
  /** Default: GET. With any other the cookie counts only where the headers say which page has sent the request. */
  readonly method?: string
}

/** Whose request it is, as for every request that comes in over HTTP. */
export async function userOf(
  content: Content,
  signIn: SignIn,
  { headers, method = 'GET' }: AuthOptions,
): Promise<{ user: User | null }> {
  const credential = credentialOf({ method, headers: Object.fromEntries(headers) }, signIn)
  return { user: credential === undefined ? null : await content.auth.authenticate(credential) }
}
