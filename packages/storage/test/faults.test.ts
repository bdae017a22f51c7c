import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import type { Storage } from '@crochet/storage'
import { temporaryFolder } from './temporary-folder.ts'

const rows = { name: 'rows', columns: [{ name: 'value', type: 'text' as const }] }

interface Opened extends AsyncDisposable {
  storage: Storage
  file: string
  /** A second connection to the same file. */
  other: DatabaseSync
}

async function open(): Promise<Opened> {
  const folder = await temporaryFolder()
  const file = join(folder.path, 'faults.db')
  const storage = await openStorage(`file:${file}`, { busyTimeout: 1 })
  await storage.documents.migrate([rows])
  const other = new DatabaseSync(file)
  return {
    storage,
    file,
    other,
    async [Symbol.asyncDispose]() {
      other.close()
      await storage.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Makes every COMMIT fail that follows a write to a table, and leaves the transaction open, as SQLite then does. */
function failCommits(other: DatabaseSync, table: string): () => void {
  other.exec(`
    CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER broken AFTER INSERT ON "${table}" BEGIN INSERT INTO child VALUES (1); END`)
  return () => other.exec('DROP TRIGGER broken')
}

test('appends of one turn are one commit', async () => {
  await using opened = await open()
  const { storage, file } = opened
  const before = countCommits(await readFile(`${file}-wal`))
  await Promise.all(
    Array.from({ length: 300 }, (_, index) => storage.journal.append(`d${index % 7}`, Uint8Array.of(1))),
  )
  expect(countCommits(await readFile(`${file}-wal`)) - before).toBe(1)
})

/** Frames of a write-ahead log that end a commit (sqlite.org/fileformat2.html, section 4.1). */
function countCommits(log: Buffer): number {
  const frame = 24 + log.readUInt32BE(8)
  let commits = 0
  for (let offset = 32; offset < log.length; offset += frame) if (log.readUInt32BE(offset + 4) > 0) commits += 1
  return commits
}

test('a COMMIT that fails rejects the whole group of appends, stores none of it, and later ones succeed', async () => {
  await using opened = await open()
  const { storage, other } = opened
  const repair = failCommits(other, 'crochet_journal_updates')
  const group = ['a', 'b'].map((document) => storage.journal.append(document, Uint8Array.of(1)))
  for (const result of await Promise.allSettled(group)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'STORAGE_FAILED', cause: { errcode: 787 } } })
  }
  expect(await storage.journal.list()).toEqual([])
  repair()
  expect(await storage.journal.append('a', Uint8Array.of(1))).toBe(1)
})

test('a transaction whose COMMIT fails is over and undone, and the next one gets its turn', async () => {
  await using opened = await open()
  const { storage, other } = opened
  const repair = failCommits(other, 'rows')
  const transaction = await storage.documents.transaction()
  const next = storage.documents.transaction()
  await transaction.insert('rows', { id: '1' })
  await expect(transaction.commit()).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
  await expect(transaction.rollback()).rejects.toMatchObject({
    code: 'TRANSACTION_CLOSED',
    details: { end: 'its commit failed, and it was rolled back' },
  })
  await using second = await next
  await second.update('rows', '1', { value: 'x' })
  await second.rollback()
  repair()
  await using third = await storage.documents.transaction()
  await third.insert('rows', { id: '1' })
  await third.commit()
  expect(await storage.documents.count('rows')).toBe(1)
})

test('a transaction that SQLite itself undoes is over, and does not go on half', async () => {
  await using opened = await open()
  const { storage, other } = opened
  other.exec(
    `CREATE TRIGGER broken BEFORE INSERT ON rows WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'disk'); END`,
  )
  const transaction = await storage.documents.transaction()
  await transaction.insert('rows', { id: '1' })
  await expect(transaction.insert('rows', { id: 'bad' })).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
  await expect(transaction.insert('rows', { id: '2' })).rejects.toMatchObject({
    code: 'TRANSACTION_CLOSED',
    details: { end: 'the database undid it after a fault' },
  })
  await expect(transaction.commit()).rejects.toMatchObject({ code: 'TRANSACTION_CLOSED' })
  expect(await storage.documents.count('rows')).toBe(0)
  expect(await storage.journal.append('a', Uint8Array.of(1))).toBe(1)
})

test('a lock of another process is an error that passes; readers go on meanwhile', async () => {
  await using opened = await open()
  const { storage, other, file } = opened
  other.exec('BEGIN IMMEDIATE')
  const busy = { code: 'STORAGE_BUSY', status: 503, details: { file } }
  await expect(storage.journal.append('a', Uint8Array.of(1))).rejects.toMatchObject(busy)
  await expect(storage.documents.transaction()).rejects.toMatchObject(busy)
  await expect(storage.documents.migrate([rows])).rejects.toMatchObject(busy)
  expect(await storage.documents.count('rows')).toBe(0)
  other.exec('ROLLBACK')
  expect(await storage.journal.append('a', Uint8Array.of(1))).toBe(1)
  await (await storage.documents.transaction()).rollback()
})

test('two processes on one file number the appends of a document together', async () => {
  await using opened = await open()
  const { storage, file } = opened
  await using second = await openStorage(`file:${file}`)
  const numbers: number[] = []
  for (let time = 0; time < 3; time++) {
    for (const { journal } of [storage, storage, second]) numbers.push(await journal.append('a', Uint8Array.of(1)))
  }
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('entries that are missing hold the document back until it is released without them', async () => {
  await using opened = await open()
  const { storage, other } = opened
  for (const byte of [1, 2, 3, 4, 5, 6]) await storage.journal.append('a', Uint8Array.of(byte))
  other.exec('DELETE FROM crochet_journal_updates WHERE seq IN (2, 3, 5)')
  const missing = { code: 'JOURNAL_CORRUPT', document: 'a', seq: 2, details: { problem: 'is missing', bad: 2 } }
  for (let time = 0; time < 2; time++) await expect(storage.journal.load('a')).rejects.toMatchObject(missing)
  expect(await storage.journal.aside('a')).toMatchObject([
    { seq: 2, entries: 2, bytes: new Uint8Array(), reason: 'is missing', held: true },
    { seq: 5, entries: 1, bytes: new Uint8Array(), reason: 'is missing', held: true },
  ])
  expect(await storage.journal.releaseAside('a')).toBe(2)
  expect((await storage.journal.load('a')).seqs).toEqual([1, 4, 6])
  other.exec('DELETE FROM crochet_journal_updates WHERE seq = 4')
  await expect(storage.journal.load('a')).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT', seq: 4 })
})

test('a bad entry that cannot be set aside is refused all the same, and set aside later', async () => {
  await using opened = await open()
  const { storage, other } = opened
  for (const byte of [1, 2]) await storage.journal.append('a', Uint8Array.of(byte))
  other.exec("UPDATE crochet_journal_updates SET bytes = 'text' WHERE seq = 2")
  other.exec('BEGIN IMMEDIATE')
  const refused = { code: 'JOURNAL_CORRUPT', seq: 2, cause: expect.objectContaining({ code: 'STORAGE_BUSY' }) }
  await expect(storage.journal.load('a')).rejects.toMatchObject(refused)
  expect(await storage.journal.aside()).toEqual([])
  other.exec('ROLLBACK')
  await expect(storage.journal.load('a')).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT', seq: 2 })
  expect(await storage.journal.aside()).toMatchObject([{ seq: 2, bytes: new Uint8Array(Buffer.from('text')) }])
})

test('a snapshot that is damaged lies aside as well, and its number is not given out again', async () => {
  await using opened = await open()
  const { storage, other } = opened
  for (const byte of [1, 2]) await storage.journal.append('a', Uint8Array.of(byte))
  await storage.journal.compact('a', Uint8Array.of(9), 2)
  other.exec("UPDATE crochet_journal_snapshots SET bytes = x'00'")
  await expect(storage.journal.load('a')).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT', seq: 2 })
  await storage.journal.releaseAside('a')
  expect((await storage.journal.load('a')).updates).toEqual([])
  expect(await storage.journal.append('a', Uint8Array.of(3))).toBe(3)
  expect((await storage.journal.load('a')).seqs).toEqual([3])
})

test('a table that is made anew keeps its rows, and what others attached to it', async () => {
  await using opened = await open()
  const { storage, other } = opened
  other.exec(`
    CREATE INDEX own ON rows (value, id);
    CREATE VIEW seen AS SELECT id FROM rows;
    CREATE TABLE refers (row TEXT REFERENCES rows (id) ON DELETE CASCADE);
    CREATE TRIGGER copies AFTER INSERT ON rows BEGIN INSERT INTO refers VALUES (NEW.id); END;
    INSERT INTO rows VALUES ('1', 'x')`)
  const required = { ...rows, columns: [{ ...rows.columns[0]!, notNull: true }] }
  expect(await storage.documents.migrate([required])).toEqual(['require a value in rows.value'])
  other.exec("INSERT INTO rows VALUES ('2', 'y')")
  expect(
    other
      .prepare('SELECT row FROM refers')
      .all()
      .map(({ row }) => row),
  ).toEqual(['1', '2'])
  expect(other.prepare('SELECT count(*) AS count FROM seen').get()?.count).toBe(2)
  expect(other.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name = 'own'").get()?.count).toBe(1)
  expect(() => other.exec("INSERT INTO rows VALUES ('3', NULL)")).toThrow('NOT NULL')
})

test('a table that Crochet did not make is not taken over when its types differ', async () => {
  await using opened = await open()
  const { storage, other } = opened
  other.exec('CREATE TABLE old (id INTEGER PRIMARY KEY, Value VARCHAR(20))')
  await expect(storage.documents.migrate([{ ...rows, name: 'old' }])).rejects.toMatchObject({
    code: 'SCHEMA_CHANGE',
    details: {
      changes: [
        'old.id: stored as INTEGER, declared as text; a column keeps its type: declare one under another name and copy the values over',
        'old.value: stored as Value, which SQLite takes for the same name; choose another one',
      ],
    },
  })
})
