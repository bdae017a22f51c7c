import { at, lines, quoted } from './error-entry.ts'
import type { Details, Entry } from './error-entry.ts'
import { journalErrors } from './journal-errors.ts'
import type { JournalErrorCode } from './journal-errors.ts'

/** What can go wrong, by area. A code is never given a second meaning. */
export type StorageErrorCode =
  | 'STORAGE_URL'
  | 'STORAGE_OPTION'
  | 'STORAGE_CLOSED'
  | 'STORAGE_FOLDER'
  | 'STORAGE_OPEN'
  | 'STORAGE_NOT_A_DATABASE'
  | 'STORAGE_WAL'
  | 'STORAGE_FORMAT'
  | 'STORAGE_BUSY'
  | 'STORAGE_READONLY'
  | 'STORAGE_FULL'
  | 'STORAGE_IO'
  | 'STORAGE_CORRUPT'
  | 'STORAGE_PARAMETER'
  | 'STORAGE_FAILED'
  | JournalErrorCode
  | 'SCHEMA_NAME'
  | 'SCHEMA_TYPE'
  | 'SCHEMA_CHANGE'
  | 'SCHEMA_TABLE'
  | 'SCHEMA_COLUMN'
  | 'SCHEMA_INDEX'
  | 'SCHEMA_REFERENCE'
  | 'ROW_ID'
  | 'ROW_VALUE'
  | 'ROW_NOT_NULL'
  | 'UNIQUE'
  | 'REFERENCE_MISSING'
  | 'REFERENCE_HELD'
  | 'QUERY_OPERATOR'
  | 'QUERY_VALUE'
  | 'QUERY_SHAPE'
  | 'QUERY_LIMIT'
  | 'TRANSACTION_WAIT'
  | 'TRANSACTION_CLOSED'
  | 'SAVEPOINT_ORDER'
  | 'SAVEPOINT_OPEN'
  | 'JOBS_VALUE'

export const storageErrors: Record<StorageErrorCode, Entry> = {
  // Opening and closing
  STORAGE_URL: {
    status: 500,
    message: ({ problem }) => `The database address cannot be used: ${problem}.`,
    hint: "Write 'file:./data/crochet.db' (relative to the root), 'file:///absolute/path.db', or 'memory:'.",
  },
  STORAGE_OPTION: {
    status: 500,
    message: ({ option, value }) => `The storage option ${option} is ${quoted(value)}.`,
    hint: 'Give a number of milliseconds, 0 or more.',
  },
  STORAGE_CLOSED: {
    status: 503,
    message: () => 'The storage has been closed.',
    hint: 'Close the storage last, when nothing uses it any more.',
  },
  STORAGE_FOLDER: {
    status: 500,
    message: ({ folder }) => `The folder ${quoted(folder)} for the database file cannot be created.`,
    hint: 'Create it, or choose another place in the database address. The cause says what the system answered.',
  },
  STORAGE_OPEN: {
    status: 500,
    message: ({ file }) => `The database file ${quoted(file)} cannot be opened.`,
    hint: 'The file and its folder must be readable and writable by this process; SQLite keeps two more files beside it.',
  },
  STORAGE_NOT_A_DATABASE: {
    status: 500,
    message: ({ file }) => `The file ${quoted(file)} is not an SQLite database.`,
    hint: 'Check the database address. The file has not been changed.',
  },
  STORAGE_WAL: {
    status: 500,
    message: ({ file, mode }) => `The database ${quoted(file)} stays in journal mode ${quoted(mode)}; WAL is needed.`,
    hint: 'Put the file on a local disk; network file systems do not support WAL.',
  },
  STORAGE_FORMAT: {
    status: 500,
    message: ({ file, found, known }) => `${quoted(file)} has storage format ${found}; this version knows ${known}.`,
    hint: 'The file was written by a newer version of Crochet. Start that version, or restore an older backup.',
  },

  // The database answers with a fault
  STORAGE_BUSY: {
    status: 503,
    message: ({ file }) => `Another process has locked the database ${quoted(file)}.`,
    hint: 'Try again. If it lasts, look for a backup, a shell or a second server that uses the file.',
  },
  STORAGE_READONLY: {
    status: 500,
    message: ({ file }) => `The database ${quoted(file)} cannot be written.`,
    hint: 'Give this process write access to the file and its folder, and check that the disk is not mounted read-only.',
  },
  STORAGE_FULL: {
    status: 507,
    message: ({ file }) => `There is no space left for the database ${quoted(file)}. Nothing of the write was stored.`,
    hint: 'Free disk space; writing works again by itself.',
  },
  STORAGE_IO: {
    status: 500,
    message: ({ file }) => `The disk failed while the database ${quoted(file)} was in use. The write was not stored.`,
    hint: 'Check the disk, its quota and the limits of this process. The cause says what SQLite answered.',
  },
  STORAGE_CORRUPT: {
    status: 500,
    message: ({ file }) => `The database ${quoted(file)} is damaged.`,
    hint: 'Stop the server, keep a copy of the file and those beside it, and restore a backup or use sqlite3 .recover.',
  },
  STORAGE_PARAMETER: {
    status: 500,
    message: ({ type }) => `A ${type} that SQLite cannot store as it is was to be bound to a statement.`,
    hint: 'Bind text, finite numbers, booleans, bytes or null; please report this, it is a fault in the storage.',
  },
  STORAGE_FAILED: {
    status: 500,
    message: ({ file }) => `SQLite refused a statement on ${quoted(file)}.`,
    hint: 'The cause says what SQLite answered.',
  },

  ...journalErrors,

  // Schema
  SCHEMA_NAME: {
    status: 500,
    message: ({ name, problem }) => `The name ${quoted(name)} cannot be used for a table or column: ${problem}.`,
    hint: 'Names start with a letter or _, go on with letters, digits, _, - and /, and have at most 63 characters.',
  },
  SCHEMA_TYPE: {
    status: 500,
    message: ({ table, column, type }) => `Column ${quoted(column)} of ${quoted(table)} has the type ${quoted(type)}.`,
    hint: 'Types are text, number, boolean and json.',
  },
  SCHEMA_CHANGE: {
    status: 500,
    message: ({ changes }) => `The stored tables cannot be brought in line without losing data:${lines(changes)}`,
    hint: 'Nothing was changed. Correct the rows, or declare a new column and copy the values over.',
  },
  SCHEMA_TABLE: {
    status: 500,
    message: ({ table }) => `There is no table ${quoted(table)}.`,
    hint: 'Tables exist once migrate() has been given them.',
  },
  SCHEMA_COLUMN: {
    status: 400,
    message: ({ table, column }) => `Table ${quoted(table)} has no column ${quoted(column)}.`,
    hint: 'Columns exist once migrate() has been given them; values inside JSON columns have no name of their own.',
  },
  SCHEMA_INDEX: {
    status: 500,
    message: ({ table, columns, problem }) => `The index of ${quoted(table)} over ${quoted(columns)} ${problem}.`,
    hint: 'An index names 1 to 16 columns of its table, each once.',
  },
  SCHEMA_REFERENCE: {
    status: 500,
    message: ({ table, column, problem }) =>
      `Column ${quoted(column)} of ${quoted(table)} cannot be a reference: ${problem}.`,
    hint: 'Refer to a table that this or an earlier migrate() was given, by a column of the type of its ids.',
  },

  // Rows
  ROW_ID: {
    status: 400,
    message: ({ table, problem }) => `The id of a row of ${quoted(table)} ${problem}.`,
    hint: 'An id is text that is not empty (a number where the table says so), and never changes.',
  },
  ROW_VALUE: {
    status: 400,
    message: ({ table, column, problem }) => `Column ${quoted(column)} of ${quoted(table)} ${problem}.`,
    hint: 'Give a value of the declared type, or null.',
  },
  ROW_NOT_NULL: {
    status: 400,
    message: ({ table, column }) => `Column ${quoted(column)} of ${quoted(table)} must have a value.`,
    hint: 'Give it one.',
  },
  UNIQUE: {
    status: 409,
    message: ({ table, column, columns }) =>
      Array.isArray(columns) && columns.length > 1
        ? `Another row of ${quoted(table)} has the same values in the columns ${columns.map(quoted).join(' and ')}.`
        : `Another row of ${quoted(table)} has the same value in column ${quoted(column)}.`,
    hint: 'Choose another value.',
  },
  REFERENCE_MISSING: {
    status: 400,
    message: ({ table, column, references }) =>
      `Column ${quoted(column)} of ${quoted(table)} refers to a row of ${quoted(references)} that does not exist.`,
    hint: 'Give the id of a row that is there, or insert that row first.',
  },
  REFERENCE_HELD: {
    status: 409,
    message: ({ table, column, references }) =>
      `A row of ${quoted(references)} cannot be deleted: rows of ${quoted(table)} refer to it by column ${quoted(column)}.`,
    hint: 'Delete the rows that refer to it first, or have them refer to another.',
  },

  // Queries
  QUERY_OPERATOR: {
    status: 400,
    message: ({ column, path, operator, allowed }) =>
      `Column ${quoted(column)}${at(path)} cannot be asked for ${quoted(operator)}; ${allowed}.`,
    hint: 'Choose an operator that suits the type of the column.',
  },
  QUERY_VALUE: {
    status: 400,
    message: ({ column, path, operator, problem }) =>
      `The value for ${quoted(operator)} on column ${quoted(column)}${at(path)} ${problem}.`,
    hint: 'Give a value of the type of the column.',
  },
  QUERY_SHAPE: {
    status: 400,
    message: ({ problem }) => `The query cannot be read: ${problem}.`,
    hint: 'A condition is { column, operator, value }, { and }, { or }, { not } or { some, where }; limit and offset are whole numbers.',
  },
  QUERY_LIMIT: {
    status: 400,
    message: ({ what, limit }) => `The query has more than ${limit} ${what}.`,
    hint: 'Ask in several smaller queries.',
  },

  // Transactions
  TRANSACTION_WAIT: {
    status: 503,
    message: ({ label, holder, waited, held, ahead }) =>
      `${quoted(label)} waited ${waited} ms for its turn to write: ${quoted(holder)} has held it for ${held} ms` +
      `${ahead === 0 ? '' : `, and ${ahead} more were waiting before it`}.`,
    hint: 'Commit or roll back every transaction, and do slow work outside. One begun inside another waits for itself.',
  },
  TRANSACTION_CLOSED: {
    status: 500,
    message: ({ label, end }) => `The transaction ${quoted(label)} is over: ${end}.`,
    hint: 'Use a transaction only until it is committed or rolled back, and await everything before that.',
  },
  SAVEPOINT_ORDER: {
    status: 500,
    message: ({ label, problem }) => `A savepoint of the transaction ${quoted(label)} ${problem}.`,
    hint: 'Close each savepoint once, the one opened last first.',
  },
  SAVEPOINT_OPEN: {
    status: 500,
    message: ({ label, open }) => `The transaction ${quoted(label)} still has ${open} open savepoint(s).`,
    hint: 'Release or roll back every savepoint before commit; rollback() of the transaction closes them all.',
  },

  // Jobs
  JOBS_VALUE: {
    status: 400,
    message: ({ what, problem }) => `The ${what} given to the queue of jobs ${problem}.`,
    hint: 'Names have 1 to 200 characters and no spaces; times are whole milliseconds since 1970; input is JSON of at most 1 MB.',
  },
}

/**
 * What every call of this package fails with. `code` says which case it is, `hint` what to do, `status` the HTTP status
 * that suits it. The values the message was made from stand beside them: `table`, `column`, `document`, `seq` where they
 * apply, all of them in `details`.
 */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode
  readonly status: number
  readonly hint: string
  readonly details: Details
  declare readonly table?: string
  declare readonly column?: string
  declare readonly document?: string
  declare readonly seq?: number

  constructor(code: StorageErrorCode, details: Details = {}, cause?: unknown) {
    const entry = storageErrors[code]
    super(entry.message(details), cause === undefined ? undefined : { cause })
    this.code = code
    this.status = entry.status
    this.hint = entry.hint
    this.details = details
    for (const key of ['table', 'column', 'document', 'seq'] as const) {
      if (details[key] !== undefined) Object.defineProperty(this, key, { value: details[key], enumerable: true })
    }
  }
}
