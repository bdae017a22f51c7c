import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Armed } from './instrument.ts'
import type { Mode, Order, Report } from './server-process.ts'

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The failpoint it was killed at, if it was. */
  readonly reached: string | undefined
}

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** A server process: made ahead of time, so that booting Node is not part of a restart; started once; ended once. */
export class ServerHandle {
  readonly ended: Promise<Ending>
  readonly #child: ChildProcess
  readonly #ready: Promise<void>
  #reports: { is: Report['report']; resolve: (report: Report) => void }[] = []
  #said = ''
  #complained = ''
  #isReady = false
  #over = false

  constructor(plant: string | undefined) {
    const here = import.meta.dirname
    const { VITEST: _vitest, NODE_ENV: _nodeEnv, NODE_OPTIONS: _options, ...environment } = process.env
    const child = spawn(
      process.execPath,
      ['--conditions=crochet-source', '--import', join(here, 'instrument.ts'), join(here, 'server-process.ts')],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // JSON has no `Infinity`.
        serialization: 'advanced',
        env: {
          ...environment,
          NO_COLOR: '1',
          NODE_COMPILE_CACHE: join(tmpdir(), 'crochet-crash-compiled'),
          ...(plant === undefined ? {} : { CROCHET_PLANT: plant }),
        },
      },
    )
    this.#child = child
    running.add(child)
    child.stdout?.on('data', (chunk: Buffer) => (this.#said += String(chunk)))
    child.stderr?.on('data', (chunk: Buffer) => (this.#complained = (this.#complained + String(chunk)).slice(-20_000)))
    child.on('message', (report: Report) => this.#receive(report))
    this.#ready = this.#report('ready').then(() => {
      this.#isReady = true
    })
    this.ended = once(child, 'close').then(([code, signal]) => this.#end(code, signal))
  }

  get over(): boolean {
    return this.#over
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** What it wrote to stderr last. */
  get complaints(): string {
    return this.#complained
  }

  /**
   * @param path what it is asked for by those who are to come in
   * @returns the port; `undefined` when it ended before it listened, which a failpoint may do
   * @throws when it could not even be loaded: then the harness has to be repaired, not the product
   */
  async start(folder: string, mode: Mode, path: string): Promise<number | undefined> {
    await this.#loaded()
    this.#order({ order: 'start', folder, mode, path })
    const report = await Promise.race([this.#report('listening'), this.ended])
    return 'port' in report ? report.port : undefined
  }

  /** @param armed what happens at the failpoint from now on; `undefined`: nothing */
  async arm(point: string, armed: Armed | undefined): Promise<void> {
    await this.#loaded()
    await this.#done({ order: 'arm', point, armed })
  }

  async hang(): Promise<void> {
    await this.#done({ order: 'hang' })
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.#over) this.#child.kill(signal)
  }

  async #loaded(): Promise<void> {
    const ended = await Promise.race([this.#ready, this.ended])
    if (ended !== undefined && !this.#isReady)
      throw new Error(`The server of the harness did not start:\n${this.#complained}`)
  }

  async #done(order: Order): Promise<void> {
    const done = this.#report('done')
    this.#order(order)
    await Promise.race([done, this.ended])
  }

  #order(order: Order): void {
    if (!this.#child.connected) return
    // A process that was killed this very moment cannot be told anything: `ended` says so.
    this.#child.send(order, () => {})
  }

  #report(is: Report['report']): Promise<Report> {
    return new Promise((resolve) => this.#reports.push({ is, resolve }))
  }

  #receive(report: Report): void {
    const index = this.#reports.findIndex(({ is }) => is === report.report)
    if (index >= 0) this.#reports.splice(index, 1)[0]?.resolve(report)
  }

  #end(code: number | null, signal: NodeJS.Signals | null): Ending {
    this.#over = true
    running.delete(this.#child)
    return { code, signal, reached: /^reached (.*)$/m.exec(this.#said)?.[1] }
  }
}
