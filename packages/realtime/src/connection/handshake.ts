import type { IncomingMessage } from 'node:http'

/** What is kept of a request of Node: not the message itself, which holds on to much that nobody needs any more. */
interface Head {
  readonly url: string
  /** Names and values in turns. */
  readonly rawHeaders: readonly string[]
  readonly host: string | undefined
}

/** The HTTP request that a socket began with, as hooks see it. What nobody reads is not built. */
export class Handshake {
  readonly #source: Head | Request
  #request: Request | undefined
  #headers: Headers | undefined
  #parameters: URLSearchParams | undefined

  constructor(source: IncomingMessage | Request) {
    this.#source =
      'rawHeaders' in source
        ? { url: source.url ?? '/', rawHeaders: source.rawHeaders, host: source.headers.host }
        : source
  }

  get request(): Request {
    return (this.#request ??= 'rawHeaders' in this.#source ? toRequest(this.#source) : this.#source)
  }

  /** Also to be read by name, as Node's headers are (`headers['user-agent']`): hooks of older applications do so. */
  get headers(): Headers {
    return (this.#headers ??= readableByName(this.request.headers))
  }

  get parameters(): URLSearchParams {
    return (this.#parameters ??= new URL(this.request.url, 'http://localhost').searchParams)
  }
}

/** The handshake of what the server does itself. */
export const noHandshake: Handshake = new Handshake(new Request('http://localhost/'))

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
