/** Codes of the jobs. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const jobErrors = {
  JOB_TASK: {
    status: 500,
    hint: 'A task has a slug, a handler, and options as documented. Correct the configuration; nothing was started.',
  },
  JOB_TASK_TWICE: { status: 500, hint: 'Two tasks have the same slug. Rename one of them.' },
  JOB_TASK_UNKNOWN: { status: 404, hint: 'Declare the task under `jobs.tasks`, or check the spelling.' },
  JOB_SCHEDULE: {
    status: 500,
    hint: 'Write a cron pattern of five parts (minute hour day month weekday), or six with seconds first, and an IANA time zone.',
  },
  JOB_OPTION: { status: 500, hint: 'Give a number within the documented limits.' },
  JOB_REQUEST: { status: 400, hint: 'Correct the value named; nothing was queued.' },
  JOB_INPUT: { status: 400, hint: 'Give the input that the task declares; nothing was queued.' },
  JOB_INPUT_SIZE: {
    status: 413,
    hint: 'Queue ids and changed paths, and load the rest in the handler; or raise `limits.input`.',
  },
  JOB_NOT_FOUND: { status: 404, hint: 'There is no such job; what is over is deleted after its retention.' },
  JOB_STATE: {
    status: 409,
    hint: 'Look at the job: what is over cannot be cancelled, and only what is dead or cancelled retried.',
  },
  JOB_CLOSED: { status: 503, hint: 'The jobs have been closed. Queue before the application closes.' },
  JOB_FAILED: {
    status: 500,
    hint: 'A handler threw or rejected. The cause is what it threw; the job is tried again, or is dead.',
  },
  JOB_TIMEOUT: {
    status: 500,
    hint: 'A handler did not end within its `timeout`. Make it faster, pass `signal` on to what it waits for, or raise `timeout`.',
  },
  JOB_LEASE_LOST: {
    status: 500,
    hint: 'The job was given to another worker because this one was silent for too long. Keep the event loop free, or raise `lease`.',
  },
  JOB_CANCELLED: { status: 409, hint: 'Somebody has cancelled the job while it ran. End when `signal` is aborted.' },
  JOB_STOPPED: {
    status: 503,
    hint: 'The worker stops, and the job goes to another one. End when `signal` is aborted.',
  },
  JOB_WORKER: { status: 500, hint: 'A worker cannot reach the queue; it tries again. The cause says what is wrong.' },
  JOB_NO_BACKGROUND: {
    status: 500,
    hint: 'Give `createJobs` the option `background`, which says what to keep of a payload and how to load it again.',
  },
} as const

export type JobErrorCode = keyof typeof jobErrors

/** Where it happened, as far as it is known. */
export interface JobErrorDetails {
  readonly task?: string | undefined
  readonly job?: string | undefined
  readonly cause?: unknown
}

/** What every call of this package fails with. `code` says which case it is, `hint` what to do, `status` the HTTP status that suits it. */
export class JobError extends Error {
  override readonly name = 'JobError'
  readonly code: JobErrorCode
  readonly status: number
  readonly hint: string
  readonly task: string | undefined
  readonly job: string | undefined

  constructor(code: JobErrorCode, message: string, details: JobErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.status = jobErrors[code].status
    this.hint = jobErrors[code].hint
    this.task = details.task
    this.job = details.job
  }
}
