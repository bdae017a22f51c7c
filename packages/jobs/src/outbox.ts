import type { Entry } from '@crochet/hooks'
import type { Enqueued, JsonValue, NewJob } from '@crochet/storage'
import type { Backoff } from './backoff.ts'
import type { Core } from './core.ts'
import { JobError } from './errors.ts'
import { toStored } from './input.ts'
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

/** How payloads of hook points are kept and made again. */
export interface BackgroundOptions {
  /** @returns What is needed to make the payload again: ids and changed paths. */
  reduce(entry: Entry, payload: object): JsonValue
  /** @returns The payload with everything loaded afresh; `undefined` when there is nothing left to do. */
  load(
    kept: Pick<OutboxEntry, 'hook' | 'handler' | 'payload'>,
    run: Pick<JobRun<unknown>, 'job' | 'attempt' | 'signal' | 'progress'>,
  ): object | undefined | Promise<object | undefined>
}

type Kept = Pick<OutboxEntry, 'hook' | 'handler' | 'payload' | 'backoff' | 'timeout'>

/** Calls of background handlers, written where the write is written, and run when that is committed. */
export class Outbox {
  readonly #core: Core
  readonly #background: BackgroundOptions | undefined
  readonly #enqueue: (job: NewJob) => Promise<Enqueued>

  constructor(
    core: Core,
    { background, enqueue }: { background: BackgroundOptions | undefined; enqueue: (job: NewJob) => Promise<Enqueued> },
  ) {
    this.#core = core
    this.#background = background
    this.#enqueue = enqueue
  }

  /** Joins the ambient transaction. @throws JobError `JOB_NO_BACKGROUND`, `JOB_INPUT`, `JOB_INPUT_SIZE` */
  async add({ retries = defaultRetries, key, ...kept }: OutboxEntry): Promise<Enqueued> {
    if (this.#background === undefined) throw noBackground(kept.hook)
    const input = toStored(kept, { task: backgroundTask, limit: this.#core.inputLimit })
    const runAt = this.#core.clock.now()
    return this.#enqueue({
      task: backgroundTask,
      queue: defaultQueue,
      input,
      key,
      priority: 0,
      runAt,
      attempts: retries + 1,
    })
  }

  /** Takes over a handler with `mode: 'background'`: for the option `background` of `createHooks`. */
  async accept(entry: Entry, payload: object): Promise<Enqueued> {
    if (this.#background === undefined) throw noBackground(entry.hook)
    const { hook, id: handler, retries, backoff, timeout } = entry
    return this.add({ hook, handler, payload: this.#background.reduce(entry, payload), retries, backoff, timeout })
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

function noBackground(hook: string): JobError {
  return new JobError('JOB_NO_BACKGROUND', `A handler of "${hook}" is to run in the background, and nothing says how.`)
}
