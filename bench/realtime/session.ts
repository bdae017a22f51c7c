/** One process of the benchmark: it generates the load of one question for one contender, and starts its server. */
import { join } from 'node:path'
import { answer, Session, type SessionOptions } from '../session.ts'
import { ServerProcess, type ServerKind } from './load/server-process.ts'
import { questions } from './questions.ts'
import type { ServerOptions } from './servers/attend.ts'

/** A session whose contenders are servers. */
export class ServerSession extends Session {
  readonly #servers: ServerProcess[] = []

  /** Starts a server; Crochet has a journal of its own unless it is given one. */
  async start(kind: ServerKind, options: ServerOptions = {}): Promise<ServerProcess> {
    const journal = kind === 'crochet' && options.journal === undefined
    const given = journal ? { ...options, journal: join(await this.scratch(), 'journal.db') } : options
    const server = await ServerProcess.start(kind, given, this.from)
    this.#servers.push(server)
    return server
  }

  override async end(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.kill()))
    this.abandon()
  }

  /** A server that went on would slow down the next one. */
  override abandon(): void {
    for (const server of this.#servers) void server.kill()
    super.abandon()
  }
}

if (import.meta.main) await answer(questions, (options: SessionOptions) => new ServerSession(options))
