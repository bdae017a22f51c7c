import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import type { CliIo } from '../cli/cli-io.ts'
import type { FromServer, ServeAt, ToServer } from './dev-server.ts'

/** How long a process may take to close its connections and flush, in milliseconds; then it is ended. */
const patience = 12_000

type Prepared = { readonly is: 'prepared' } | Failed
type Serving = Extract<FromServer, { is: 'serving' }> | Failed
type Swapped = Extract<FromServer, { is: 'swapped' }> | Failed
export type Failed = Extract<FromServer, { is: 'failed' }>

/** A process that serves, as its supervisor sees it. */
export class ServerProcess {
  /** Files of the project that it has imported. */
  readonly imports = new Set<string>()
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #answered: ((message: FromServer) => void) | undefined
  #failed: Failed | undefined

  /** Starts it. It loads the configuration, and waits. */
  constructor(io: CliIo) {
    const file = new URL(`./dev-server${extname(import.meta.filename)}`, import.meta.url)
    this.#child = fork(file, { cwd: io.cwd, env: io.env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    this.#child.stdout?.pipe(io.stdout, { end: false })
    this.#child.stderr?.pipe(io.stderr, { end: false })
    this.#child.on('message', (message: FromServer) => this.#heard(message))
    const over = (message: string): void => this.#heard({ is: 'failed', message, hint: undefined, code: undefined })
    this.#ended = once(this.#child, 'exit').then(
      ([code, signal]) =>
        over(`the server process has ended (${signal === null ? `code ${code}` : `signal ${signal}`})`),
      (error: Error) => over(`the server process cannot be started: ${error.message}`),
    )
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Why it has ended. */
  get end(): Failed {
    return this.#failed ?? { is: 'failed', message: 'the server process runs', hint: undefined, code: undefined }
  }

  /** Resolves when it has ended, for whatever reason. */
  async ended(): Promise<void> {
    await this.#ended
  }

  prepared(): Promise<Prepared> {
    return this.#answer('prepared')
  }

  serve(at: ServeAt): Promise<Serving> {
    this.#tell({ do: 'serve', ...at })
    return this.#answer('serving')
  }

  swap(names: readonly string[]): Promise<Swapped> {
    this.#tell({ do: 'swap', names })
    return this.#answer('swapped')
  }

  /** Lets it close its connections and flush, and waits until it has ended. */
  async stop(): Promise<void> {
    if (!this.isRunning) return
    this.#tell({ do: 'stop' })
    const timer = setTimeout(() => this.kill(), patience)
    await this.#ended
    clearTimeout(timer)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #tell(message: ToServer): void {
    // One that ends meanwhile is noticed by its end.
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }

  #heard(message: FromServer): void {
    if (message.is === 'imports') for (const file of message.files) this.imports.add(file)
    else if (message.is === 'failed') this.#failed ??= message
    if (message.is !== 'imports') this.#answered?.(message)
  }

  /** The next answer of this kind, or that it has failed. Only one is waited for at a time. */
  #answer<Is extends FromServer['is']>(is: Is): Promise<Extract<FromServer, { is: Is }> | Failed> {
    if (this.#failed !== undefined) return Promise.resolve(this.#failed)
    return new Promise((resolve) => {
      this.#answered = (message) => {
        if (message.is === 'failed' || message.is === is) resolve(message as Extract<FromServer, { is: Is }> | Failed)
      }
    })
  }
}
