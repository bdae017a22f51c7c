import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { project } from '../project.ts'

const child = join(import.meta.dirname, 'stop-app.ts')
/** Milliseconds of grace in the test; with `JOBS_GRACE=` the default. */
const grace = process.env['JOBS_GRACE'] ?? '50'

test('SIGTERM while a job runs that never ends: it is asked to, then given back; everything else is closed, and the process ends with 0', async () => {
  using at = project()
  const words = ['--conditions=crochet-source', '--disable-warning=ExperimentalWarning', child, at.root, grace]
  const run = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(run, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: run.stdout })) {
    said.push(line)
    if (line === 'begun') run.kill('SIGTERM')
  }
  expect(await exit).toEqual([0, null])
  expect(said).toEqual(['begun', 'asked JOB_STOPPED', 'collaboration closed'])
  using database = new DatabaseSync(join(at.root, 'stop.db'), { readOnly: true })
  const jobs = database.prepare('SELECT state, attempt, token FROM crochet_jobs').all()
  expect(jobs.map((row) => ({ ...row }))).toEqual([{ state: 'ready', attempt: 0, token: null }])
})
