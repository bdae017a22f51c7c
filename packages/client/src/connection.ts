import { readAnswer } from './answer.ts'
import { ClientError } from './errors.ts'
import { toQueryString } from './query-string.ts'

export interface ClientOptions {
  /** Address of the server, with a path if it is mounted below one: `https://example.org`. In a page `''` means its own server. */
  readonly url: string
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch
  /** A bearer token, or a function that gives it for each request. Default: the browser's cookie, elsewhere what `login` answered. */
  readonly token?: string | (() => string | null | undefined | Promise<string | null | undefined>)
  /** For every request, such as an API key: `{ authorization: 'users API-Key …' }`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a browser sends cookies; `include` for a server of another origin. Default: that of `fetch`, `same-origin`. */
  readonly credentials?: RequestInit['credentials']
}

/** What every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal
  /** For this request; these win over those of the client. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface Message extends CallOptions {
  /** Default: `GET`, with a body `POST`. */
  readonly method?: string
  /** Written as `where[title][equals]=x`. */
  readonly query?: Readonly<Record<string, unknown>>
  /** Sent as JSON; a text, `FormData` and the like as `fetch` sends them. */
  readonly body?: unknown
}

/** Longer URLs are refused by servers on the way, and by Crochet from 8 kB on. */
const longestUrl = 6000

/** The one place where a request is sent. */
export class Connection {
  readonly #options: ClientOptions
  readonly #base: string
  /** What `login` answered. */
  #remembered: string | undefined

  constructor(options: ClientOptions) {
    if (typeof options?.url !== 'string') throw new ClientError('CLIENT_URL', '`url` is missing.')
    this.#options = options
    this.#base = options.url.replace(/\/+$/, '')
  }

  /** For the requests that follow. Where the browser keeps the session in a cookie, the token is left to it. */
  remember(token: string | undefined): void {
    this.#remembered = keepsCookies(this.#options) ? undefined : token
  }

  /** @returns the body of the answer, and its `ETag` */
  async send(path: string, message: Message): Promise<{ body: unknown; etag: string | null }> {
    const { url, init } = await this.#write(path, message)
    const { fetch = globalThis.fetch } = this.#options
    let response: Response
    try {
      response = await fetch(url, init)
    } catch (cause) {
      // Whoever aborts wants to see their own reason.
      if (message.signal?.aborted) throw cause
      throw new ClientError('CLIENT_NETWORK', `There is no answer from ${this.#base || 'the server'}.`, { cause })
    }
    return { body: await readAnswer(response), etag: response.headers.get('etag') }
  }

  async #write(path: string, message: Message): Promise<{ url: string; init: RequestInit }> {
    const { signal, query = {}, body, method = body === undefined ? 'GET' : 'POST' } = message
    const { credentials } = this.#options
    const headers = new Headers({ accept: 'application/json', ...this.#options.headers, ...message.headers })
    const token = await this.#token()
    if (token && !headers.has('authorization')) headers.set('authorization', `Bearer ${token}`)

    const text = toQueryString(query)
    const url = `${this.#base}${path}`
    const init: RequestInit = { method, headers, ...(signal && { signal }), ...(credentials && { credentials }) }
    if (text !== undefined && text.length + url.length < longestUrl) {
      if (isJson(body)) headers.set('content-type', 'application/json')
      if (body !== undefined)
        init.body = isJson(body) ? JSON.stringify(body) : (body as NonNullable<RequestInit['body']>)
      return { url: text === '' ? url : `${url}?${text}`, init }
    }
    if (method !== 'GET') {
      const problem = text === undefined ? 'holds null or an empty list' : `has more than ${longestUrl} characters`
      throw new ClientError('CLIENT_QUERY', `The query of a ${method} ${problem}, and has to be in the address.`)
    }
    headers.set('x-http-method-override', 'GET')
    headers.set('content-type', 'application/json')
    return { url, init: { ...init, method: 'POST', body: JSON.stringify(query) } }
  }

  async #token(): Promise<string | null | undefined> {
    const { token } = this.#options
    return typeof token === 'function' ? token() : (token ?? this.#remembered)
  }
}

function keepsCookies({ url, credentials }: ClientOptions): boolean {
  if (credentials !== undefined) return credentials !== 'omit'
  const { location } = globalThis as { location?: { href: string; origin: string } }
  return location !== undefined && new URL(url, location.href).origin === location.origin
}

const isJson = (body: unknown): boolean =>
  Array.isArray(body) ||
  (typeof body === 'object' && (body === null || Object.getPrototypeOf(body) === Object.prototype))
