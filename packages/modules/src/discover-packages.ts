import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ModuleError } from './errors.ts'
import { shownPath } from './found-module.ts'
import type { FoundModule } from './found-module.ts'
import { isPlainObject } from './merge-settings.ts'
import { isModulePackage, moduleName } from './module-name.ts'
import { readJsonFile } from './read-json-file.ts'

export type PackageModule = Extract<FoundModule, { origin: 'package' }>

/**
 * Finds the packages that are hook modules: all in the project's own node_modules, links included, and, as Node does, those
 * in the node_modules further up that the project's package.json names. Nothing of them is loaded.
 *
 * @param root absolute path of the project
 * @returns packages by name without prefix, in the order of their full names; more than one where two have the same name
 * @throws ModuleError `MODULE_FOLDER_UNREADABLE`
 */
export async function discoverPackages(root: string): Promise<Map<string, PackageModule[]>> {
  const folders = new Map<string, string>()
  for (const fullName of await packagesIn(join(root, 'node_modules'))) {
    const folder = join(root, 'node_modules', fullName)
    if (await isFolder(folder)) folders.set(fullName, folder)
  }
  for (const fullName of await declaredPackages(root)) {
    if (folders.has(fullName)) continue
    const folder = await findUpwards(dirname(root), fullName)
    if (folder !== undefined) folders.set(fullName, folder)
  }
  const found = [...folders]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([fullName, folder]): PackageModule => ({
      origin: 'package',
      name: moduleName(fullName),
      fullName,
      folder,
      file: undefined,
      where: shownPath(root, folder),
    }))
  return Map.groupBy(found, ({ name }) => name)
}

async function packagesIn(folder: string): Promise<string[]> {
  const names: string[] = []
  for (const entry of await readFolder(folder)) {
    if (entry.startsWith('@')) {
      if (!(await isFolder(join(folder, entry)))) continue
      for (const inner of await readFolder(join(folder, entry))) names.push(`${entry}/${inner}`)
    } else names.push(entry)
  }
  return names.filter(isModulePackage)
}

/** Names in the project's package.json. What else is wrong with that file is for others to say. */
async function declaredPackages(root: string): Promise<string[]> {
  const manifest = await readJsonFile(join(root, 'package.json'))
  if (manifest.kind !== 'value' || !isPlainObject(manifest.value)) return []
  const { value } = manifest
  return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((key) => {
    const section = value[key]
    return isPlainObject(section) ? Object.keys(section).filter(isModulePackage) : []
  })
}

async function findUpwards(start: string, fullName: string): Promise<string | undefined> {
  for (let at = start; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', fullName)
    if (await isFolder(folder)) return folder
    if (dirname(at) === at) return undefined
  }
}

async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new ModuleError('MODULE_FOLDER_UNREADABLE', `Cannot look for packages in ${folder}`, { cause: error })
  }
}

/** Whether there is a folder, or a link to one. A link that leads nowhere, as `npm unlink` leaves it, is none. */
const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false
