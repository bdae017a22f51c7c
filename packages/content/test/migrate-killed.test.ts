import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { openStorage } from '@crochet/storage'
import { expect, test } from 'vitest'
import { planSchema, tablesOf } from '../src/index.ts'
import { narrow, wide } from './migrate-child-config.ts'

const child = join(import.meta.dirname, 'migrate-child.ts')
const node = ['--conditions=crochet-source', child]
const rows = 30_000

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** Starts a migration in a process of its own, and kills that once it has written so many bytes to its log. */
async function killAt(file: string, bytes: number): Promise<{ wrote: number; finished: boolean }> {
  const process = spawn('node', [...node, `file:${file}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  process.stdout.on('data', (chunk) => (said += chunk))
  const ended = once(process, 'close')
  let wrote = 0
  while (process.exitCode === null && wrote < bytes) {
    await setImmediate()
    if (said.includes('migrating')) wrote = sizeOf(`${file}-wal`)
  }
  process.kill('SIGKILL')
  await ended
  return { wrote, finished: said.includes('migrated') }
}

test('a process that is killed in the middle of a migration leaves the tables as before or as after it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crochet-content-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  const original = join(folder, 'original.db')
  await promisify(execFile)('node', [...node, `file:${original}`, String(rows)])
  const everyStep = (await look(original)).steps
  expect(everyStep).toContain('make posts.title unique')

  const outcomes = { before: 0, after: 0, inTheMiddle: 0 }
  for (const [run, bytes] of [0, 1, 1_000_000, 3_000_000, Infinity].entries()) {
    const file = join(folder, `${run}.db`)
    copyFileSync(original, file)
    const { wrote, finished } = await killAt(file, bytes)
    const found = await look(file)
    const outcome = found.steps.length > 0 ? 'before' : 'after'
    expect(found, `run ${run}, ${wrote} bytes`).toEqual({ steps: outcome === 'before' ? everyStep : [], rows })
    expect(finished && outcome === 'before').toBe(false)
    outcomes[outcome]++
    if (outcome === 'before' && wrote > 0) outcomes.inTheMiddle++
  }
  expect(outcomes.inTheMiddle).toBeGreaterThanOrEqual(2)
  expect(outcomes.after).toBeGreaterThanOrEqual(1)
})

/** What is left to do, and how many documents there are. */
async function look(file: string): Promise<{ steps: readonly string[]; rows: number }> {
  await using storage = await openStorage(`file:${file}`)
  const { steps } = await planSchema(storage.documents, tablesOf(wide))
  await storage.documents.migrate(tablesOf(narrow))
  return { steps, rows: await storage.documents.count('posts') }
}
