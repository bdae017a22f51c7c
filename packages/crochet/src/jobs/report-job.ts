import { describeThrown, HookError } from '@crochet/hooks'
import { backgroundTask, JobError, type JobReport } from '@crochet/jobs'
import type { Parts } from '../parts.ts'
import type { Kept } from './background-of.ts'

/** An attempt of a job has failed: it goes to the log and to `afterError`, with `source: 'job'`. Never rejects. */
export async function reportJob(parts: Parts, error: Error, { job, final }: JobReport): Promise<void> {
  const { log, content } = parts
  const about = job && { id: job.id, task: job.task, attempt: job.attempt, final }
  try {
    log.error({ err: error, job: about }, error.message)
    if (content === undefined) return
    const kept = job?.task === backgroundTask ? (job.input as { payload?: Kept } | null)?.payload : undefined
    const collection = kept?.of === 'content' ? kept.payload.owner : undefined
    const req = await content.background.request(job?.about)
    if (kept?.of === 'content') Object.assign(req.context, kept.payload.context)
    await content.reportError(thrownBy(error), { source: 'job', collection, req, job: about })
  } catch (failure) {
    // What was thrown can be too hostile for a log: an error whose getters throw.
    log.error({ job: about, problem: describeThrown(failure) }, 'the failure of a job could not be reported')
  }
}

/** What the handler of a hook point threw, with its name; else the error of the job. */
function thrownBy(error: Error): unknown {
  return error instanceof JobError && error.code === 'JOB_FAILED' && error.cause instanceof HookError
    ? error.cause
    : error
}
