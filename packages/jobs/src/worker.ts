import { randomUUID } from 'node:crypto'
import type { Job, Settlement } from '@crochet/storage'
import { Attempt } from './attempt.ts'
import type { Core } from './core.ts'
import { JobError } from './errors.ts'
import { Heartbeat } from './heartbeat.ts'
import { Schedules } from './schedules.ts'
import { settlementOf } from './settle.ts'
import { checkWorkerOptions } from './worker-options.ts'
import type { CheckedWorkerOptions, WorkerOptions } from './worker-options.ts'

/** How many ends come between two sweeps, at most how many jobs one deletes, and milliseconds after which there is one anyway. */
const sweeping = { ends: 256, limit: 1000, pause: 3_600_000 }
/** Milliseconds until a queue that could not be reached is tried again; twice as long after each failure. */
const pauses = { shortest: 250, longest: 30_000 }
const defaultGrace = 10_000
/** Milliseconds between two looks at the clock while something waits for its time. */
const longestWait = 60_000
/** Milliseconds: Node takes longer ones for none. */
const longestTimer = 2 ** 31 - 1

interface Ended {
  readonly settlement: Settlement
  readonly job: Job
}

/**
 * Runs jobs. It is woken by commits, by timers to the next due moment, and by what ends here; nothing polls. One round at a
 * time: it tells the queue what has ended, takes as many jobs as it has room for, and starts them.
 */
export class Worker implements AsyncDisposable {
  readonly #core: Core
  readonly #options: CheckedWorkerOptions
  readonly #name = randomUUID()
  readonly #schedules: Schedules
  readonly #heartbeat: Heartbeat
  readonly #attempts = new Set<Attempt>()
  readonly #unwatch: () => void
  readonly #idle: (() => void)[] = []
  /** A process that works on jobs goes on until it stops that: waiting for them keeps Node awake in no other way. */
  readonly #awake: NodeJS.Timeout
  #state: 'working' | 'stopping' | 'stopped' = 'working'
  /** What the queue is still to be told. */
  #ended: Ended[] = []
  #claims = 0
  #again = false
  #pumping: Promise<void> | undefined
  #stopTimer = (): void => {}
  #failures = 0
  #paused = false
  #sweep = { ends: sweeping.ends, at: 0 }
  #stopped: Promise<void> | undefined
  /** Called when nothing runs any more, while it is being stopped. */
  #empty = (): void => {}

  constructor(core: Core, options: WorkerOptions = {}) {
    this.#core = core
    this.#options = checkWorkerOptions(options)
    const { lease } = this.#options
    this.#schedules = new Schedules(core)
    this.#heartbeat = new Heartbeat(core, { lease, attempts: this.#attempts })
    this.#unwatch = core.storage.jobs.watch(() => this.#wake())
    this.#awake = setInterval(() => {}, longestTimer)
    this.#wake()
  }

  /** How many jobs run here. */
  get running(): number {
    return this.#attempts.size
  }

  /** Resolves when nothing runs here and nothing that is due waits. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve()
    return new Promise((resolve) => void this.#idle.push(resolve))
  }

  /** Looks at once whether jobs that run here were cancelled. */
  heed(): void {
    this.#heartbeat.soon(0)
  }

  /**
   * Takes no more jobs and waits for those that run. After `grace` milliseconds (default 10,000) their `signal` is aborted, and
   * those that do not end are given back.
   */
  stop({ grace = defaultGrace }: { grace?: number } = {}): Promise<void> {
    this.#stopped ??= this.#stop(grace)
    return this.#stopped
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #stop(grace: number): Promise<void> {
    this.#state = 'stopping'
    this.#unwatch()
    this.#stopTimer()
    const abort = (): void => {
      for (const attempt of this.#attempts) attempt.abort('JOB_STOPPED', 'is given back, because its worker stops')
    }
    const stopTimer = this.#core.clock.after(grace, abort)
    await this.#pumping
    if (this.#attempts.size > 0) await new Promise<void>((resolve) => (this.#empty = resolve))
    stopTimer()
    await this.#pumping
    await this.#settle().catch((error: unknown) => this.#reportOwn(error)) // their leases run out
    this.#state = 'stopped'
    this.#heartbeat.stop()
    clearInterval(this.#awake)
    this.#tellIdle()
  }

  #wake(): void {
    this.#again = true
    if (this.#pumping !== undefined || this.#paused || this.#state === 'stopped') return
    // Whoever wakes it may be in the middle of an operation; the jobs are not part of that.
    this.#pumping = this.#core.detached(() => this.#pump())
  }

  async #pump(): Promise<void> {
    await new Promise(setImmediate) // what ends, or is committed, in this turn of the event loop goes together
    try {
      while (this.#again) {
        this.#again = false
        await this.#round()
      }
      await this.#waitForNextDue()
      this.#failures = 0
    } catch (error) {
      this.#pause(error)
    }
    this.#pumping = undefined
    if (this.#again) this.#wake()
    else if (this.#isIdle()) this.#tellIdle()
  }

  async #round(): Promise<void> {
    if (this.#state === 'working') await this.#schedules.fire()
    await this.#heartbeat.catchUp()
    // Both at once: they share a commit.
    const outcomes = await Promise.allSettled([this.#settle(), this.#claim()])
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    await this.#sweepNowAndThen()
  }

  async #settle(): Promise<void> {
    const ended = this.#ended
    if (ended.length === 0) return
    this.#ended = []
    try {
      const settlements = ended.map(({ settlement }) => settlement)
      const held = await this.#core.storage.jobs.settle(settlements, this.#core.clock.now())
      for (const [index, { job }] of ended.entries()) if (held[index] === false) this.#reportLost(job)
    } catch (error) {
      this.#ended = [...ended, ...this.#ended]
      throw error
    }
    this.#sweep.ends += ended.length
  }

  async #claim(): Promise<void> {
    const room = this.#options.concurrency - this.#attempts.size
    if (room <= 0 || this.#state !== 'working') return
    const { tasks, clock, storage } = this.#core
    const now = clock.now()
    const token = `${this.#name}:${++this.#claims}`
    const known = [...tasks.values()].map(({ slug, concurrency }) => ({ task: slug, most: concurrency }))
    const claim = {
      token,
      now,
      until: now + this.#options.lease,
      limit: room,
      tasks: known,
      queues: this.#options.queues,
    }
    for (const job of await storage.jobs.claim(claim)) {
      if (job.state === 'running') this.#start(job, token)
      else this.#reportBuried(job)
    }
  }

  #start(job: Job, token: string): void {
    const task = this.#core.tasks.get(job.task)
    if (task === undefined) return
    const attempt = new Attempt(job, { core: this.#core, task, token, moved: () => this.#heartbeat.soon() })
    this.#attempts.add(attempt)
    this.#heartbeat.begin()
    const began = this.#core.clock.now()
    void attempt.run().then((ending) => {
      this.#attempts.delete(attempt)
      this.#core.counters.took += this.#core.clock.now() - began
      const settlement = settlementOf(this.#core, { attempt, task, ending })
      if (settlement !== undefined) this.#ended.push({ settlement, job })
      this.#wake()
      if (this.#attempts.size > 0) return
      this.#heartbeat.stop()
      this.#empty()
    })
  }

  async #sweepNowAndThen(): Promise<void> {
    const now = this.#core.clock.now()
    if (this.#sweep.ends < sweeping.ends && now < this.#sweep.at) return
    const swept = await this.#core.storage.jobs.sweep(this.#core.retention, { now, limit: sweeping.limit })
    this.#sweep = { ends: 0, at: now + sweeping.pause }
    if (swept === sweeping.limit) this.#sweep.ends = sweeping.ends
  }

  async #waitForNextDue(): Promise<void> {
    this.#stopTimer()
    if (this.#state !== 'working') return
    // Without room it is an end that wakes it.
    const due = this.#attempts.size < this.#options.concurrency ? await this.#core.storage.jobs.nextDue() : undefined
    const at = Math.min(due ?? Infinity, this.#schedules.next ?? Infinity)
    this.#stopTimer()
    if (at < Infinity && this.#state === 'working') this.#wakeAt(at)
  }

  /** Looks at the clock now and then: it may be set, and the timers of a machine that slept are late. */
  #wakeAt(at: number): void {
    const { clock } = this.#core
    const wakeOrWait = (): void => (clock.now() >= at ? this.#wake() : this.#wakeAt(at))
    this.#stopTimer = clock.after(Math.min(longestWait, Math.max(0, at - clock.now())), wakeOrWait)
  }

  #pause(error: unknown): void {
    if (this.#state === 'stopped') return
    this.#reportOwn(error)
    const pause = Math.min(pauses.longest, pauses.shortest * 2 ** this.#failures)
    this.#failures++
    this.#paused = true
    this.#again = false
    this.#stopTimer()
    this.#stopTimer = this.#core.clock.after(pause, () => {
      this.#paused = false
      this.#wake()
    })
  }

  /** The handler has ended, and meanwhile somebody else was given the job. */
  #reportLost(job: Job): void {
    this.#core.counters.lost++
    const { id, task } = job
    const message = `Job ${id} of task "${task}" was given to another worker before it ended here.`
    const error = new JobError('JOB_LEASE_LOST', message, { job: id, task })
    this.#core.report(error, { source: 'job', job, final: false })
  }

  /** Its last worker is gone and could not tell. */
  #reportBuried(job: Job): void {
    this.#core.counters.dead++
    const { id, task, attempt, attempts } = job
    const message = `Job ${id} of task "${task}" lost its worker in attempt ${attempt} of ${attempts}.`
    const error = new JobError('JOB_LEASE_LOST', message, { job: id, task })
    this.#core.report(error, { source: 'job', job, final: true })
  }

  #reportOwn(cause: unknown): void {
    this.#core.report(new JobError('JOB_WORKER', 'A worker cannot reach the queue.', { cause }), {
      source: 'job',
      final: false,
    })
  }

  #isIdle(): boolean {
    return !this.#again && this.#pumping === undefined && this.#attempts.size === 0 && this.#ended.length === 0
  }

  #tellIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}
