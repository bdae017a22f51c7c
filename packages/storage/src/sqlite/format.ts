import { StorageError } from '../errors.ts'
import type { Connection } from './connection.ts'
import { jobsAbout, jobTables } from './job-tables.ts'

const format = 4

/** Entries that cannot be read. `entries`: how many are missing from `seq` on; `at`: milliseconds since 1970. */
const asideTable = `
  CREATE TABLE crochet_journal_aside (
    number INTEGER PRIMARY KEY, document INTEGER NOT NULL, seq INTEGER NOT NULL, entries INTEGER NOT NULL,
    bytes BLOB NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, held INTEGER NOT NULL
  );
  CREATE INDEX crochet_journal_aside_document ON crochet_journal_aside (document);
`

/**
 * The journal's tables. A document's number stands for its name in the others. The last sequence number given out is the
 * highest of `head` and those of its entries: `head` is brought up to date only when entries go, so that an append
 * writes one row. `stored`: up to where the application has stored it. Each checksum is the CRC-32 of the bytes beside it.
 */
const tables = `
  CREATE TABLE crochet_storage (format INTEGER NOT NULL);
  INSERT INTO crochet_storage VALUES (${format});
  CREATE TABLE crochet_journal_documents (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL, stored INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE crochet_journal_updates (
    document INTEGER NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (document, seq)
  );
  CREATE TABLE crochet_journal_snapshots (
    document INTEGER PRIMARY KEY, seq INTEGER NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL
  );
  ${asideTable}
  ${jobTables}
  ${jobsAbout}
`

/** What each format lacks that the next one has. */
const steps = new Map<unknown, string>([
  [1, `ALTER TABLE crochet_journal_documents ADD COLUMN stored INTEGER NOT NULL DEFAULT 0; ${asideTable}`],
  [2, jobTables],
  [3, jobsAbout],
])

/**
 * Sets the file up for durable writing, and makes the tables of the storage itself if they are missing.
 *
 * @throws `STORAGE_WAL`, `STORAGE_FORMAT`, and what keeps SQLite from reading or writing the file.
 */
export function prepareFile(connection: Connection, file: string): void {
  const mode = connection.get('PRAGMA journal_mode = WAL')?.journal_mode
  if (mode !== 'wal') throw new StorageError('STORAGE_WAL', { file, mode })
  connection.execute('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864')
  const known = connection.get("SELECT 1 FROM sqlite_schema WHERE name = 'crochet_storage'") !== undefined
  if (known) bringUpToFormat(connection, file)
  else connection.atomically(() => makeTables(connection))
}

function bringUpToFormat(connection: Connection, file: string): void {
  const formatOf = (): unknown => connection.get('SELECT format FROM crochet_storage')?.format
  if (steps.has(formatOf())) {
    connection.atomically(() => {
      for (let step = steps.get(formatOf()); step !== undefined; step = steps.get(formatOf())) {
        connection.execute(`${step}; UPDATE crochet_storage SET format = format + 1`)
      }
    })
  }
  const found = formatOf()
  if (found !== format) throw new StorageError('STORAGE_FORMAT', { file, found, known: format })
}

/** Asks again inside the transaction: another process may have opened the file at the same moment. */
function makeTables(connection: Connection): void {
  const known = connection.get("SELECT 1 FROM sqlite_schema WHERE name = 'crochet_storage'") !== undefined
  if (!known) connection.execute(tables)
}
