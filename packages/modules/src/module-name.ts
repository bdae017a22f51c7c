const prefixed = /^(?:@[^/]+\/)?(?:crochet|strapi)-hook-(.+)$/

/** The module's name: what follows `crochet-hook-` or `strapi-hook-`, with or without an npm scope; else the name itself. */
export function moduleName(name: string): string {
  return prefixed.exec(name)?.[1] ?? name
}

/** Whether a name is set aside: `_drafts`, `.git`. Such files, folders and settings are no modules. */
export function isIgnoredName(name: string): boolean {
  return name.startsWith('_') || name.startsWith('.')
}
