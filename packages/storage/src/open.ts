import { StorageError } from './errors.ts'
import type { Storage, StorageOptions } from './ports/storage.ts'

/**
 * Opens the storage that an address names. Adapters are loaded when they are asked for.
 *
 * @param url `file:./data/crochet.db` (relative to `options.root`), `file:///absolute/path.db`: an SQLite database,
 * created with its folder when there is none. `memory:`: gone when closed, for tests.
 * @throws `STORAGE_URL` for another address, `STORAGE_OPTION`, and what keeps the file from being opened:
 * `STORAGE_FOLDER`, `STORAGE_OPEN`, `STORAGE_NOT_A_DATABASE`, `STORAGE_READONLY`, `STORAGE_BUSY`, `STORAGE_WAL`,
 * `STORAGE_FORMAT`.
 */
export async function openStorage(url: string, options: StorageOptions = {}): Promise<Storage> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  switch (scheme) {
    case 'file': {
      const { openSqlite } = await import('./sqlite/storage.ts')
      return openSqlite(url, options)
    }
    case 'memory': {
      const { openMemory } = await import('./memory/storage.ts')
      return openMemory(options)
    }
    default:
      // Only the scheme is repeated: the rest of an address may hold a password.
      throw new StorageError('STORAGE_URL', {
        problem: scheme === undefined ? 'it has no scheme' : `${scheme}: is unknown`,
      })
  }
}
