import { JobError, jobErrors, type JobErrorCode } from '@crochet/jobs'
import { expect, test } from 'vitest'

test('every error has a hint and a status', () => {
  for (const code of Object.keys(jobErrors) as JobErrorCode[]) {
    const error = new JobError(code, 'It failed.', { task: 't', job: 'j', cause: 1 })
    expect(error).toMatchObject({ name: 'JobError', code, task: 't', job: 'j', cause: 1 })
    expect(error.hint).toMatch(/\.$/)
    expect(error.status).toBeGreaterThanOrEqual(400)
  }
})
