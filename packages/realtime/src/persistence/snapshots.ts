import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Clock } from '@crochet/storage'
import { RealtimeError } from '../errors.ts'
import type { Log } from '../log.ts'
import { makeSnapshot, type Collecting } from './make-snapshot.ts'
import type { JobResult, SnapshotJob } from './snapshot-thread.ts'
import { verifySnapshot, type Snapshot } from './verify-snapshot.ts'

/** Milliseconds after which a snapshot is given up, and after which a thread that has nothing to do ends. */
const longest = 20_000
const idle = 30_000

/** Nothing where there can be no thread. */
type Thread = Promise<Worker | undefined>

/**
 * Makes and checks snapshots, in a thread of its own: Yjs may need seconds for a large document, and hours for one that somebody
 * has made up for the purpose. The thread is there while there is something to do. One job at a time.
 */
export class Snapshots {
  readonly #clock: Clock
  readonly #log: Log
  #thread: Thread | undefined
  /** The one under way. */
  #job: { readonly done: (result: JobResult) => void; readonly fail: (error: RealtimeError) => void } | undefined
  #cancelRest: () => void = () => {}
  #closed = false

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock
    this.#log = log
  }

  /** Starts the thread, which takes a moment, because there will soon be something to do. */
  prepare(): void {
    if (!this.#closed && this.#job === undefined) this.#restAfter((this.#thread ??= this.#start()))
  }

  /**
   * @param update a whole document in Yjs' V1 encoding
   * @returns the same in fewer bytes (`makeSnapshot`)
   * @throws RealtimeError `SNAPSHOT_FAILED`
   */
  async make(update: Uint8Array, collecting: Collecting): Promise<Uint8Array> {
    // A function cannot go to another thread.
    if (collecting.gcFilter !== undefined) return makeSnapshot(update, collecting)
    const result = await this.#run({ is: 'make', update: new Uint8Array(update), gc: collecting.gc })
    if (result === undefined) return makeSnapshot(update, collecting)
    if (result.is === 'made') return result.update
    throw failed(result.is === 'failed' ? result.message : 'it was not made')
  }

  /** @returns what is wrong with a snapshot (`verifySnapshot`) @throws RealtimeError `SNAPSHOT_FAILED` */
  async verify(snapshot: Snapshot): Promise<string | undefined> {
    const result = await this.#run({ is: 'verify', snapshot })
    if (result === undefined) return verifySnapshot(snapshot)
    if (result.is === 'verified') return result.problem
    throw failed(result.is === 'failed' ? result.message : 'it was not verified')
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelRest()
    this.#job?.fail(failed('the server is closing'))
    const worker = await this.#thread
    await worker?.terminate()
  }

  /** @returns nothing when there can be no thread */
  async #run(job: SnapshotJob): Promise<JobResult | undefined> {
    this.#cancelRest()
    const thread = this.#closed ? undefined : (this.#thread ??= this.#start())
    const worker = await thread
    if (this.#closed || thread === undefined) throw failed('the server is closing')
    if (worker === undefined) return undefined
    const { promise, resolve, reject } = Promise.withResolvers<JobResult>()
    const cancel = this.#clock.after(longest, () => reject(failed(`it takes longer than ${longest / 1_000} s`)))
    this.#job = { done: resolve, fail: reject }
    worker.ref()
    worker.postMessage(job, job.is === 'make' ? [job.update.buffer] : [])
    try {
      return await promise
    } catch (error) {
      this.#end(thread)
      throw error
    } finally {
      cancel()
      this.#job = undefined
      worker.unref()
      this.#restAfter(thread)
    }
  }

  #restAfter(thread: Thread): void {
    this.#cancelRest()
    this.#cancelRest = this.#clock.after(idle, () => this.#end(thread))
  }

  async #start(): Thread {
    try {
      const worker = new Worker(new URL(`./snapshot-thread${extname(import.meta.filename)}`, import.meta.url))
      await once(worker, 'message')
      worker.on('message', (result: JobResult) => this.#job?.done(result))
      // One that has run out of memory, for instance, while it worked or because of it.
      worker.on('error', (error) => this.#job?.fail(failed(error.message, error)))
      worker.on('exit', () => this.#job?.fail(failed('its thread has ended')))
      worker.unref()
      return worker
    } catch (error) {
      this.#log.warn({ error }, 'there can be no thread for snapshots; they are made where everything else is done')
      return undefined
    }
  }

  #end(thread: Thread): void {
    if (this.#thread === thread) this.#thread = undefined
    void thread.then((worker) => worker?.terminate())
  }
}

const failed = (problem: string, cause?: unknown): RealtimeError =>
  new RealtimeError('SNAPSHOT_FAILED', { problem }, cause)
