/** The entry of a loaded file: its default export or `module.exports`; or that an ES module has no default export. */
export type Entry =
  | { readonly kind: 'entry'; readonly value: unknown }
  | { readonly kind: 'no-default'; readonly names: string[] }

/**
 * Finds the entry in what `import()`, a transform or a bundler made of the file, whichever module system it was written in.
 *
 * @param loaded a namespace object, `module.exports`, or (given in code) the hook or function itself
 */
export function entryOf(loaded: unknown): Entry {
  if (!isNamespace(loaded)) return { kind: 'entry', value: loaded }
  if ('module.exports' in loaded) return entryOf(loaded['module.exports'])
  if (!('default' in loaded)) return { kind: 'no-default', names: Object.keys(loaded) }
  const value = loaded['default']
  // CommonJS that was compiled from ESM keeps its default export one level deeper.
  return isCompiled(value) ? entryOf(value) : { kind: 'entry', value }
}

const isNamespace = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Reflect.get(value, Symbol.toStringTag) === 'Module' || isCompiled(value))

const isCompiled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && '__esModule' in value && value.__esModule === true
