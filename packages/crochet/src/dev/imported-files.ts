import { realpathSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Tells which files of a project this process imports from now on, so that changes in them can be watched for.
 *
 * @param root absolute path of the project
 * @param tell is given absolute paths, each once
 */
export function tellImports(root: string, tell: (files: readonly string[]) => void): void {
  const folder = realpathSync(root) + sep
  const known = new Set<string>()
  let fresh: string[] = []
  const flush = (): void => {
    tell(fresh)
    fresh = []
  }
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const [url = ''] = resolved.url.split('?')
      const file = url.startsWith('file:') ? fileURLToPath(url) : ''
      if (!file.startsWith(folder) || file.includes(`${sep}node_modules${sep}`) || known.has(file)) return resolved
      known.add(file)
      if (fresh.push(file) === 1) setImmediate(flush)
      return resolved
    },
  })
}
