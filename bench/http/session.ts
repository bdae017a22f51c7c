/** One process of the benchmark: it starts the server of one contender and puts the load of one question on it. */
import { answer, Session, type SessionOptions } from '../session.ts'
import { questions } from './questions.ts'
import { HttpServer } from './server.ts'

/** A session whose contenders are HTTP servers. */
export class HttpSession extends Session {
  readonly #servers: HttpServer[] = []

  /** Starts a contender, with posts and authors in its database. */
  async serve(contender: string): Promise<HttpServer> {
    const server = await HttpServer.start(contender, await this.scratch(), this.from)
    this.#servers.push(server)
    return server
  }

  override async end(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.kill()))
    this.abandon()
  }

  override abandon(): void {
    for (const server of this.#servers) void server.kill()
    super.abandon()
  }
}

if (import.meta.main) await answer(questions, (options: SessionOptions) => new HttpSession(options))
