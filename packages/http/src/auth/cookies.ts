import { HttpError } from '../errors.ts'

/** How sessions are kept in browsers. */
export interface CookieOptions {
  /** What the name of the cookie begins with. Default: `crochet`. */
  readonly prefix?: string
  /** Sent over HTTPS only; browsers make an exception for localhost. Default: with `NODE_ENV=production`. */
  readonly secure?: boolean
  /** Default: `Lax`. `None` (with `secure`) is for pages of other sites, which have to be listed under `csrf`. */
  readonly sameSite?: 'Lax' | 'Strict' | 'None'
  /** For a cookie that subdomains get, too. Default: this host only. */
  readonly domain?: string
}

/**
 * The cookie of sessions: out of reach for scripts, and where it can be with the prefix `__Host-`, so that no other host can put one
 * in its place (RFC 6265bis, 4.1.3.2).
 */
export class SessionCookie {
  readonly name: string
  readonly #attributes: string

  /** @throws HttpError `HTTP_COOKIE_INVALID` */
  constructor({ prefix = 'crochet', secure, sameSite = 'Lax', domain }: CookieOptions = {}) {
    const isSecure = secure ?? process.env['NODE_ENV'] === 'production'
    if (!/^[A-Za-z0-9-]+$/.test(prefix)) throw invalid(`the prefix ${JSON.stringify(prefix)}`)
    if (!['Lax', 'Strict', 'None'].includes(sameSite)) throw invalid(`sameSite ${JSON.stringify(sameSite)}`)
    if (sameSite === 'None' && !isSecure) throw invalid('sameSite "None" without `secure`')
    if (domain !== undefined && !/^[A-Za-z0-9.-]+$/.test(domain)) throw invalid(`the domain ${JSON.stringify(domain)}`)
    this.name = `${isSecure && domain === undefined ? '__Host-' : ''}${prefix}-token`
    const parts = ['Path=/', 'HttpOnly', `SameSite=${sameSite}`]
    if (isSecure) parts.push('Secure')
    if (domain !== undefined) parts.push(`Domain=${domain}`)
    this.#attributes = parts.join('; ')
  }

  /** @param exp when the session ends, in seconds since 1970 @returns the value of `Set-Cookie` */
  set(token: string, exp: number): string {
    return `${this.name}=${token}; Expires=${new Date(exp * 1000).toUTCString()}; ${this.#attributes}`
  }

  /** @returns the value of `Set-Cookie` that has the browser forget it */
  clear(): string {
    return `${this.name}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; ${this.#attributes}`
  }

  /** @returns the token; `undefined` where there is none, and where there are two: one of them was put there by somebody else */
  read(header: string): string | undefined {
    const values = header
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part.startsWith(`${this.name}=`))
    return values.length === 1 ? values[0]?.slice(this.name.length + 1) : undefined
  }
}

const invalid = (what: string): HttpError => new HttpError('HTTP_COOKIE_INVALID', `The cookie cannot have ${what}.`)
