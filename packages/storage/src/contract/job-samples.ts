import type { Claim, Job, NewJob, Settlement } from '../ports/jobs.ts'
import type { Storage } from '../ports/storage.ts'

/** A job with these properties, and plain ones for the rest. */
export function sampleJob(about: Partial<NewJob> = {}): NewJob {
  return { task: 'mail', queue: 'default', input: null, priority: 0, runAt: 0, attempts: 3, ...about }
}

/** A claim by a worker that has the tasks `mail` and `index`. */
export function sampleClaim(about: Partial<Claim> = {}): Claim {
  const now = about.now ?? 0
  const tasks = [{ task: 'mail' }, { task: 'index' }]
  return { token: 'a', now, until: now + 1000, limit: 100, tasks, ...about }
}

/** Enqueues jobs of `mail` whose inputs are these, at the time 0. @returns Their ids. */
export async function enqueue(storage: Storage, ...jobs: Partial<NewJob>[]): Promise<string[]> {
  const enqueued = await storage.jobs.enqueue(jobs.map(sampleJob), 0)
  return enqueued.map(({ id }) => id)
}

export const inputsOf = (jobs: readonly Job[]): unknown[] => jobs.map(({ input }) => input)

/** Settles what was claimed with the token `a`. */
export async function settle(
  storage: Storage,
  id: string | undefined,
  [how, now = 0]: [
    how: Omit<Settlement, 'id' | 'token'> & { at?: number; error?: string; token?: string },
    now?: number,
  ],
): Promise<boolean> {
  const [held] = await storage.jobs.settle([{ token: 'a', ...how, id } as Settlement], now)
  return held === true
}
