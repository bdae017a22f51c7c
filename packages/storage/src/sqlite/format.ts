import { StorageError } from '../errors.ts'
import type { Connection } from './connection.ts'

const format = 1

/**
 * The journal's tables. A document's number stands for its name in the other two. `head` is the last sequence number
 * given out, and stays when the document is removed. Each checksum is the CRC-32 of the bytes beside it.
 */
const tables = `
  CREATE TABLE crochet_storage (format INTEGER NOT NULL);
  INSERT INTO crochet_storage VALUES (${format});
  CREATE TABLE crochet_journal_documents (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL
  );
  CREATE TABLE crochet_journal_updates (
    document INTEGER NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (document, seq)
  );
  CREATE TABLE crochet_journal_snapshots (
    document INTEGER PRIMARY KEY, seq INTEGER NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL
  );
`

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
  if (known) checkFormat(connection, file)
  else connection.atomically(() => makeTables(connection))
}

function checkFormat(connection: Connection, file: string): void {
  const found = connection.get('SELECT format FROM crochet_storage')?.format
  if (found !== format) throw new StorageError('STORAGE_FORMAT', { file, found, known: format })
}

/** Asks again inside the transaction: another process may have opened the file at the same moment. */
function makeTables(connection: Connection): void {
  const known = connection.get("SELECT 1 FROM sqlite_schema WHERE name = 'crochet_storage'") !== undefined
  if (!known) connection.execute(tables)
}
