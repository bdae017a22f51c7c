import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import { temporaryFolder } from './temporary-folder.ts'

const child = join(import.meta.dirname, 'crash-child.ts')

/** Lets the child write until it has acknowledged so many things, kills it, and returns every acknowledgement. */
async function writeAndKill(file: string, round: string, acknowledgements: number): Promise<string[]> {
  const run = spawn(process.execPath, ['--conditions=crochet-source', child, file, round], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(run, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: run.stdout })) {
    lines.push(line)
    if (lines.length === acknowledgements) run.kill('SIGKILL')
  }
  expect(await exit).toEqual([null, 'SIGKILL'])
  return lines
}

interface Found {
  tokens: Map<string, string>
  heads: Map<string, number>
  rows: Set<string>
}

/** What is on disk, read without any of our code. */
function readPlainly(file: string): Found {
  using database = new DatabaseSync(file)
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' })
  const entries = database
    .prepare(
      `SELECT name, seq, bytes, checksum FROM (
         SELECT document, seq, bytes, checksum FROM crochet_journal_snapshots
         UNION ALL SELECT document, seq, bytes, checksum FROM crochet_journal_updates
       ) JOIN crochet_journal_documents ON number = document ORDER BY name, seq`,
    )
    .all()
  const found: Found = { tokens: new Map(), heads: new Map(), rows: new Set() }
  for (const { name, seq, bytes, checksum } of entries) {
    expect(crc32(bytes as Uint8Array)).toBe(checksum)
    const text = Buffer.from(bytes as Uint8Array).toString()
    found.tokens.set(String(name), (found.tokens.get(String(name)) ?? '') + text)
    found.heads.set(String(name), Number(seq))
  }
  for (const { id } of database.prepare('SELECT id FROM rows').all()) found.rows.add(String(id))
  return found
}

/** Compares acknowledgements with what is on disk. @returns A line for each thing that is not as promised. */
function problems(acknowledged: readonly string[], found: Found): string[] {
  const lines: string[] = []
  const tokens = new Map([...found.tokens].map(([document, text]) => [document, text.split(';').slice(0, -1)]))
  for (const line of acknowledged) {
    const [kind, name = '', seq, token = ''] = line.split(' ')
    // The entry with number n is the nth token: nothing lost, doubled or moved.
    const kept =
      kind === 'append'
        ? `${tokens.get(name)?.[Number(seq) - 1]};` === token
        : found.rows.has(`${name}:left`) && found.rows.has(`${name}:right`)
    if (!kept) lines.push(`lost: ${line}`)
  }
  for (const [document, head] of found.heads) {
    const count = tokens.get(document)?.length
    if (count !== head) lines.push(`document ${document} has ${count} entries and the number ${head}`)
  }
  for (const id of found.rows) {
    const other = id.endsWith('left') ? id.replace('left', 'right') : id.replace('right', 'left')
    if (!found.rows.has(other)) lines.push(`half a transaction: ${id}`)
  }
  return lines
}

test('whatever was acknowledged before a SIGKILL is on disk, once and in order, in every round', async () => {
  await using folder = await temporaryFolder()
  const [seed = 0] = fc.sample(fc.integer(), 1)
  const rounds = fc.sample(fc.integer({ min: 1, max: 400 }), { numRuns: 6, seed })
  const file = join(folder.path, 'crash.db')
  const acknowledged: string[] = []

  for (const [round, acknowledgements] of rounds.entries()) {
    acknowledged.push(...(await writeAndKill(file, `round${round}`, acknowledgements)))
    const where = `seed ${seed}, round ${round}, killed after ${acknowledgements} acknowledgements`
    expect({ where, problems: problems(acknowledged, readPlainly(file)) }).toEqual({ where, problems: [] })
  }

  await using storage = await openStorage(`file:${file}`)
  expect(await storage.journal.list()).toEqual(['a', 'b', 'c'])
}, 60_000)
