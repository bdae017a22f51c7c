import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHooks, type Hooks } from '@crochet/hooks'
import {
  createJobs,
  defineTask,
  type JobReport,
  type JobRun,
  type Jobs,
  type JobsOptions,
  type Task,
  type Worker,
  type WorkerOptions,
} from '@crochet/jobs'
import { openStorage, type Storage } from '@crochet/storage'
import { ManualClock } from '@crochet/storage/contract'

/** A queue on a new storage, on a clock that the test moves. */
export interface Rig extends AsyncDisposable {
  readonly storage: Storage
  /** Of the database, where it is one. */
  readonly file: string
  readonly engine: Hooks
  readonly clock: ManualClock
  readonly jobs: Jobs
  readonly reported: { code: string; message: string; cause: unknown; final: boolean }[]
  /** Starts a worker. */
  work(options?: WorkerOptions): Worker
  /** Moves the clock, and waits until the worker has done what became due. */
  pass(worker: Worker, milliseconds: number): Promise<void>
}

/** The time at which the clock of a rig begins. */
export const began = 1_000_000

/** @param url `sqlite` for a file of its own. */
export async function rig(options: Partial<JobsOptions> = {}, url: 'memory:' | 'sqlite' = 'memory:'): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'crochet-jobs-'))
  const storage = await openStorage(url === 'sqlite' ? `file:${folder}/jobs.db` : url)
  const engine = options.engine ?? createHooks()
  const clock = new ManualClock()
  clock.advance(began)
  const reported: Rig['reported'] = []
  const report = (error: Error, { final }: JobReport): void => {
    const { code, message, cause } = error as Error & { code: string }
    reported.push({ code, message, cause, final })
  }
  const jobs = createJobs({ engine, storage, clock, report, random: () => 0, log: silent, ...options })
  return {
    storage,
    file: join(folder, 'jobs.db'),
    engine,
    clock,
    jobs,
    reported,
    work: (given) => jobs.work(given),
    async pass(worker, milliseconds) {
      await worker.idle()
      clock.advance(milliseconds)
      await worker.idle()
    },
    async [Symbol.asyncDispose]() {
      await jobs.close({ grace: 0 })
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** A promise that a test settles, and the moment somebody waits for it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

interface Held<I> extends Pick<Task<I>, 'retries'> {
  /** What its handler does before it waits, and after that. */
  readonly before?: (run: JobRun<I>) => void
  readonly after?: () => void
}

/** A task `t` whose handler says that it `began`, and waits until the test opens its `end`. */
export function heldTask<I = unknown>({ before, after, ...task }: Held<I> = {}): {
  task: Task<I>
  began: ReturnType<typeof gate>
  end: ReturnType<typeof gate>
} {
  const [began, end] = [gate(), gate()]
  const handler = async (run: JobRun<I>): Promise<void> => {
    before?.(run)
    began.open()
    await end.opened
    after?.()
  }
  return { task: defineTask<I>({ slug: 't', ...task, handler }), began, end }
}

/** Rejects with the reason when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    else signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
}

/** Lets everything that is ready run, storage included. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}
