import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { ModuleError } from './errors.ts'
import { shownPath } from './found-module.ts'
import type { FoundModule } from './found-module.ts'
import { isIgnoredName, moduleName } from './module-name.ts'

/** In this order: of `index.ts` and a compiled `index.js` beside it, the source is taken. */
const extensions = ['.ts', '.js', '.mjs', '.cjs']

type ProjectModule = Extract<FoundModule, { origin: 'project' }>

/**
 * Finds the project's own modules: `hooks/<name>/index.*`, `hooks/<name>/lib/index.*`, `hooks/<name>.*` with the extensions
 * ts, js, mjs, cjs. Set aside are names that start with `_` or `.`, `node_modules`, and files with a further dot in the name
 * (`search.test.ts`, `search.d.ts`).
 *
 * @param root absolute path of the project
 * @param warn told about a folder that has no entry
 * @returns the modules by name, in the order of their names; empty when there is no ./hooks
 * @throws ModuleError `MODULE_FOLDER_UNREADABLE`, `MODULE_NAME_TWICE`
 */
export async function discoverProjectModules(
  root: string,
  warn: (message: string) => void,
): Promise<Map<string, ProjectModule>> {
  const found = new Map<string, ProjectModule>()
  for (const candidate of await readCandidates(root)) {
    if (candidate.file === undefined) {
      warn(
        `${candidate.where} holds no hook module: there is no index or lib/index (.ts, .js, .mjs, .cjs) in it. Start its name with "_" if it is none.`,
      )
      continue
    }
    const name = moduleName(candidate.stem)
    const other = found.get(name)
    if (other !== undefined) {
      const message = `Two hook modules are named "${name}": ${other.where} and ${shownPath(root, candidate.file)}`
      throw new ModuleError('MODULE_NAME_TWICE', message, { module: name, file: candidate.file })
    }
    const { file, folder } = candidate
    found.set(name, { origin: 'project', name, fullName: candidate.stem, file, folder, where: shownPath(root, file) })
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

interface Candidate {
  /** The name of the folder, or of the file without its extension. */
  readonly stem: string
  readonly file: string | undefined
  readonly folder: string | undefined
  readonly where: string
}

async function readCandidates(root: string): Promise<Candidate[]> {
  const hooks = join(root, 'hooks')
  try {
    const entries = (await readdir(hooks)).filter((name) => !isIgnoredName(name) && name !== 'node_modules').toSorted()
    const files = new Map<string, string>()
    const candidates: Candidate[] = []
    for (const entry of entries) {
      const path = join(hooks, entry)
      if ((await stat(path)).isDirectory()) {
        const file = await firstFile([join(path, 'index'), join(path, 'lib', 'index')])
        candidates.push({ stem: entry, file, folder: path, where: `${shownPath(root, path)}/` })
      } else if (extensions.includes(extname(entry))) {
        files.set(entry.slice(0, -extname(entry).length), path)
      }
    }
    for (const stem of files.keys()) {
      if (stem.includes('.')) continue
      const file = await firstFile([join(hooks, stem)])
      candidates.push({ stem, file, folder: undefined, where: `hooks/${stem}` })
    }
    return candidates
  } catch (error) {
    if (isNotThere(error, hooks)) return []
    throw new ModuleError('MODULE_FOLDER_UNREADABLE', `Cannot read the hook modules in ${hooks}`, { cause: error })
  }
}

/** The first existing file of `<stem><extension>`, stems before extensions. */
async function firstFile(stems: readonly string[]): Promise<string | undefined> {
  for (const stem of stems) {
    for (const extension of extensions) {
      const file = await stat(stem + extension).catch(ignoreMissing)
      if (file?.isFile()) return stem + extension
    }
  }
  return undefined
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

const isNotThere = (error: unknown, path: string): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error && error.path === path
