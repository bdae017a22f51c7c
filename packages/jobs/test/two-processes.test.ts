import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createHooks } from '@crochet/hooks'
import { createJobs, type Jobs } from '@crochet/jobs'
import { openStorage } from '@crochet/storage'
import { expect, test } from 'vitest'

const child = join(import.meta.dirname, 'worker-child.ts')

interface Line {
  readonly worker: number
  readonly what: 'ready' | 'begin' | 'end'
  readonly id: string
  readonly key: string
  readonly at: number
}

interface Workers extends AsyncDisposable {
  readonly jobs: Jobs
  readonly lines: Line[]
  readonly children: ChildProcess[]
  /** Resolves when so many lines say this, of one worker or of both. */
  heard(what: Line['what'], count: number, of?: number): Promise<void>
}

/** A queue without a worker in this process, and two processes with one each, on the same file. */
async function workers(lease: number): Promise<Workers> {
  const folder = await mkdtemp(join(tmpdir(), 'crochet-jobs-'))
  const file = join(folder, 'jobs.db')
  const storage = await openStorage(`file:${file}`)
  const jobs = createJobs({ engine: createHooks(), storage, tasks: [{ slug: 'work', handler() {} }] })
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  const children = [0, 1].map((worker) => {
    const run = spawn(process.execPath, ['--conditions=crochet-source', child, file, String(lease)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    createInterface({ input: run.stdout }).on('line', (line) => {
      const [what, id = '', key = '', at] = line.split(' ')
      lines.push({ worker, what: what as Line['what'], id, key, at: Number(at) })
      for (const look of waiting) look()
    })
    return run
  })
  return {
    jobs,
    lines,
    children,
    heard(what, count, of) {
      return new Promise((resolve) => {
        const look = (): void => {
          const said = lines.filter((line) => line.what === what && (of === undefined || line.worker === of))
          if (said.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      })
    },
    async [Symbol.asyncDispose]() {
      for (const run of children) {
        run.stdin?.end()
        if (run.exitCode === null && run.signalCode === null) await once(run, 'exit')
      }
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** @returns Pairs of runs that overlap though they are of the same job, or of the same key. */
function overlaps(lines: readonly Line[]): string[] {
  const found: string[] = []
  for (const name of ['id', 'key'] as const) {
    const running = new Map<string, Line>()
    for (const line of lines.filter(({ what }) => what !== 'ready').toSorted((a, b) => a.at - b.at)) {
      const subject = line[name]
      if (subject === '-') continue
      if (line.what === 'end') running.delete(subject)
      else if (running.has(subject)) found.push(`${name} ${subject}`)
      else running.set(subject, line)
    }
  }
  return found
}

test('two processes share the jobs of one file: both work, none runs twice, one of a key at a time', async () => {
  await using w = await workers(30_000)
  await w.heard('ready', 2)
  const count = 200
  await Promise.all(Array.from({ length: count }, () => w.jobs.queue({ task: 'work', input: { milliseconds: 10 } })))
  for (let number = 0; number < 30; number++) await w.jobs.queue({ task: 'work', key: `k${number % 3}` })
  await w.heard('end', count + 3)
  while ((await w.jobs.count({ state: 'done' })) < (await w.jobs.count())) await new Promise(setImmediate)
  const begun = w.lines.filter(({ what }) => what === 'begin')
  expect(overlaps(w.lines)).toEqual([])
  expect(new Set(begun.map(({ id }) => id)).size).toBe(begun.length)
  expect(new Set(begun.map(({ worker }) => worker))).toEqual(new Set([0, 1]))
})

test('the jobs of a process that is killed are done by the other within twice the lease', async () => {
  const lease = 1500
  await using w = await workers(lease)
  await w.heard('ready', 2)
  const [victim] = w.children
  await Promise.all(Array.from({ length: 40 }, () => w.jobs.queue({ task: 'work', input: { milliseconds: 200 } })))
  await w.heard('begin', 1, 0)
  victim?.kill('SIGKILL')
  const killed = performance.timeOrigin + performance.now()
  while ((await w.jobs.count({ state: 'done' })) < 40) await new Promise(setImmediate)
  const ended = new Set(w.lines.filter(({ what }) => what === 'end').map(({ id, worker }) => `${worker} ${id}`))
  const lost = w.lines.filter(({ what, worker, id }) => what === 'begin' && worker === 0 && !ended.has(`0 ${id}`))
  expect(lost.length).toBeGreaterThan(0)
  for (const { id } of lost) {
    const again = w.lines.find(({ what, worker, id: other }) => what === 'begin' && worker === 1 && other === id)
    expect({ id, late: (again?.at ?? Infinity) > killed + 2 * lease }).toEqual({ id, late: false })
  }
  expect(await w.jobs.count({ state: 'running' })).toBe(0)
})
