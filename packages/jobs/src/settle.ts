import type { Settlement } from '@crochet/storage'
import type { Attempt, Ending } from './attempt.ts'
import { waitBefore } from './backoff.ts'
import type { Core } from './core.ts'
import { describeFailure } from './describe-failure.ts'
import type { CheckedTask } from './task.ts'

/** @returns What the queue is told about how an attempt ended; `undefined` when the job is somebody else's. Reports what failed. */
export function settlementOf(core: Core, { attempt: { job, lease }, task, ending }: Ended): Settlement | undefined {
  const { counters } = core
  switch (ending.is) {
    case 'done':
      counters.done++
      return { ...lease, as: 'done' }
    case 'released':
      return { ...lease, as: 'release' }
    case 'cancelled':
      counters.cancelled++
      return { ...lease, as: 'cancelled' }
    case 'lost':
      counters.lost++
      core.report(ending.error, { source: 'job', job, final: false })
      return undefined
    case 'failed': {
      const final = job.attempt >= job.attempts
      counters[final ? 'dead' : 'retried']++
      core.report(ending.error, { source: 'job', job, final })
      const error = describeFailure(ending.error.code === 'JOB_FAILED' ? ending.error.cause : ending.error)
      if (final) return { ...lease, as: 'dead', error }
      const { backoff } = task.limits(job.input)
      const wait = waitBefore(backoff, { attempt: job.attempt, random: core.random() })
      return { ...lease, as: 'retry', at: core.clock.now() + wait, error }
    }
  }
}

interface Ended {
  readonly attempt: Attempt
  readonly task: CheckedTask
  readonly ending: Ending
}
