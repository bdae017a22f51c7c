import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

type Id = string | number

/** What a server tells when it listens. */
export interface Listening {
  readonly port: number
  /** Of its posts, in order of creation. */
  readonly ids: readonly Id[]
}

/** The server of one contender, in a process of its own. */
export class HttpServer {
  readonly url: string
  readonly ids: readonly Id[]
  readonly #process: ChildProcess

  /** @throws Error when it ends before it listens */
  static async start(contender: string, folder: string, from: 'dist' | 'source'): Promise<HttpServer> {
    const child = fork(join(import.meta.dirname, 'servers', `${contender}.ts`), [folder], {
      execArgv: [
        '--disable-warning=ExperimentalWarning',
        ...(from === 'source' ? ['--conditions=crochet-source'] : []),
      ],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const ended = new AbortController()
    const onExit = (): void => ended.abort(new Error(`${contender} ended before it listened`))
    child.once('exit', onExit)
    const [listening] = (await once(child, 'message', { signal: ended.signal })) as [Listening]
    child.off('exit', onExit)
    return new HttpServer(listening, child)
  }

  private constructor({ port, ids }: Listening, child: ChildProcess) {
    this.url = `http://127.0.0.1:${port}`
    this.ids = ids
    this.#process = child
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }
}
