import { hash } from 'node:crypto'
import type { Entry } from '@crochet/hooks'
import type { Enqueued, JsonValue, NewJob } from '@crochet/storage'
import type { Backoff } from './backoff.ts'
import type { AmbientWrite, Core } from './core.ts'
import { JobError } from './errors.ts'
import { checkStorable } from './input.ts'
import { defaultQueue, defaultRetries, defaultTimeout } from './task.ts'
import type { CheckedTask, JobRun } from './task.ts'

/** The task that runs background handlers. */
export const backgroundTask = 'crochet.background'

/** What is kept of a call that runs later. */
export interface OutboxEntry {
  /** What the handler is attached to. */
  readonly hook: string
  readonly handler: string
  /** Ids and changed paths, not documents. */
  readonly payload: JsonValue
  readonly retries?: number | undefined
  readonly backoff?: Backoff | undefined
  /** Milliseconds. Default five minutes. */
  readonly timeout?: number | undefined
  /** As of a job: at most one waits. */
  readonly key?: string | undefined
}

/** What a background handler is given besides its payload. */
export type BackgroundRunning = Pick<JobRun<unknown>, 'job' | 'attempt' | 'signal' | 'log' | 'progress'>

/** How payloads of hook points are kept and made again. */
export interface BackgroundOptions {
  /** @returns What is needed to make the payload again: ids and changed paths. */
  reduce(entry: Entry, payload: object): JsonValue
  /** @returns The key of a call whose handler says none. Default: none has one. */
  key?(entry: Entry, payload: object): string | undefined
  /** @returns What is noted beside it, where that is not what the option `about` says. */
  about?(entry: Entry, payload: object, kept: JsonValue): JsonValue | undefined
  /** @returns Whether it is kept at once, whatever write is under way. Default: it joins that write. */
  isAlone?(entry: Entry): boolean
  /** @returns The payload with everything loaded afresh; `undefined` when there is nothing left to do. */
  load(
    kept: Pick<OutboxEntry, 'hook' | 'handler' | 'payload'>,
    run: BackgroundRunning,
  ): object | undefined | Promise<object | undefined>
}

type Kept = Pick<OutboxEntry, 'hook' | 'handler' | 'payload' | 'backoff' | 'timeout'>

/** In which circumstances a job is queued. */
export interface Circumstances {
  /** The write that it joins. */
  readonly write: AmbientWrite | undefined
  readonly about: JsonValue | undefined
}

type Enqueue = (job: NewJob, circumstances: Circumstances) => Promise<Enqueued>

/** Calls of background handlers, written where the write is written, and run when that is committed. */
export class Outbox {
  readonly #core: Core
  readonly #background: BackgroundOptions | undefined
  readonly #enqueue: Enqueue

  constructor(core: Core, { background, enqueue }: { background: BackgroundOptions | undefined; enqueue: Enqueue }) {
    this.#core = core
    this.#background = background
    this.#enqueue = enqueue
  }

  /** Joins the ambient transaction. @throws JobError `JOB_NO_BACKGROUND`, `JOB_INPUT`, `JOB_INPUT_SIZE` */
  async add(
    { retries = defaultRetries, key, ...kept }: OutboxEntry,
    circumstances: Circumstances = { write: this.#core.ambient(), about: this.#core.about() },
  ): Promise<Enqueued> {
    if (this.#background === undefined) throw noBackground(kept.hook)
    checkStorable(kept, { task: backgroundTask, limit: this.#core.inputLimit })
    const input = kept as object as JsonValue
    const runAt = this.#core.clock.now()
    const attempts = retries + 1
    const job = { task: backgroundTask, queue: defaultQueue, input, key, priority: 0, runAt, attempts }
    return this.#enqueue(job, circumstances)
  }

  /** Takes over a handler with `mode: 'background'`: for the option `background` of `createHooks`. */
  async accept(entry: Entry, payload: object): Promise<Enqueued> {
    if (this.#background === undefined) throw noBackground(entry.hook)
    const { hook, id: handler, retries, backoff, timeout } = entry
    const own = entry.key === undefined ? this.#background.key?.(entry, payload) : entry.key(payload)
    const key = own === undefined ? undefined : keyOf(hook, handler, String(own))
    const kept = this.#background.reduce(entry, payload)
    const write = this.#background.isAlone?.(entry) === true ? undefined : this.#core.ambient()
    const { about } = this.#background
    const noted = about === undefined ? this.#core.about() : about(entry, payload, kept)
    return this.add({ hook, handler, payload: kept, retries, backoff, timeout, key }, { write, about: noted })
  }

  /** The task that runs what was added. */
  static task(core: Pick<Core, 'engine'>, background: BackgroundOptions | undefined): CheckedTask {
    return {
      slug: backgroundTask,
      async handler({ input, ...run }) {
        const { hook, handler, payload: kept } = input as Kept
        if (background === undefined) throw noBackground(hook)
        const payload = await background.load({ hook, handler, payload: kept }, run)
        if (payload === undefined) return undefined
        return core.engine.runBackground({ name: hook, id: handler }, payload)
      },
      input: undefined,
      attempts: defaultRetries + 1,
      limits(input) {
        const { backoff, timeout = defaultTimeout } = input as Kept
        return { backoff, timeout }
      },
      concurrency: undefined,
      schedule: undefined,
      queue: defaultQueue,
    }
  }
}

/** A key is of one handler; the storage takes 500 characters. */
function keyOf(hook: string, handler: string, own: string): string {
  const whole = `${hook} ${handler} ${own}`
  return whole.length <= 200 ? whole : hash('sha256', whole)
}

function noBackground(hook: string): JobError {
  return new JobError('JOB_NO_BACKGROUND', `A handler of "${hook}" is to run in the background, and nothing says how.`)
}
