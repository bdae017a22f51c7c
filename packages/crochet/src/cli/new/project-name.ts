import { basename, resolve } from 'node:path'
import { NewProjectError } from './errors.ts'

/** Names that npm itself does not take, and that of the server: a package cannot depend on one of its own name. */
const taken: ReadonlySet<string> = new Set(['node_modules', 'favicon.ico', 'crochet'])
const pattern = /^[a-z0-9~][a-z0-9._~-]*$/
const longest = 214

/**
 * The name of the package in a folder: the folder's own.
 *
 * @param folder as it was given; for `.` the name of the working directory is made fit, since it cannot be called otherwise
 * @throws NewProjectError `NEW_NAME` for one that npm would refuse, with the nearest one that it takes
 */
export function projectName(folder: string, cwd: string): string {
  const name = basename(resolve(cwd, folder))
  if (isName(name)) return name
  if (resolve(cwd, folder) === resolve(cwd)) return nearestName(name)
  const better = folder.slice(0, folder.lastIndexOf(name)) + nearestName(name)
  throw new NewProjectError('NEW_NAME', `"${name}" cannot be the name of a project; try \`crochet new ${better}\`.`)
}

/** @see the rules for `name` in the documentation of package.json */
const isName = (name: string): boolean => pattern.test(name) && name.length <= longest && !taken.has(name)

function nearestName(name: string): string {
  const near = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~]+/g, '-')
    .replace(/^[-._]+/, '')
    .slice(0, longest)
    .replace(/-+$/, '')
  if (isName(near)) return near
  return isName(`${near}-app`) ? `${near}-app` : 'my-app'
}
