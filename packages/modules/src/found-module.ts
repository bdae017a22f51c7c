import { relative, sep } from 'node:path'

interface Found {
  /** Without prefix. */
  readonly name: string
  /** The name as it is written where the module was found: `strapi-hook-knex`, `@acme/crochet-hook-mail`, `search`. */
  readonly fullName: string
  /** The entry, of a package its folder, as messages print it: relative to the root, with `/`. */
  readonly where: string
}

/** A module that discovery found; nothing of it has been loaded yet. */
export type FoundModule =
  | (Found & {
      readonly origin: 'project'
      /** Absolute path of the entry. */
      readonly file: string
      /** The module's own folder, where its package.json may lie; `undefined` for a single file. */
      readonly folder: string | undefined
    })
  | (Found & {
      readonly origin: 'package'
      /** Which file is the entry is looked up when the package is switched on. */
      readonly file: undefined
      /** Absolute path of the package, as it stands in node_modules: perhaps a link. */
      readonly folder: string
    })
  | (Found & {
      readonly origin: 'code'
      readonly file: undefined
      /** What was given as `module`. */
      readonly given: unknown
    })

/** Where a module comes from: the project's ./hooks folder, a package in node_modules, or `{ module }` in the settings. */
export type ModuleOrigin = FoundModule['origin']

/** A path as messages print it: relative to the project's root, with `/` on every system. */
export function shownPath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}
