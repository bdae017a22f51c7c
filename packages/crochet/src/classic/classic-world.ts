import { EventEmitter } from 'node:events'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ClassicOptions } from './classic-options.ts'

/** What the hook modules of one boot share in the manner of the older kind: places that one fills and another reads. */
export class ClassicWorld {
  readonly models: Record<string, object>
  readonly groups: Record<string, object> = {}
  readonly plugins: Record<string, object> = {}
  readonly api: Record<string, object> = {}
  readonly admin: { models: Record<string, object> } = { models: {} }
  /** Opened connections by name, of whatever library. */
  readonly connections: Record<string, unknown> = {}
  readonly events = new EventEmitter()
  #app: object | undefined
  #state: 'booting' | 'running' | 'stopping' = 'booting'
  #close: (() => Promise<void>) | undefined
  readonly #log: Log

  constructor({ app, models = {} }: ClassicOptions, log: Log) {
    this.#app = app
    this.models = { ...models }
    this.#log = log
  }

  /**
   * The Koa application: the one in the configuration, or the one that a module has set.
   *
   * @throws AppError `CLASSIC_APP` when there is none
   */
  get app(): object {
    if (this.#app !== undefined) return this.#app
    throw new AppError('CLASSIC_APP', 'The hook module needs a Koa application at `app`, and there is none.')
  }

  set app(app: object) {
    this.#app = app
  }

  /** The boot is over: from now on `stop` closes the application. */
  booted(close: () => Promise<void>): void {
    this.#state = 'running'
    this.#close = close
  }

  /**
   * What a module of the older kind calls when it cannot go on. It used to end the process. Here it stops the boot, with an
   * error that names the module; later it closes the application, and the process ends with `code` when nothing else keeps it.
   *
   * @throws AppError `CLASSIC_STOP` during the boot
   */
  stop(code: number): void {
    if (this.#state === 'booting') {
      throw new AppError('CLASSIC_STOP', 'The hook module has stopped the application (`stop`).')
    }
    if (this.#state === 'stopping') return
    this.#state = 'stopping'
    process.exitCode = code
    this.#log.error('a hook module has stopped the application (`stop`): closing')
    this.#close?.().catch((error: unknown) => this.#log.error({ err: error }, 'closing failed'))
  }

  /** Tells listeners. What one of them throws is logged. */
  tell(event: string, ...about: readonly unknown[]): void {
    try {
      this.events.emit(event, ...about)
    } catch (error) {
      this.#log.error({ err: error }, `a listener of "${event}" failed`)
    }
  }

  /** Closes the connections that can be closed, which would keep the process alive; the older kind has no `destroy`. Never rejects. */
  async closeConnections(): Promise<void> {
    for (const [name, connection] of Object.entries(this.connections)) {
      try {
        await (connection as { destroy?: () => unknown } | undefined)?.destroy?.()
      } catch (error) {
        this.#log.error({ err: error }, `the connection "${name}" could not be closed`)
      }
    }
  }
}
