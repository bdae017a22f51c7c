import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStorage, type Storage } from '@crochet/storage'

/** A real SQLite file in a folder of its own, which goes away with the test. */
export interface TemporaryDatabase extends AsyncDisposable {
  readonly url: string
  readonly storage: Storage
  /** The same file, as the next start of a process finds it. */
  reopen(): Promise<Storage>
}

export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'crochet-content-'))
  const url = `file:${join(folder, 'test.db')}`
  const storage = await openStorage(url)
  return {
    url,
    storage,
    async reopen() {
      await storage.close()
      return openStorage(url)
    },
    async [Symbol.asyncDispose]() {
      await storage.close()
      await rm(folder, { recursive: true })
    },
  }
}
