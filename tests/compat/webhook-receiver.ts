import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request of the webhook extension. */
export interface Call {
  event: string
  payload: Record<string, unknown>
  /** Whether the signature in its header is right. */
  signed: boolean
}

interface Answer {
  status?: number
  json?: unknown
}

/** The HTTP server that an application would point its webhooks to, on a free port. */
export class WebhookReceiver implements AsyncDisposable {
  readonly secret = 'what only the two of us know'
  readonly calls: Call[] = []
  /** What a call is answered with. Default: 200 without a body. */
  answer: (call: Call) => Answer = () => ({})
  readonly #server: Server
  #watchers: (() => void)[] = []

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request).then(({ status = 200, json }) => {
        response.writeHead(status, { 'Content-Type': 'application/json' })
        response.end(json === undefined ? '' : JSON.stringify(json))
        for (const watcher of this.#watchers.splice(0)) watcher()
      })
    })
  }

  static async open(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver()
    await once(receiver.#server.listen(0, '127.0.0.1'), 'listening')
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`
  }

  /** Waits for a call of this event that fits, and gives it. */
  async call(event: string, fits: (payload: Call['payload']) => boolean = () => true): Promise<Call> {
    for (;;) {
      const found = this.calls.find((call) => call.event === event && fits(call.payload))
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.#watchers.push(resolve))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #take(request: IncomingMessage): Promise<Answer> {
    const body = Buffer.concat(await request.toArray())
    const signature = `sha256=${createHmac('sha256', this.secret).update(body).digest('hex')}`
    const signed = request.headers['x-hocuspocus-signature-256'] === signature
    const call = { ...JSON.parse(body.toString('utf8')), signed } as Call
    this.calls.push(call)
    return this.answer(call)
  }
}
