import { relative, sep } from 'node:path'

/** A module that discovery found; nothing of it has been loaded yet. */
export type FoundModule =
  | {
      readonly origin: 'project'
      readonly name: string
      /** Absolute path of the entry. */
      readonly file: string
      /** The module's own folder, where its package.json may lie; `undefined` for a single file. */
      readonly folder: string | undefined
      /** The entry as messages print it: relative to the root, with `/`. */
      readonly where: string
    }
  | {
      readonly origin: 'code'
      readonly name: string
      readonly file: undefined
      readonly where: string
      /** What was given as `module`. */
      readonly given: unknown
    }

/** Where a module comes from: the project's ./hooks folder, or `{ module }` in the settings. */
export type ModuleOrigin = FoundModule['origin']

/** A path as messages print it: relative to the project's root, with `/` on every system. */
export function shownPath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}
