/**
 * One process of the benchmark: it generates the load of one question for one contender and prints its readings as JSON.
 * Arguments: question, contender (or `prepare`), options.
 */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServerProcess, type ServerKind } from './load/server-process.ts'
import { questions } from './questions.ts'
import type { ServerOptions } from './servers/attend.ts'

export interface SessionOptions {
  /** Shorter phases. */
  readonly quick: boolean
  readonly from: 'dist' | 'source'
  /** What is prepared for all sessions of a question lies here. */
  readonly folder: string
}

/** What a question has at hand while it measures. */
export class Session {
  readonly quick: boolean
  readonly folder: string
  readonly #from: 'dist' | 'source'
  readonly #servers: ServerProcess[] = []
  readonly #folders: string[] = []

  constructor({ quick, folder, from }: SessionOptions) {
    this.quick = quick
    this.folder = folder
    this.#from = from
  }

  /** Seconds that a phase takes. */
  seconds(full: number): number {
    return this.quick ? full / 2 : full
  }

  /** Starts a server; Crochet has a journal of its own unless it is given one. */
  async start(kind: ServerKind, options: ServerOptions = {}): Promise<ServerProcess> {
    const journal = kind === 'crochet' && options.journal === undefined
    const given = journal ? { ...options, journal: join(await this.scratch(), 'journal.db') } : options
    const server = await ServerProcess.start(kind, given, this.#from)
    this.#servers.push(server)
    return server
  }

  /** A folder that is removed at the end. */
  async scratch(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'crochet-bench-'))
    this.#folders.push(folder)
    return folder
  }

  async end(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.kill()))
    this.abandon()
  }

  /** The same without waiting: a server that went on would slow down the next one. */
  abandon(): void {
    for (const server of this.#servers) void server.kill()
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const [name, contender = '', options = '{}'] = process.argv.slice(2)
  const question = questions.find((candidate) => candidate.name === name)
  if (question === undefined) throw new Error(`there is no question "${name}"`)
  const session = new Session(JSON.parse(options) as SessionOptions)
  // Failed checks are thrown in callbacks of sockets.
  const fail = (reason: unknown): void => {
    console.error(reason)
    session.abandon()
    process.exit(1)
  }
  process.on('uncaughtException', fail)
  process.on('SIGTERM', () => fail('it was told to end, or took too long'))
  process.on('SIGINT', () => fail('interrupted'))
  const readings = contender === 'prepare' ? {} : await question.measure(contender, session)
  if (contender === 'prepare') await question.prepare?.(session)
  await session.end()
  process.stdout.write(JSON.stringify(readings), () => process.exit(0))
}
