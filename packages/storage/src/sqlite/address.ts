import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StorageError } from '../errors.ts'

/** @returns The absolute path an address such as `file:./data/crochet.db` means. @throws `STORAGE_URL` */
export function pathOf(url: string, root: string): string {
  const rest = url.slice('file:'.length)
  const path = rest.startsWith('//') ? pathOfUrl(url) : rest
  if (path === '' || path.includes('\0')) throw new StorageError('STORAGE_URL', { problem: 'it names no file' })
  if (path === ':memory:')
    throw new StorageError('STORAGE_URL', { problem: "a database in memory is called 'memory:'" })
  return resolve(root, path)
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch (cause) {
    throw new StorageError('STORAGE_URL', { problem: 'it is not a file URL that this system can read' }, cause)
  }
}

/** @throws `STORAGE_FOLDER` */
export function makeFolderOf(file: string): void {
  const folder = dirname(file)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw new StorageError('STORAGE_FOLDER', { folder }, cause)
  }
}
