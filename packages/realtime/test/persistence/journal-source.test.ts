import { join } from 'node:path'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import { JournalSource } from '../../src/persistence/journal-source.ts'

async function folder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'crochet-source-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('a journal of an address is opened once and closed by its source; its mode is what was asked for', async () => {
  await using temporary = await folder()
  const source = new JournalSource({ url: `file:${temporary.path}/journal.db`, mode: 'ahead' })
  const [first, second] = await Promise.all([source.get(), source.get()])
  expect([first === second, source.mode, source.durable]).toEqual([true, 'ahead', true])
  expect(await first.append('doc', Uint8Array.of(1))).toBe(1)
  await source.close()
  await expect(first.append('doc', Uint8Array.of(1))).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
})

test('a journal that was given is the store, and stays open', async () => {
  await using storage = await openStorage('memory:')
  const source = new JournalSource(storage.journal)
  expect([await source.get(), source.mode, source.durable]).toEqual([storage.journal, 'store', true])
  await source.close()
  expect(await storage.journal.append('doc', Uint8Array.of(1))).toBe(1)
})

test('without a journal there is one that keeps nothing, and says so', async () => {
  const source = new JournalSource(undefined)
  const journal = await source.get()
  expect([source.durable, source.mode]).toEqual([false, 'store'])
  expect(await journal.append('doc', Uint8Array.of(1))).toBe(0)
  await journal.markStored('doc', 0)
  await journal.drop('doc', 0)
  expect(await journal.load('doc')).toMatchObject({ updates: [], seq: 0 })
  expect([await journal.unstored(), await journal.aside(), await journal.list()]).toEqual([[], [], []])
  await source.close()
})

test('a storage that cannot be opened is tried again, and does not keep the source from closing', async () => {
  await using temporary = await folder()
  const file = join(temporary.path, 'journal.db')
  await writeFile(file, 'this is not a database, and is long enough to be told from one by its first bytes')
  const source = new JournalSource({ url: `file:${file}` })
  await expect(source.get()).rejects.toMatchObject({ code: 'STORAGE_NOT_A_DATABASE' })
  await rm(file)
  expect(await (await source.get()).list()).toEqual([])
  await source.close()
  const broken = new JournalSource({ url: 'nothing:' })
  await Promise.all([expect(broken.get()).rejects.toMatchObject({ code: 'STORAGE_URL' }), broken.close()])
})

test('a mode that does not exist is refused', () => {
  const setting = { url: 'memory:', mode: 'behind' as 'ahead' }
  expect(() => new JournalSource(setting)).toThrow(expect.objectContaining({ code: 'CONFIG_VALUE' }))
})
