import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openStorage, type Clock, type Storage } from '@crochet/storage'

/** Storages on files of a folder that is gone afterwards. */
export class JournalFolder implements AsyncDisposable {
  readonly #path: string
  #storages: Storage[] = []
  #others: DatabaseSync[] = []
  #count = 0

  private constructor(path: string) {
    this.#path = path
  }

  static async make(): Promise<JournalFolder> {
    return new JournalFolder(await mkdtemp(join(tmpdir(), 'crochet-journal-')))
  }

  /**
   * Its commits are not spaced.
   *
   * @param file One that `copy` has made; a new one by default.
   */
  async open(clock: Clock, file = this.#newFile()): Promise<{ storage: Storage; file: string }> {
    const storage = await openStorage(`file:${file}`, { busyTimeout: 0, clock: hasty(clock) })
    this.#storages.push(storage)
    return { storage, file }
  }

  /** Copies a database that is in use, as a process that is killed in this moment would leave it. */
  copy(file: string): string {
    const copy = this.#newFile()
    for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end)
    return copy
  }

  /** Makes every write fail until it is called off, as another process does that holds the lock. */
  lock(file: string): () => void {
    const other = new DatabaseSync(file)
    this.#others.push(other)
    other.exec('BEGIN IMMEDIATE')
    return () => other.exec('ROLLBACK')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const other of this.#others) other.close()
    for (const storage of this.#storages) await storage.close()
    await rm(this.#path, { recursive: true })
  }

  #newFile(): string {
    const folder = join(this.#path, String(this.#count++))
    mkdirSync(folder)
    return join(folder, 'journal.db')
  }
}

/** A clock on which a second has passed whenever somebody looks: no commit has to wait for the time after the last one. */
function hasty(clock: Clock): Clock {
  let looks = 0
  return { now: () => clock.now() + 1_000 * looks++, after: (milliseconds, run) => clock.after(milliseconds, run) }
}
