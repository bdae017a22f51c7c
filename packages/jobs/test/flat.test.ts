import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const child = join(import.meta.dirname, 'flat-child.ts')
/** How many jobs are done; 100,000 with `JOBS_FLAT=100000`. */
const jobs = Number(process.env['JOBS_FLAT'] ?? 20_000)
/** How much more there may be at the end than at half of the jobs. */
const most = 1.1

interface Sizes {
  readonly point: 'half' | 'end'
  readonly ran: number
  /** Bytes after a collection of garbage. */
  readonly heap: number
  /** Bytes of the database and its log. */
  readonly files: number
  readonly rows: number
}

test(
  `over ${jobs.toLocaleString('en')} jobs the heap and the file stay as large as they were at half of them`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'crochet-jobs-'))
    try {
      const words = ['--expose-gc', '--conditions=crochet-source', child, join(folder, 'jobs.db'), String(jobs)]
      const { stdout } = await promisify(execFile)(process.execPath, words)
      const [half, end] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Sizes)
      if (half === undefined || end === undefined) throw new Error(`The child said only ${stdout}`)
      expect([half.ran, end.ran]).toEqual([jobs * 0.45, jobs * 0.9]) // a tenth is cancelled
      const grown = { heap: end.heap / half.heap, files: end.files / half.files, rows: end.rows / half.rows }
      for (const [what, ratio] of Object.entries(grown))
        expect({ what, half, end, flat: ratio <= most }).toMatchObject({ flat: true })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  60_000 + jobs * 10,
)
