import { realpath, stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { ModuleError } from './errors.ts'
import { isPlainObject } from './merge-settings.ts'
import type { ModuleManifest } from './module-manifest.ts'
import { moduleTitle } from './run-phase.ts'
import type { PhaseModule } from './run-phase.ts'

/** Those of Node's own `import()`. */
const conditions = ['node', 'import', 'module-sync', 'default']
const extensions = ['.js', '.cjs', '.mjs', '.ts']

/**
 * Finds the entry of a package: what `exports` says for the package itself, else `main`, a file or a folder, else
 * `lib/index.js`, else `index.js`.
 *
 * @param folder the package's folder, perhaps a link
 * @returns the real absolute path, so that a linked package is one module however it is imported
 * @throws ModuleError `MODULE_PACKAGE_INVALID`
 * @see https://nodejs.org/api/packages.html#package-entry-points
 */
export async function packageEntry(folder: string, manifest: ModuleManifest, module: PhaseModule): Promise<string> {
  const { exports, main } = manifest
  const tried = exports === undefined ? [] : [exportedTo(exports)]
  if (exports === undefined) {
    if (typeof main === 'string') tried.push(...namesOf(main))
    for (const index of ['lib/index', 'index']) tried.push(...extensions.map((extension) => index + extension))
  }
  for (const path of tried) {
    const file = path === undefined ? undefined : inside(folder, path)
    if (file !== undefined && (await isFile(file))) return realpath(file)
  }
  const says = exports === undefined ? `main ${JSON.stringify(main) ?? 'not given'}` : '`exports`'
  const message = `${moduleTitle(module)} has no entry: ${says}, and none of the files it may be is there`
  throw new ModuleError('MODULE_PACKAGE_INVALID', message, { module: module.name, file: join(folder, 'package.json') })
}

/** The target of `exports` for `import 'package'`; `undefined` when it has none. */
function exportedTo(exports: unknown): string | undefined {
  const keys = isPlainObject(exports) ? Object.keys(exports) : []
  const isByPath = keys.some((key) => key.startsWith('.'))
  const target: unknown = isPlainObject(exports) && isByPath ? exports['.'] : exports
  return targetFor(target, conditions) ?? targetFor(target, [...conditions, 'require'])
}

function targetFor(target: unknown, wanted: readonly string[]): string | undefined {
  if (typeof target === 'string') return target.startsWith('./') ? target : undefined
  if (Array.isArray(target)) return target.map((one) => targetFor(one, wanted)).find((one) => one !== undefined)
  if (!isPlainObject(target)) return undefined
  for (const [condition, inner] of Object.entries(target)) {
    const found = wanted.includes(condition) ? targetFor(inner, wanted) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** What `main` may mean: the file itself, with an extension, or a folder with an index. */
function namesOf(main: string): string[] {
  const added = extensions.map((extension) => main + extension)
  const indexes = extensions.map((extension) => `${main}/index${extension}`)
  return [main, ...added, ...indexes]
}

/** The path below the folder; `undefined` for one that leads out of it. */
function inside(folder: string, path: string): string | undefined {
  const file = resolve(folder, path)
  return file.startsWith(folder + sep) ? file : undefined
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() ?? false
