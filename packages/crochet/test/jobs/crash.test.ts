import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const child = join(import.meta.dirname, 'crash-app.ts')
/** How often the application is killed; more with `CROCHET_JOBS_CRASHES`. */
const crashes = Number(process.env['CROCHET_JOBS_CRASHES'] ?? 5)
const lease = 1000
const failpoints = ['', 'in a job', 'at the end of a job', 'before a commit', 'after a commit'] as const
/** After so many kills the work is done to the end, which shows whether a lease is stuck. */
const betweenDrains = 20

const start = (...words: string[]): ChildProcessByStdio<Writable, Readable, null> =>
  spawn(process.execPath, ['--conditions=crochet-source', '--disable-warning=ExperimentalWarning', child, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })

interface Round {
  readonly failpoint: string
  readonly lines: number
}

/** Lets the application work until it has said so many things and kills it, unless it does so itself. */
async function workAndKill(folder: string, number: number, { failpoint, lines }: Round): Promise<string[]> {
  const run = start(folder, String(number), failpoint, String(lines))
  const exit = once(run, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: run.stdout })) {
    said.push(line)
    if (said.length === (failpoint === '' ? lines : lines * 40)) run.kill('SIGKILL')
  }
  await exit
  return said
}

interface Drained {
  readonly said: readonly string[]
  /** Jobs that the killed process held. */
  readonly leased: number
  /** Milliseconds that the last of them was kept beyond its lease, though somebody was there to take it. */
  readonly overdue: number
}

/** Kills the application in the middle of a job, and lets the next one work until nothing is left to do. */
async function drain(folder: string, number: number): Promise<Drained> {
  const before = await workAndKill(folder, number, { failpoint: 'in a job', lines: 3 })
  const killed = performance.now()
  const run = start(folder, 'drain')
  const exit = once(run, 'exit')
  const said: string[] = []
  let ready = Infinity
  createInterface({ input: run.stdout }).on('line', (line) => {
    if (line === 'ready') ready = performance.now()
    said.push(line)
  })
  using database = new DatabaseSync(join(folder, 'crash.db'), { readOnly: true })
  database.exec('PRAGMA busy_timeout = 5000')
  const leased = database.prepare("SELECT id, token FROM crochet_jobs WHERE state = 'running'").all()
  const held = database.prepare('SELECT count(*) AS n FROM crochet_jobs WHERE id = ? AND token = ?')
  const open = database.prepare('SELECT count(*) AS n FROM crochet_jobs WHERE finished_at IS NULL')
  const countOf = (row: unknown): number => Number((row as { n: number }).n)
  let overdue = 0
  for (;;) {
    const isHeld = leased.some(({ id, token }) => countOf(held.get(String(id), String(token))) > 0)
    if (isHeld) overdue = performance.now() - Math.max(ready, killed + lease)
    if (countOf(open.get()) === 0) break
    await new Promise(setImmediate)
  }
  expect(countOf(database.prepare("SELECT count(*) AS n FROM crochet_jobs WHERE state = 'dead'").get())).toBe(0)
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' })
  run.kill('SIGKILL')
  await exit
  return { said: [...before, ...said], leased: leased.length, overdue }
}

function storedRows(folder: string): Set<string> {
  using database = new DatabaseSync(join(folder, 'crash.db'), { readOnly: true })
  const rows = database.prepare('SELECT round, count FROM rows').all()
  return new Set(rows.map(({ round, count }) => `${Number(round)}:${Number(count)}`))
}

const numberOf = (name: string): number => {
  const [round = 0, count = 0] = name.split(':').map(Number)
  return round * 1_000_000 + count
}

function ranByKey(said: readonly string[]): Map<string, string[]> {
  const ran = new Map<string, string[]>()
  for (const line of said) {
    const [what, name = '', key = ''] = line.split(' ')
    if (what === 'ran') ran.set(key, [...(ran.get(key) ?? []), name])
  }
  return ran
}

test(
  'an application killed again and again: each committed write’s work ran, none of a rolled-back one, keys keep their order',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'crochet-jobs-'))
    try {
      const seed = Number(process.env['CROCHET_JOBS_SEED'] ?? Date.now() % 1e9)
      const round = fc.record({ failpoint: fc.constantFrom(...failpoints), lines: fc.integer({ min: 1, max: 150 }) })
      const said: string[] = []
      const rounds = fc.sample(round, { numRuns: crashes - 1, seed })
      let number = 0
      for (const [index, given] of rounds.entries()) {
        said.push(...(await workAndKill(folder, number++, given)))
        if ((index + 1) % betweenDrains > 0 && index < rounds.length - 1) continue
        const end = await drain(folder, number++)
        said.push(...end.said)
        expect({ seed, leased: end.leased > 0, stuck: end.overdue > lease }).toEqual({
          seed,
          leased: true,
          stuck: false,
        })
      }
      const rows = storedRows(folder)
      expect(rows.size).toBeGreaterThan(0)
      const committed = said.flatMap((line) => (line.startsWith('committed ') ? [line.slice(10)] : []))
      expect({ seed, lost: committed.filter((name) => !rows.has(name)) }).toEqual({ seed, lost: [] })
      const ran = ranByKey(said)
      const all = [...ran.values()].flat()
      expect({ seed, undone: all.filter((name) => !rows.has(name)) }).toEqual({ seed, undone: [] })
      const each = new Set(ran.get('-'))
      expect({ seed, missed: [...rows].filter((name) => !each.has(name)) }).toEqual({ seed, missed: [] })
      for (const [key, names] of ran) {
        if (key === '-') continue
        const numbers = names.map(numberOf)
        expect({ seed, key, numbers }).toEqual({ seed, key, numbers: numbers.toSorted((a, b) => a - b) })
        const last = Math.max(
          ...[...rows].filter((name) => `k${(numberOf(name) % 1_000_000) % 5}` === key).map(numberOf),
        )
        expect({ seed, key, last: numbers.at(-1) }).toEqual({ seed, key, last })
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  20_000 + crashes * 10_000,
)
