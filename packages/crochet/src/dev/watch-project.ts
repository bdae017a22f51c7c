import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, relative, resolve, sep } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'

/** Folders of a project in which nothing is that a server is made from. */
const leftAlone = new Set(['node_modules', 'data', 'public', '.crochet', '.git', 'dist', 'coverage'])
/** A file counts as written when its size has stood still for this long, in milliseconds. */
const quiet = { stabilityThreshold: 40, pollInterval: 10 }

/** A file whose content has changed, or which has come or gone. */
export interface ChangedFile {
  readonly file: string
  /** Relative to the project, with `/`. */
  readonly path: string
}

/**
 * Watches the files of a project but for packages, data and pages. Editors replace files, write them twice or in pieces: a file is
 * reported when its content is another one than before.
 *
 * @returns when all files are known; to be closed
 */
export async function watchProject(root: string, changed: (file: ChangedFile) => void): Promise<AsyncDisposable> {
  const contents = new Map<string, string>()
  const watcher = watch(root, {
    awaitWriteFinish: quiet,
    ignored: (path) => leftAlone.has(basename(path)) && path !== root,
  })
  const look = async (path: string, report: boolean): Promise<void> => {
    const file = resolve(root, path)
    const now = await hashOf(file)
    const before = contents.get(file)
    if (now === undefined) contents.delete(file)
    else contents.set(file, now)
    if (report && now !== before) changed({ file, path: relative(root, file).split(sep).join('/') })
  }
  let isReady = false
  // One after the other: what was read last is what is there.
  let looked: Promise<void> = Promise.resolve()
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return
    const report = isReady
    looked = looked.then(() => look(path, report))
  })
  await ready(watcher)
  isReady = true
  await looked
  return { [Symbol.asyncDispose]: () => watcher.close() }
}

function ready(watcher: FSWatcher): Promise<void> {
  return new Promise((resolve, reject) => {
    watcher.once('ready', resolve)
    watcher.once('error', reject)
  })
}

async function hashOf(file: string): Promise<string | undefined> {
  const text = await readFile(file).catch(() => undefined)
  return text === undefined ? undefined : createHash('sha256').update(text).digest('base64')
}
