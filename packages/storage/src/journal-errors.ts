import { quoted } from './error-entry.ts'
import type { Entry } from './error-entry.ts'

export type JournalErrorCode =
  | 'JOURNAL_NAME'
  | 'JOURNAL_UPDATE'
  | 'JOURNAL_CORRUPT'
  | 'JOURNAL_COMPACT'
  | 'JOURNAL_POSITION'

/** What can go wrong with the journal: a part of `storageErrors`. */
export const journalErrors: Record<JournalErrorCode, Entry> = {
  JOURNAL_NAME: {
    status: 400,
    message: ({ document }) => `The document name ${quoted(document)} cannot be stored.`,
    hint: 'A name is text of 1 to 1,024 UTF-16 units, without NUL and without half a surrogate pair.',
  },
  JOURNAL_UPDATE: {
    status: 413,
    message: ({ document, problem }) => `An update of document ${quoted(document)} cannot be stored: ${problem}.`,
    hint: 'An update or snapshot is a Uint8Array of at most 256 MiB.',
  },
  JOURNAL_CORRUPT: {
    status: 500,
    message: ({ document, seq, problem }) => `Entry ${seq} in the journal of document ${quoted(document)} ${problem}.`,
    hint: 'It lies aside, and nothing else is harmed. Restore a backup, or journal.releaseAside(document) opens it without.',
  },
  JOURNAL_COMPACT: {
    status: 409,
    message: ({ document, seq }) => `Document ${quoted(document)} has no entry ${seq} that a snapshot could end with.`,
    hint: 'Load the document again and compact up to the sequence number that the load returned.',
  },
  JOURNAL_POSITION: {
    status: 409,
    message: ({ document, seq }) => `Document ${quoted(document)} has no entry ${seq}.`,
    hint: 'Use a sequence number that append() or load() gave for this document.',
  },
}
