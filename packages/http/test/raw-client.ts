import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection that sends what it is told, byte for byte, and collects what comes back. */
export class RawClient implements AsyncDisposable {
  readonly socket: Socket
  readonly #changed = new EventTarget()
  #received = ''
  #ended = false

  private constructor(socket: Socket) {
    this.socket = socket
    const change = (): void => void this.#changed.dispatchEvent(new Event('change'))
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#received += text
      change()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#ended = true
      change()
    })
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  send(bytes: string | Uint8Array): this {
    this.socket.write(bytes)
    return this
  }

  /** Waits until what has come back contains `text`. @returns all of it */
  async until(text: string): Promise<string> {
    while (!this.#received.includes(text)) {
      if (this.#ended) throw new Error(`closed before ${JSON.stringify(text)} came: ${this.#received}`)
      await this.#change()
    }
    return this.#received
  }

  /** Waits until the server has closed the connection. @returns everything that came back */
  async untilClosed(): Promise<string> {
    while (!this.#ended) await this.#change()
    return this.#received
  }

  /** The status of the first answer. */
  async status(): Promise<number> {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(await this.until('\r\n\r\n'))?.[1])
  }

  /** The first answer's JSON body. */
  async json(): Promise<unknown> {
    const head = await this.until('\r\n\r\n')
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
    const start = head.indexOf('\r\n\r\n') + 4
    while (this.#received.length < start + length) await this.#change()
    return JSON.parse(Buffer.from(this.#received.slice(start, start + length), 'latin1').toString()) as unknown
  }

  async #change(): Promise<void> {
    await once(this.#changed, 'change')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy()
  }
}

/** The bytes of a request; the lines of `headers` come as they are. */
export function request(line: string, headers: readonly string[] = [], body: string = ''): string {
  return `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${body}`
}
