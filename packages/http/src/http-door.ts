import type { FastifyInstance } from 'fastify'
import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Endpoint } from '@crochet/content'
import type { ResponseWriter } from './endpoints/response-writer.ts'
import type { Running } from './endpoints/running.ts'
import { HttpError } from './errors.ts'
import type { HttpLog } from './http-log.ts'
import type { InFlight } from './in-flight.ts'
import type { UpgradeReceiver, Upgrades } from './upgrade.ts'

/** The server: REST, endpoints, files and WebSocket upgrades on one port. */
export interface HttpDoor extends AsyncDisposable {
  readonly server: Server
  /**
   * Hands WebSocket requests for `path` to `receiver`, once their origin has been checked. Requests for other paths get a 404.
   *
   * @throws HttpError `HTTP_UPGRADE_PATH`, `HTTP_UPGRADE_TAKEN`
   */
  upgrade(path: string, receiver: UpgradeReceiver): void
  /**
   * Adds the endpoints and opens the port.
   *
   * @param at `port` 0 (default) takes a free one; `host` is an address of this machine, by default 127.0.0.1
   * @returns where the server can be reached: `http://127.0.0.1:3000`
   * @throws HttpError `HTTP_ENDPOINT_SHAPE`, `HTTP_ENDPOINT_TAKEN`, `HTTP_LISTEN_FAILED`, `HTTP_LISTENING`, `HTTP_CLOSED`
   */
  listen(at?: { port?: number; host?: string }): Promise<{ url: string }>
  /**
   * Prepares to serve other endpoints of the root than until now, on the same port. Of what is measured, requests are counted
   * anew.
   *
   * @throws HttpError `HTTP_ENDPOINT_SHAPE`, `HTTP_ENDPOINT_TAKEN`
   */
  stageEndpoints(endpoints: readonly Endpoint[]): Promise<StagedEndpoints>
  /**
   * Takes nothing new, ends streams of server-sent events, waits up to `limits.drain` for requests in flight, then breaks what is left.
   * WebSockets belong to whoever received them and stay open.
   */
  close(): Promise<void>
}

/** Endpoints that are not served yet. */
export interface StagedEndpoints {
  /** Serves them, and no others. Requests that have begun end where they began. */
  commit(): void
  /** Resolves when no endpoint that was served before runs any more. Not before `commit`. */
  idle(): Promise<void>
}

/** All routes, for one state of the endpoints. */
export interface Routes {
  readonly app: FastifyInstance
  readonly running: Running
}

export interface DoorParts {
  /** The routes before there are endpoints. Its server is the one that listens. */
  readonly app: FastifyInstance
  readonly running: Running
  readonly inFlight: InFlight
  readonly upgrades: Upgrades
  readonly writer: ResponseWriter
  readonly log: HttpLog
  /** Milliseconds. */
  readonly drain: number
  readonly addLateRoutes: () => Promise<void>
  /** The same routes once more, with these endpoints. */
  readonly build: (endpoints: readonly Endpoint[]) => Promise<Routes>
}

type DoorState = 'built' | 'listening' | 'closing'

export class Door implements HttpDoor {
  readonly server: Server
  readonly #parts: DoorParts
  #state: DoorState = 'built'
  #closed: Promise<void> | undefined
  /** Which routes answer requests. */
  #routes: Routes
  readonly #first: RequestListener

  constructor(parts: DoorParts) {
    this.#parts = parts
    this.server = parts.app.server
    this.#routes = parts
    this.#first = parts.app.routing as RequestListener
  }

  get closing(): boolean {
    return this.#state === 'closing'
  }

  upgrade(path: string, receiver: UpgradeReceiver): void {
    this.#parts.upgrades.add(path, receiver)
  }

  async listen({ port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {}): Promise<{ url: string }> {
    if (this.#state === 'closing') throw new HttpError('HTTP_CLOSED', 'The door has been closed.')
    if (this.#state === 'listening') throw new HttpError('HTTP_LISTENING', 'The door is listening already.')
    this.#state = 'listening'
    await this.#parts.addLateRoutes()
    try {
      this.server.listen({ port, host })
      await once(this.server, 'listening')
    } catch (cause) {
      throw new HttpError('HTTP_LISTEN_FAILED', `Port ${port} of ${host} cannot be opened.`, { cause })
    }
    return { url: urlOf(this.server.address() as AddressInfo) }
  }

  async stageEndpoints(endpoints: readonly Endpoint[]): Promise<StagedEndpoints> {
    const next = await this.#parts.build(endpoints)
    const former = this.#routes
    return {
      commit: () => {
        this.#answerWith(next)
      },
      idle: () => former.running.idle(),
    }
  }

  /** The first routes own the server and are closed with it; others go when nothing needs them any more. */
  #answerWith(routes: Routes): void {
    this.server.off('request', this.#listener(this.#routes))
    this.#routes = routes
    this.server.on('request', this.#listener(routes))
  }

  #listener({ app }: Routes): RequestListener {
    return app === this.#parts.app ? this.#first : (app.routing as RequestListener)
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  async #close(): Promise<void> {
    const { app, inFlight, upgrades, writer, log, drain } = this.#parts
    this.#state = 'closing'
    this.server.close()
    inFlight.endConnections()
    writer.endEventStreams()
    const left = await inFlight.drained(drain)
    if (left > 0) log.warn({ requests: left }, `requests were not answered within ${drain} ms and are broken off`)
    this.server.closeAllConnections()
    const closed = app
      .close()
      .catch((error: unknown) => log.error({ err: error }, 'the HTTP server did not close cleanly'))
    // The server counts sockets that were handed over as its own, but when they end is their receiver's business.
    if (upgrades.open === 0) await closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** A wildcard address is no address to go to: whoever is on this machine reaches it as localhost. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '::' || address === '0.0.0.0') return `http://localhost:${port}`
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
