import type { IncomingMessage } from 'node:http'

/** What is kept of a request of Node. */
interface Head {
  readonly url: string
  /** Names and values in turns. */
  readonly rawHeaders: readonly string[]
  readonly host?: string | undefined
}

/** A `Head` as JSON: one string takes a fraction of the memory of many, and the message itself holds on to much more. */
type Packed = string

/** The HTTP request that a socket began with, as hooks see it. What nobody reads is not built. */
export class Handshake {
  /** Nothing for what the server does itself. */
  readonly #source: Packed | Request | undefined
  #request: Request | undefined
  #headers: Headers | undefined
  #parameters: URLSearchParams | undefined

  constructor(source?: IncomingMessage | Request) {
    this.#source = source !== undefined && 'rawHeaders' in source ? pack(source) : source
  }

  get request(): Request {
    return (this.#request ??= requestOf(this.#source))
  }

  /** Also to be read by name, as Node's headers are (`headers['user-agent']`): hooks of older applications do so. */
  get headers(): Headers {
    return (this.#headers ??= this.#source === undefined ? new Headers() : readableByName(this.request.headers))
  }

  get parameters(): URLSearchParams {
    return (this.#parameters ??=
      this.#source === undefined ? new URLSearchParams() : new URL(this.request.url, 'http://localhost').searchParams)
  }
}

/** A handshake of something that the server does itself: a new one each time, for hooks may change what they are given. */
export const noHandshake = (): Handshake => new Handshake()

function pack({ url = '/', rawHeaders, headers: { host } }: IncomingMessage): Packed {
  const head: Head = { url, rawHeaders, host }
  return JSON.stringify(head)
}

function requestOf(source: Packed | Request | undefined): Request {
  if (source === undefined) return new Request('http://localhost/')
  return typeof source === 'string' ? toRequest(JSON.parse(source) as Head) : source
}

function toRequest(head: Head): Request {
  const headers = new Headers()
  for (let index = 0; index + 1 < head.rawHeaders.length; index += 2) {
    append(headers, head.rawHeaders[index] ?? '', head.rawHeaders[index + 1] ?? '')
  }
  return new Request(address(head), { headers })
}

/** A client chooses the names: one that `Headers` has a method for is not put over it. */
function readableByName(headers: Headers): Headers {
  for (const [name, value] of headers) {
    if (!(name in headers)) Object.defineProperty(headers, name, { value })
  }
  return headers
}

/** Node accepts a few header values that the web's `Headers` does not; such a one is left out. */
function append(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value)
  } catch {
    headers.delete(name)
  }
}

/** A client chooses both host and path: what does not make an address is replaced. */
function address({ url: target, host: given }: Head): string {
  const host = URL.canParse(`http://${given}/`) ? given : 'localhost'
  const url = new URL(`http://${host}/`)
  const [path = '/', ...query] = target.split('?')
  url.pathname = path
  url.search = query.join('?')
  url.username = url.password = ''
  return url.href
}
