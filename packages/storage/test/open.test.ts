import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import { temporaryFolder } from './temporary-folder.ts'

const failure = (url: string, options = {}): Promise<unknown> =>
  openStorage(url, options).then(
    () => 'opened',
    (error: unknown) => error,
  )

test('a relative address starts from the root, its folder is created, and a file URL means the same file', async () => {
  await using folder = await temporaryFolder()
  {
    await using storage = await openStorage('file:./data/deep/crochet.db', { root: folder.path })
    await storage.journal.append('a', Uint8Array.of(1))
  }
  const url = pathToFileURL(join(folder.path, 'data/deep/crochet.db')).href
  await using again = await openStorage(url)
  expect((await again.journal.load('a')).seq).toBe(1)
})

test('an address of another kind is refused with what is allowed, and without its secrets', async () => {
  for (const url of [
    'postgres://user:secret@host/db',
    'data/crochet.db',
    '',
    'file:',
    'file::memory:',
    'file://host/x.db',
  ]) {
    const error = await failure(url)
    expect(error).toMatchObject({ code: 'STORAGE_URL', hint: expect.stringContaining("'file:./data/crochet.db'") })
    expect(String(error)).not.toContain('secret')
  }
})

test('an option that is no number of milliseconds is refused', async () => {
  for (const options of [{ waitLimit: -1 }, { waitLimit: Number.NaN }]) {
    expect(await failure('memory:', options)).toMatchObject({
      code: 'STORAGE_OPTION',
      details: { option: 'waitLimit' },
    })
  }
  await using folder = await temporaryFolder()
  const options = { root: folder.path, busyTimeout: Number.POSITIVE_INFINITY }
  expect(await failure('file:x.db', options)).toMatchObject({
    code: 'STORAGE_OPTION',
    details: { option: 'busyTimeout' },
  })
})

test('a file that is no database is refused and left as it is', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'notes.txt')
  const content = 'not a database, but somebody needs it. '.repeat(100)
  await writeFile(file, content)
  expect(await failure(`file:${file}`)).toMatchObject({ code: 'STORAGE_NOT_A_DATABASE', details: { file } })
  expect(await readFile(file, 'utf8')).toBe(content)
})

test('a folder that cannot be created and a file that cannot be opened are refused with the cause', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'file'), '')
  const under = join(folder.path, 'file/data')
  expect(await failure(`file:${under}/crochet.db`)).toMatchObject({
    code: 'STORAGE_FOLDER',
    details: { folder: under },
    cause: expect.objectContaining({ code: expect.stringMatching(/ENOTDIR|EEXIST/) }),
  })
  await mkdir(join(folder.path, 'folder.db'))
  expect(await failure(`file:${folder.path}/folder.db`)).toMatchObject({
    code: 'STORAGE_OPEN',
    cause: expect.any(Error),
  })
})

test('a file of a newer format is refused', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'crochet.db')
  await (await openStorage(`file:${file}`)).close()
  {
    using database = new DatabaseSync(file)
    database.exec('UPDATE crochet_storage SET format = 99')
  }
  expect(await failure(`file:${file}`)).toMatchObject({ code: 'STORAGE_FORMAT', details: { found: 99, known: 4 } })
})

/** The tables of format 1, with two updates of one document. */
const format1 = `
  CREATE TABLE crochet_storage (format INTEGER NOT NULL);
  INSERT INTO crochet_storage VALUES (1);
  CREATE TABLE crochet_journal_documents (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL);
  CREATE TABLE crochet_journal_updates (
    document INTEGER NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (document, seq));
  CREATE TABLE crochet_journal_snapshots (
    document INTEGER PRIMARY KEY, seq INTEGER NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL);
  INSERT INTO crochet_journal_documents VALUES (1, 'a', 3);
  INSERT INTO crochet_journal_updates VALUES (1, 1, x'07', ${crc32(Uint8Array.of(7))}), (1, 2, x'08', ${crc32(Uint8Array.of(8))});`

test('a file of format 1 is brought up to date; nothing in it counts as stored elsewhere', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'crochet.db')
  {
    using database = new DatabaseSync(file)
    database.exec(format1)
  }
  for (let time = 0; time < 2; time++) {
    await using storage = await openStorage(`file:${file}`)
    const { updates, seq, stored } = await storage.journal.load('a')
    expect([updates, seq, stored]).toEqual([[Uint8Array.of(7), Uint8Array.of(8)], 2, 0])
    expect(await storage.journal.unstored()).toEqual(['a'])
    expect(await storage.journal.aside()).toEqual([])
  }
  await using storage = await openStorage(`file:${file}`)
  expect(await storage.journal.append('a', Uint8Array.of(9))).toBe(4) // entry 3 is gone, its number is not
})

test('the file is set up for durable writing, and nothing is left beside it after closing', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'crochet.db')
  const storage = await openStorage(`file:${file}`)
  await storage.journal.append('a', Uint8Array.of(1))
  using database = new DatabaseSync(file, { readOnly: true })
  expect({ ...database.prepare('PRAGMA journal_mode').get() }).toEqual({ journal_mode: 'wal' })
  database.close()
  await storage.close()
  await expect(readFile(`${file}-wal`)).rejects.toThrow('ENOENT')
  await expect(readFile(`${file}-shm`)).rejects.toThrow('ENOENT')
})
