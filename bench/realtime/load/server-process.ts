import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Answer, ServerOptions } from '../servers/attend.ts'
import { plainServers } from './plain-servers.ts'

export const serverKinds = ['crochet', 'hocuspocus', 'relay-send', 'relay-batch'] as const
export type ServerKind = (typeof serverKinds)[number]

export interface Usage {
  /** Seconds of processor time since its start, all threads, user and system. */
  readonly cpu: number
  /** Bytes of memory, now and at most. */
  readonly resident: number
  readonly peak: number
  /** Calls of idle handlers. */
  readonly calls: number
}

/** A server in a process of its own. */
export class ServerProcess {
  readonly kind: ServerKind
  readonly port: number
  readonly #process: ChildProcess

  /**
   * @param from where Crochet is taken from: `dist` as built, or `source`
   * @throws Error when it ends before it listens
   */
  static async start(kind: ServerKind, options: ServerOptions, from: 'dist' | 'source'): Promise<ServerProcess> {
    const typed = from === 'source' && kind === 'crochet'
    const file = typed ? join(import.meta.dirname, '..', 'servers', `${kind}.ts`) : join(plainServers(), `${kind}.mjs`)
    const conditions = typed ? ['--conditions=crochet-source'] : []
    const child = fork(file, [JSON.stringify(options)], {
      execArgv: ['--expose-gc', ...conditions],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const answer = await answerOf(child)
    if (answer.type !== 'listening') throw new Error(`${kind} did not say where it listens`)
    return new ServerProcess(kind, answer.port, child)
  }

  private constructor(kind: ServerKind, port: number, child: ChildProcess) {
    this.kind = kind
    this.port = port
    this.#process = child
  }

  usage(): Promise<Usage> {
    return this.#ask('usage')
  }

  /** Collects its garbage first. */
  usageOfLive(): Promise<Usage> {
    return this.#ask('usage of live')
  }

  /** Lets it close what it has open. */
  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.send('stop')
    const [code] = (await ended) as [number | null]
    if (code !== 0) throw new Error(`${this.kind} ended with ${code}`)
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }

  async #ask(question: 'usage' | 'usage of live'): Promise<Usage> {
    const answer = answerOf(this.#process)
    this.#process.send(question)
    const usage = await answer
    if (usage.type !== 'usage') throw new Error(`${this.kind} did not tell what it uses`)
    return usage
  }
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  const ended = new AbortController()
  const exit = (): void => ended.abort(new Error('the server ended by itself'))
  child.once('exit', exit)
  try {
    const [answer] = (await once(child, 'message', { signal: ended.signal })) as [Answer]
    return answer
  } finally {
    child.off('exit', exit)
  }
}
