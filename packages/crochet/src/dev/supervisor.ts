import type { CliIo } from '../cli/cli-io.ts'
import { CliError } from '../cli/errors.ts'
import { paintOut, type Paint } from '../cli/paint.ts'
import { affectedBy } from './affected-by.ts'
import type { SwapLine } from './messages.ts'
import { ServerProcess, type Failed } from './server-process.ts'
import { watchProject, type ChangedFile } from './watch-project.ts'

/** What the command line says about where to listen. */
export interface DevOptions {
  readonly port?: string | undefined
  readonly host?: string | undefined
}

/**
 * Keeps a process that serves a project up to date with its files: changed hook modules are swapped in it, for everything else it is
 * replaced by another one, whose configuration has been loaded before the old one stops. One thing at a time.
 */
export class Supervisor {
  readonly #io: CliIo
  readonly #options: DevOptions
  readonly #paint: Paint
  readonly #ended = Promise.withResolvers<void>()
  #server: ServerProcess | undefined
  /** A process that is not serving yet. */
  #next: ServerProcess | undefined
  /** Whether the last start failed: what is imported is then not known. */
  #isBroken = false
  #port: number | undefined
  #modules = new Set<string>()
  #reasons = new Set<string>()
  #working: Promise<void> | undefined
  #stopping: Promise<void> | undefined

  constructor(io: CliIo, options: DevOptions) {
    this.#io = io
    this.#options = options
    this.#paint = paintOut(io)
  }

  /**
   * Watches and serves until `stop`.
   *
   * @throws CliError `CLI_CONFIG_NONE` when there is nothing to serve
   */
  async run(): Promise<void> {
    await using _ = await watchProject(this.#io.cwd, (changed) => this.#changed(changed))
    const starting = this.#start()
    this.#working = starting.then(() => {})
    const failed = await starting
    this.#working = undefined
    if (failed?.code === 'CLI_CONFIG_NONE') throw new CliError('CLI_CONFIG_NONE', failed.message)
    this.#work()
    await this.#ended.promise
    await this.#stopping
  }

  /** Lets the server close its connections and flush; a second call ends it at once. */
  stop(): void {
    if (this.#stopping !== undefined) {
      this.#server?.kill()
      this.#next?.kill()
      return
    }
    this.#stopping = (async () => {
      await Promise.all([this.#server?.stop(), this.#next?.stop()])
      await this.#working
    })()
    this.#ended.resolve()
  }

  #changed(changed: ChangedFile): void {
    const isServing = this.#server?.isRunning === true
    const imports = this.#isBroken ? undefined : this.#server?.imports
    const affected = affectedBy(changed, { isServing, imports })
    if (affected.is === 'module') this.#modules.add(affected.name)
    else if (affected.is === 'server') this.#reasons.add(changed.path)
    this.#work()
  }

  #work(): void {
    this.#working ??= this.#workOff().finally(() => {
      this.#working = undefined
      if (this.#hasWork()) this.#work()
    })
  }

  #hasWork(): boolean {
    return this.#stopping === undefined && this.#modules.size + this.#reasons.size > 0
  }

  async #workOff(): Promise<void> {
    while (this.#hasWork()) {
      if (this.#reasons.size > 0) await this.#restart()
      else await this.#swap()
    }
  }

  async #swap(): Promise<void> {
    const names = [...this.#modules]
    this.#modules.clear()
    const answer = await this.#server?.swap(names)
    if (answer?.is !== 'swapped') return
    for (const line of answer.lines) this.#sayLine(line)
  }

  #sayLine(line: SwapLine): void {
    switch (line.is) {
      case 'done':
        return this.#say(`${this.#paint('green', line.what)} in ${Math.round(line.ms)} ms`)
      case 'kept':
        return this.#sayProblem(`kept the former ${line.names.join(', ')}`, line)
      case 'restart':
        this.#reasons.add(line.reason)
    }
  }

  async #restart(): Promise<void> {
    const since = performance.now()
    const why = [...this.#reasons].join(', ')
    await this.#start()
    if (!this.#isBroken)
      this.#say(`${this.#paint('green', 'restarted')} in ${Math.round(performance.now() - since)} ms: ${why}`)
  }

  /** Starts a process, and lets it take over from the one that serves once it could load the configuration. */
  async #start(): Promise<Failed | undefined> {
    this.#reasons.clear()
    this.#modules.clear()
    const next = new ServerProcess(this.#io)
    this.#next = next
    const { port, host } = this.#options
    const prepared = await next.prepared()
    if (prepared.is === 'failed') return this.#isNotStarted(next, prepared)
    await this.#server?.stop()
    this.#server = undefined
    if (this.#stopping !== undefined) return undefined
    const serving = await next.serve({ port, host, before: this.#port })
    if (serving.is === 'failed') return this.#isNotStarted(next, serving)

    this.#next = undefined
    this.#server = next
    void next.ended().then(() => this.#hasEnded(next))
    this.#isBroken = false
    if (this.#port === undefined) this.#say(`${serving.report}\n\n${serving.addresses.join('\n')}\n`)
    this.#port = Number(new URL(serving.url).port)
    return undefined
  }

  async #isNotStarted(next: ServerProcess, failed: Failed): Promise<Failed> {
    this.#isBroken = true
    await next.ended()
    this.#next = undefined
    if (this.#stopping !== undefined) return failed
    const kept = this.#server?.isRunning === true
    this.#sayProblem(kept ? 'kept the server as it was' : 'no server runs until the next change', failed)
    return failed
  }

  #hasEnded(server: ServerProcess): void {
    if (this.#server !== server || this.#stopping !== undefined || this.#next !== undefined) return
    this.#server = undefined
    this.#isBroken = true
    this.#sayProblem('no server runs until the next change', server.end)
  }

  #sayProblem(what: string, { message, hint }: { message: string; hint: string | undefined }): void {
    this.#say(`${this.#paint('red', what)}: ${message}${hint === undefined ? '' : `\n  ${this.#paint('dim', hint)}`}`)
  }

  #say(text: string): void {
    if (this.#stopping === undefined) this.#io.stdout.write(`${text}\n`)
  }
}
