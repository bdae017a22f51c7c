import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { openStorage } from '@crochet/storage'
import { expect, test } from 'vitest'

const child = join(import.meta.dirname, 'crash-child.ts')
/** How often the process is killed; more with `JOBS_CRASHES`. */
const crashes = Number(process.env['JOBS_CRASHES'] ?? 6)

/** Lets the child work until it has said so many things, kills it, and returns what it said. */
async function workAndKill(file: string, round: string, lines: number): Promise<string[]> {
  const run = spawn(process.execPath, ['--conditions=crochet-source', child, file, round], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exit = once(run, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: run.stdout })) {
    said.push(line)
    if (said.length === lines) run.kill('SIGKILL')
  }
  await exit
  return said
}

/** Lets a child work until nothing is left to do, and returns what it said. */
async function drain(file: string): Promise<string[]> {
  const run = spawn(process.execPath, ['--conditions=crochet-source', child, file, 'drain'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exit = once(run, 'exit')
  const said: string[] = []
  createInterface({ input: run.stdout }).on('line', (line) => said.push(line))
  await using storage = await openStorage(`file:${file}`)
  const left = async (): Promise<number> =>
    (await storage.jobs.count({ state: 'pending' })) + (await storage.jobs.count({ state: 'running' }))
  while ((await left()) > 0) await new Promise(setImmediate)
  expect(await storage.jobs.count({ state: 'dead' })).toBe(0)
  run.kill('SIGKILL')
  await exit
  return said
}

/** What is on disk, read without any of our code. */
function storedRows(file: string): Set<string> {
  using database = new DatabaseSync(file)
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' })
  return new Set(
    database
      .prepare('SELECT id FROM rows')
      .all()
      .map(({ id }) => String(id)),
  )
}

const numberOf = (input: string): number => {
  const [round = 0, count = 0] = input.split(':').map(Number)
  return round * 1_000_000 + count
}

/** @returns The inputs that ran, in order, by key; those of no key under `-`. */
function ranByKey(said: readonly string[]): Map<string, string[]> {
  const ran = new Map<string, string[]>()
  for (const line of said) {
    const [what, input = '', key = ''] = line.split(' ')
    if (what === 'ran') ran.set(key, [...(ran.get(key) ?? []), input])
  }
  return ran
}

const timeout = 30_000 + crashes * 5_000

test(
  'killed again: what was committed ran, what was rolled back did not, keys keep their order',
  { timeout },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'crochet-jobs-'))
    try {
      const file = join(folder, 'jobs.db')
      const seed = Number(process.env['JOBS_SEED'] ?? Date.now() % 1e9)
      const lines = fc.sample(fc.integer({ min: 2, max: 400 }), { numRuns: crashes, seed })
      const said: string[] = []
      for (const [round, count] of lines.entries()) said.push(...(await workAndKill(file, String(round), count)))
      said.push(...(await drain(file)))
      const committed = said.flatMap((line) => (line.startsWith('committed ') ? [line.slice(10)] : []))
      const rows = storedRows(file)
      const ran = ranByKey(said)
      const all = new Set([...ran.values()].flat())
      expect({ seed, lost: committed.filter((id) => !rows.has(id)) }).toEqual({ seed, lost: [] })
      expect({ seed, premature: [...all].filter((id) => !rows.has(id)) }).toEqual({ seed, premature: [] })
      // A job with a key may have given its place to a later one; that one has run.
      const lastOfKey = new Map([...ran].map(([key, inputs]) => [key, Math.max(...inputs.map(numberOf))]))
      const covered = (id: string): boolean => {
        const count = numberOf(id) % 1_000_000
        return count % 2 === 1 && (lastOfKey.get(`k${count % 8}`) ?? -1) >= numberOf(id)
      }
      expect({ seed, missed: [...rows].filter((id) => !all.has(id) && !covered(id)) }).toEqual({ seed, missed: [] })
      for (const [key, inputs] of ran) {
        if (key === '-') continue
        const numbers = inputs.map(numberOf)
        expect({ seed, key, numbers }).toEqual({ seed, key, numbers: numbers.toSorted((a, b) => a - b) })
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
