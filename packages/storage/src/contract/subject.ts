import type { Storage, StorageOptions } from '../ports/storage.ts'

/** An adapter under test. What it cannot do it says, with the reason; the cases that need it are shown as skipped. */
export interface StorageSubject {
  name: string
  /** Opens a storage with nothing in it, a new one for each call. The suite closes it. */
  open: (options?: StorageOptions) => Promise<Storage>
  /** Closes a storage and opens it again on the same data. */
  reopen: ((storage: Storage) => Promise<Storage>) | Unable
  /** Changes one bit of the update `seq` of a document behind the storage's back. */
  damage: ((storage: Storage, document: string, seq: number) => Promise<void>) | Unable
  /** Makes every commit that writes `document` to the journal fail, until `repair` is called. */
  breakJournal: ((storage: Storage, document: string) => Promise<{ repair: () => Promise<void> }>) | Unable
}

export interface Unable {
  unable: string
}
