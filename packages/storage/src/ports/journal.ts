/**
 * An append-only log of Yjs updates for each document name.
 *
 * Sequence numbers belong to one document, start at 1, grow by one with each append and are never given out again:
 * not after a compaction, a drop, a removal or a restart. (Specification: realtime.md, "Acknowledged means on disk".)
 */
export interface Journal {
  /**
   * Adds an update to the end of a document's log. Appends of all documents made in one turn of the event loop are
   * committed together; if that commit fails, every one of them rejects and none of them is stored.
   *
   * @param update Bytes to keep; copied, so the caller may reuse the buffer.
   * @returns The update's sequence number, only after the commit is on disk.
   * @throws `JOURNAL_NAME`, `JOURNAL_UPDATE` for input that cannot be stored, `TRANSACTION_WAIT` when a transaction
   * holds the writer too long, otherwise what made the commit fail.
   */
  append(document: string, update: Uint8Array): Promise<number>

  /**
   * Reads what is committed of one document.
   *
   * @throws `JOURNAL_CORRUPT` with `document` and `seq` when an entry is missing, does not match its checksum or lies
   * aside. What is bad is then set aside, and the load fails until somebody acts: see `releaseAside`.
   */
  load(document: string): Promise<LoadedJournal>

  /**
   * Replaces everything up to and including `upTo` by `snapshot`, in one transaction. Later updates stay.
   *
   * @param upTo Number of an entry that is stored now, or of the current snapshot.
   * @throws `JOURNAL_COMPACT` when it is not: the snapshot would be older than what is stored, or the document has
   * been removed since.
   */
  compact(document: string, snapshot: Uint8Array, upTo: number): Promise<void>

  /**
   * Notes that everything up to and including `upTo` is stored elsewhere too: the application's own store has
   * succeeded. The mark never goes back, and stays through compactions and restarts.
   *
   * @throws `JOURNAL_POSITION` for a number that the document has not given out yet.
   */
  markStored(document: string, upTo: number): Promise<void>

  /** Names of the documents whose last entry is above what `markStored` or `drop` was given, sorted as in `list`. */
  unstored(): Promise<string[]>

  /**
   * Forgets the entries up to and including `upTo`, which are stored elsewhere, and marks them as stored. A snapshot
   * that covers more than that stays.
   *
   * @throws `JOURNAL_POSITION` for a number that the document has not given out yet.
   */
  drop(document: string, upTo: number): Promise<void>

  /**
   * Takes an entry that its reader refuses out of the log. Its bytes are kept, whatever happens to the log, and the
   * document cannot be loaded until `releaseAside` is called. Setting aside what lies aside already changes nothing.
   *
   * @param seq One of the numbers that `load` gave.
   * @param reason What is wrong with it, to follow "Entry 7 in the journal of document …": `'is not an update'`. At
   * most 500 characters are kept.
   * @throws `JOURNAL_POSITION` when there is no such entry.
   */
  setAside(document: string, seq: number, reason: string): Promise<void>

  /** What has been set aside of one document, or of all, in the order in which that happened. */
  aside(document?: string): Promise<AsideEntry[]>

  /**
   * Lets a document be loaded without the entries that lie aside: for an operator who has decided that it is better
   * without them than not at all. Their bytes stay.
   *
   * @returns How many entries held it back.
   */
  releaseAside(document: string): Promise<number>

  /** Names of the documents that have something stored or held aside, sorted by their UTF-8 bytes. */
  list(): Promise<string[]>

  /** Forgets a document, with what lies aside of it. Its next append goes on counting where the last one stopped. */
  remove(document: string): Promise<void>
}

/** What is stored of one document. */
export interface LoadedJournal {
  /** The snapshot, if there is one, then the updates after it in order. */
  updates: Uint8Array[]
  /** The sequence number of each of `updates`. */
  seqs: number[]
  /** The last of `seqs`; 0 when nothing is stored. */
  seq: number
  /** The highest number that `markStored` or `drop` was given; 0 before. */
  stored: number
  /** Bytes of the snapshot; 0 when there is none. */
  snapshotBytes: number
  /** Bytes of the updates after the snapshot, together. */
  updateBytes: number
}

/** An entry that was taken out of a document's log because it cannot be read. */
export interface AsideEntry {
  document: string
  seq: number
  /** How many entries it stands for: 1, or how many are missing from `seq` on; then there are no bytes. */
  entries: number
  bytes: Uint8Array
  reason: string
  /** When it was set aside, in milliseconds since 1970. */
  at: number
  /** Whether it keeps the document from being loaded: until `releaseAside`. */
  held: boolean
}
