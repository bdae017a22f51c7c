const prefixed = /^(?:@[^/]+\/)?(?:crochet|strapi)-hook-(.+)$/
const packaged = /^(?:(?:@[^/]+\/)?crochet|strapi)-hook-.+$/

/** The module's name: what follows `crochet-hook-` or `strapi-hook-`, with or without an npm scope; else the name itself. */
export function moduleName(name: string): string {
  return prefixed.exec(name)?.[1] ?? name
}

/** Whether a package of this name is a hook module: `crochet-hook-*`, `@scope/crochet-hook-*`, `strapi-hook-*`. */
export function isModulePackage(name: string): boolean {
  return packaged.test(name)
}

/** Whether a module's full name is one of the older kind, whose settings and `defaults` have forms of their own. */
export function isOlderKind(fullName: string): boolean {
  return fullName.startsWith('strapi-hook-')
}

/** Whether a name is set aside: `_drafts`, `.git`. Such files, folders and settings are no modules. */
export function isIgnoredName(name: string): boolean {
  return name.startsWith('_') || name.startsWith('.')
}
