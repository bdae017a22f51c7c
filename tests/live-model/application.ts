import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'crochet'
import { openThings } from './open-things.ts'

/** The server of a history: it ends and comes back on the same files, and clients find it wherever it listens. */
export interface Application extends AsyncDisposable {
  /** `undefined` while it does not run. */
  readonly port: number | undefined
  /** The application itself, if it is in this process. */
  readonly app: App | undefined
  readonly complaints: string
  start(): Promise<void>
  /** Lets it close what it has open. */
  stop(): Promise<void>
  /** Ends it as a power cut would; where that cannot be done it is stopped. */
  kill(): Promise<void>
}

export class InProcess implements Application {
  app: App | undefined
  port: number | undefined
  readonly complaints = ''
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async start(): Promise<void> {
    const { app, port } = await openThings(this.#folder)
    this.app = app
    this.port = port
  }

  async stop(): Promise<void> {
    const { app } = this
    this.port = undefined
    this.app = undefined
    await app?.close()
  }

  kill(): Promise<void> {
    return this.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}

/** Where a fault is planted, it is in the server as well. */
const planted =
  process.env['CROCHET_PLANT'] === undefined ? [] : ['--import', join(import.meta.dirname, 'instrument.ts')]

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

export class OwnProcess implements Application {
  readonly app = undefined
  port: number | undefined
  complaints = ''
  readonly #folder: string
  #child: ChildProcess | undefined
  /** Made ahead of time, so that booting Node is no part of a restart. */
  #next: Promise<ChildProcess>

  constructor(folder: string) {
    this.#folder = folder
    this.#next = this.#spawn()
  }

  async start(): Promise<void> {
    const child = await this.#next
    this.#child = child
    const told = once(child, 'message')
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The server ended before it listened:\n${this.complaints}`)
    })
    child.send({ folder: this.#folder })
    const [{ port }] = (await Promise.race([told, ended])) as [{ port: number }]
    void ended.catch(() => undefined)
    this.port = port
    this.#next = this.#spawn()
  }

  async stop(): Promise<void> {
    await this.#end((child) => child.send({}))
  }

  async kill(): Promise<void> {
    await this.#end((child) => child.kill('SIGKILL'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    const next = await this.#next
    next.kill('SIGKILL')
  }

  async #end(how: (child: ChildProcess) => unknown): Promise<void> {
    const child = this.#child
    this.port = undefined
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    how(child)
    await ended
  }

  async #spawn(): Promise<ChildProcess> {
    const { VITEST: _vitest, NODE_ENV: _nodeEnv, NODE_OPTIONS: _options, ...environment } = process.env
    const child = spawn(
      process.execPath,
      ['--conditions=crochet-source', ...planted, join(import.meta.dirname, 'server-process.ts')],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: { ...environment, NO_COLOR: '1', NODE_COMPILE_CACHE: join(tmpdir(), 'crochet-live-model-compiled') },
      },
    )
    running.add(child)
    child.once('exit', (code, signal) => {
      running.delete(child)
      // Whoever is to end has been let go of before.
      if (child === this.#child) this.complaints += `The server ended by itself: ${code ?? signal}`
    })
    const complain = (chunk: Buffer): void => void (this.complaints = (this.complaints + String(chunk)).slice(-5_000))
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', complain)
    await once(child, 'message')
    return child
  }
}
