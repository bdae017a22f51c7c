import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import { temporaryFolder } from './temporary-folder.ts'

const child = join(import.meta.dirname, 'full-disk-child.ts')
const able = spawnSync('prlimit', ['--version']).status === 0

// Skipped where there is no prlimit (util-linux): nothing else limits the size of files and lifts the limit again.
test.skipIf(!able)(
  'a full disk rejects writes, loses nothing, leaves reading alone, and heals (needs prlimit)',
  async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'full.db')
    const node = [process.execPath, '--conditions=crochet-source', child, file]
    const run = spawn('prlimit', ['--fsize=1500000:unlimited', ...node], { stdio: ['pipe', 'pipe', 'inherit'] })
    const exit = once(run, 'exit')
    const lines = createInterface({ input: run.stdout })[Symbol.asyncIterator]()
    const report = async (): Promise<Record<string, unknown>> => JSON.parse((await lines.next()).value ?? '{}')

    const { codes, appended, loaded, entries, rows } = await report()
    expect(codes).toHaveLength(4)
    for (const code of codes as string[]) expect(['STORAGE_FULL', 'STORAGE_IO']).toContain(code)
    expect(appended).toBeGreaterThan(5)
    expect({ loaded, entries, rows }).toEqual({ loaded: appended, entries: appended, rows: 0 })

    spawnSync('prlimit', ['--fsize=unlimited', '--pid', String(run.pid)])
    run.stdin.write('go on\n')
    expect(await report()).toEqual({ next: 1, rows: 1 })
    expect(await exit).toEqual([0, null])
    await using storage = await openStorage(`file:${file}`)
    expect((await storage.journal.load('a')).seq).toBe(Number(appended) + 1)
  },
)
