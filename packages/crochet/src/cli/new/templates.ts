import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { NewProjectError } from './errors.ts'

/** The same place seen from `src/cli/new` and from `dist/cli/new`. */
const packageFolder = join(import.meta.dirname, '../../..')

/** Templates by name, the usual one first, with a line about each. A name is a folder in `templates` of this package. */
export const templates = {
  blog: 'posts and accounts, a slug and a date made by hooks, a hook module, a test',
  minimal: 'one collection with a hook, and a test',
} as const

export type TemplateName = keyof typeof templates

export const templateNames = Object.keys(templates) as [TemplateName, ...TemplateName[]]

/** @throws NewProjectError `NEW_TEMPLATE` that lists what there is */
export function templateNamed(name: string): TemplateName {
  const found = templateNames.find((one) => one === name)
  if (found !== undefined) return found
  throw new NewProjectError('NEW_TEMPLATE', `There is no template "${name}", only ${templateNames.join(' and ')}.`)
}

/** A file of a project that is to be made. */
export interface ProjectFile {
  /** Below the project's folder, with `/`. */
  readonly path: string
  readonly text: string
}

/**
 * The files of a template, filled in: `{{name}}` with the name of the project, `{{version}}` with that of this package.
 *
 * @returns in the order of their paths
 */
export async function filesOfTemplate(template: TemplateName, name: string): Promise<ProjectFile[]> {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const folder = join(packageFolder, 'templates', template)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    paths.toSorted().map(async (path) => {
      const text = await readFile(path, 'utf8')
      return {
        path: nameInProject(path.slice(folder.length + 1).replaceAll(sep, '/')),
        text: text.replaceAll('{{name}}', name).replaceAll('{{version}}', version),
      }
    }),
  )
}

/** npm leaves files called `.gitignore` out of what it packs: so it has no dot until it is in a project. */
const nameInProject = (path: string): string => (path === 'gitignore' ? '.gitignore' : path)
