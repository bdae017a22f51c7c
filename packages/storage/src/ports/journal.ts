/**
 * An append-only log of Yjs updates for each document name.
 *
 * Sequence numbers belong to one document, start at 1, grow by one with each append and are never given out again:
 * not after a compaction, a removal or a restart. (Specification: realtime.md, "Acknowledged means on disk".)
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
   * @returns `updates`: the snapshot, if there is one, then the updates after it in order; `seq`: the number of the
   * last of them, 0 when nothing is stored.
   * @throws `JOURNAL_CORRUPT` with `document` and `seq` when an entry is missing or does not match its checksum.
   */
  load(document: string): Promise<{ updates: Uint8Array[]; seq: number }>

  /**
   * Replaces everything up to and including `upTo` by `snapshot`, in one transaction. Later updates stay.
   *
   * @param upTo Number of an entry that is stored now, or of the current snapshot.
   * @throws `JOURNAL_COMPACT` when it is not: the snapshot would be older than what is stored, or the document has
   * been removed since.
   */
  compact(document: string, snapshot: Uint8Array, upTo: number): Promise<void>

  /** Names of the documents that have something stored, sorted by their UTF-8 bytes. */
  list(): Promise<string[]>

  /** Forgets a document. Its next append goes on counting where the last one stopped. */
  remove(document: string): Promise<void>
}
