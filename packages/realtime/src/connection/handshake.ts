import { IncomingMessage } from 'node:http'

/** The HTTP request that a socket began with, as hooks see it. What nobody reads is not built. */
export class Handshake {
  readonly #source: IncomingMessage | Request
  #request: Request | undefined
  #parameters: URLSearchParams | undefined

  constructor(source: IncomingMessage | Request) {
    this.#source = source
  }

  get request(): Request {
    return (this.#request ??= this.#source instanceof IncomingMessage ? toRequest(this.#source) : this.#source)
  }

  get headers(): Headers {
    return this.request.headers
  }

  get parameters(): URLSearchParams {
    return (this.#parameters ??= new URL(this.request.url).searchParams)
  }
}

/** The handshake of what the server does itself. */
export const noHandshake: Handshake = new Handshake(new Request('http://localhost/'))

function toRequest(message: IncomingMessage): Request {
  const headers = new Headers()
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    append(headers, message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? '')
  }
  return new Request(address(message), { headers })
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
function address(message: IncomingMessage): string {
  const host = URL.canParse(`http://${message.headers.host}/`) ? message.headers.host : 'localhost'
  const url = new URL(`http://${host}/`)
  const [path = '/', ...query] = (message.url ?? '/').split('?')
  url.pathname = path
  url.search = query.join('?')
  url.username = url.password = ''
  return url.href
}
