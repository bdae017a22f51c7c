import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NewProjectError } from './errors.ts'
import type { ProjectFile } from './templates.ts'

/** What may be in a folder that counts as empty. */
const nothing: ReadonlySet<string> = new Set(['.git', '.DS_Store'])

/**
 * Checks that the files may be made in the folder. Changes nothing.
 *
 * @param folder absolute
 * @param force a folder that is not empty will do, as long as it has none of the files
 * @throws NewProjectError `NEW_FOLDER_NOT_EMPTY`, `NEW_FILES_COLLIDE`, `NEW_FOLDER_UNWRITABLE` when something else is in the way
 */
export async function checkTarget(folder: string, files: readonly ProjectFile[], force: boolean): Promise<void> {
  const there = await entriesOf(folder)
  if (there.length === 0) return
  if (!force) {
    const some = there.slice(0, 5).join(', ') + (there.length > 5 ? `, and ${there.length - 5} more` : '')
    throw new NewProjectError('NEW_FOLDER_NOT_EMPTY', `${folder} is not empty: it has ${some}.`)
  }
  const colliding: string[] = []
  for (const { path } of files) if (await exists(join(folder, path))) colliding.push(path)
  if (colliding.length > 0) {
    throw new NewProjectError('NEW_FILES_COLLIDE', `${folder} has ${colliding.join(', ')} already.`)
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !nothing.has(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new NewProjectError('NEW_FOLDER_UNWRITABLE', `${folder} cannot be used: ${(error as Error).message}.`, error)
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // A file stands where the template has a folder: that is in the way as well.
    if (code === 'ENOTDIR') return true
    if (code === 'ENOENT') return false
    throw new NewProjectError('NEW_FOLDER_UNWRITABLE', `${path} cannot be looked at.`, error)
  }
}
