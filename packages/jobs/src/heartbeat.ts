import type { Attempt } from './attempt.ts'
import type { Core } from './core.ts'
import { JobError } from './errors.ts'

/** Milliseconds between two writes of progress. */
const progressPause = 1000

interface Watched {
  readonly lease: number
  /** What runs; changed by the worker. */
  readonly attempts: ReadonlySet<Attempt>
}

/** Tells the queue that the worker lives, and how far its jobs have come; hears from it which are lost or to be cancelled. */
export class Heartbeat {
  readonly #core: Core
  readonly #watched: Watched
  #timer: { readonly at: number; readonly stop: () => void } | undefined
  #beating = false
  /** What was asked for while it was beating: in how many milliseconds it is to beat again. */
  #asked = Infinity
  /** From when on the leases count that are held. */
  #told = 0

  constructor(core: Core, watched: Watched) {
    this.#core = core
    this.#watched = watched
  }

  /** Something runs. */
  begin(): void {
    if (this.#timer !== undefined || this.#beating) return
    this.#told = this.#core.clock.now()
    this.#beatIn(this.#watched.lease / 3)
  }

  /** There is something to tell, or to hear. */
  soon(within: number = progressPause): void {
    if (this.#beating) this.#asked = Math.min(this.#asked, within)
    const at = this.#core.clock.now() + within
    if (this.#timer !== undefined && this.#timer.at > at) this.#beatIn(within)
  }

  /**
   * Leases may have run out by the clock though this worker lives: the process stood still, or the clock was set. Says that it lives
   * before anybody looks for jobs to take back, so that it does not take its own.
   */
  async catchUp(): Promise<void> {
    const { attempts, lease } = this.#watched
    const passed = this.#core.clock.now() - this.#told
    if (attempts.size > 0 && (passed < 0 || passed >= (lease * 2) / 3)) await this.#tell()
  }

  stop(): void {
    this.#timer?.stop()
    this.#timer = undefined
  }

  #beatIn(milliseconds: number): void {
    this.stop()
    const stop = this.#core.clock.after(milliseconds, () => void this.#beat())
    this.#timer = { at: this.#core.clock.now() + milliseconds, stop }
  }

  async #beat(): Promise<void> {
    const { attempts, lease } = this.#watched
    this.#timer = undefined
    this.#asked = Infinity
    this.#beating = true
    try {
      await this.#tell()
    } catch (cause) {
      const error = new JobError('JOB_WORKER', 'A worker cannot say that it lives.', { cause })
      this.#core.report(error, { source: 'job', final: false })
    }
    this.#beating = false
    if (attempts.size > 0) this.#beatIn(Math.min(this.#asked, lease / 3))
  }

  async #tell(): Promise<void> {
    const { attempts, lease } = this.#watched
    const held = [...attempts].filter((attempt) => !attempt.lost)
    if (held.length === 0) return
    const now = this.#core.clock.now()
    const leases = held.map(({ lease: own, progress }) => ({ ...own, progress }))
    const states = await this.#core.storage.jobs.extend(leases, now + lease)
    this.#told = now
    for (const [index, attempt] of held.entries()) if (attempts.has(attempt)) hear(attempt, states[index])
  }
}

function hear(attempt: Attempt, state: 'held' | 'cancelling' | 'lost' | undefined): void {
  if (state === 'cancelling') attempt.abort('JOB_CANCELLED', 'was cancelled')
  if (state === 'lost') attempt.abort('JOB_LEASE_LOST', 'was given to another worker')
}
