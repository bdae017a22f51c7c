import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NewProjectError } from './errors.ts'
import type { ProjectFile } from './templates.ts'

/**
 * Writes the files: all of them, or none. Never over a file that is there.
 *
 * @param folder absolute; made with its parents when there is none
 * @throws NewProjectError `NEW_FOLDER_UNWRITABLE`; what had been made is removed again
 */
export async function writeProject(folder: string, files: readonly ProjectFile[]): Promise<void> {
  /** In reverse order of making. */
  const undo: (() => Promise<void>)[] = []
  try {
    for (const { path, text } of files) {
      const file = join(folder, path)
      await makeFolder(dirname(file), undo)
      await writeFile(file, text, { flag: 'wx' })
      undo.unshift(() => rm(file))
    }
  } catch (error) {
    // What cannot be removed either stays: the first error is the one to tell.
    for (const remove of undo) await remove().catch(() => undefined)
    const { message } = error as Error
    throw new NewProjectError('NEW_FOLDER_UNWRITABLE', `The project cannot be written to ${folder}: ${message}.`, error)
  }
}

/** One at a time, so that exactly what was made here can be removed again. */
async function makeFolder(folder: string, undo: (() => Promise<void>)[]): Promise<void> {
  try {
    await mkdir(folder)
    undo.unshift(() => rmdir(folder))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error
    await makeFolder(dirname(folder), undo)
    await mkdir(folder)
    undo.unshift(() => rmdir(folder))
  }
}
