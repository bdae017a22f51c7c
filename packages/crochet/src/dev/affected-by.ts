import { extname } from 'node:path'
import { moduleName } from '@crochet/modules'
import type { ChangedFile } from './watch-project.ts'

/** What a changed file asks for. */
export type Affected =
  /** The name of a hook module, or of what modules share in ./hooks. */
  { readonly is: 'module'; readonly name: string } | { readonly is: 'server' } | { readonly is: 'nothing' }

const code = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'])

/**
 * @param file that has changed, come or gone
 * @param imports absolute paths of what the server has imported; `undefined` when it could not be started, and so does not know: then
 *   any code may be what was missing
 */
export function affectedBy({ file, path }: ChangedFile, imports: ReadonlySet<string> | undefined): Affected {
  const [first = '', second, ...deeper] = path.split('/')
  if (imports !== undefined && first === 'hooks' && second !== undefined && !second.startsWith('.')) {
    const end = extname(second)
    // A module may read files of any kind; what has no extension, or an odd one, is an editor's.
    if (deeper.length > 0)
      return isOdd(deeper.at(-1) ?? '') ? { is: 'nothing' } : { is: 'module', name: moduleName(second) }
    return code.has(end) ? { is: 'module', name: moduleName(second.slice(0, -end.length)) } : { is: 'nothing' }
  }
  const isConfig = /^crochet\.config\.\w+$/.test(path) || /^\.env(\..+)?$/.test(path) || path.startsWith('config/')
  if (isConfig || imports?.has(file) === true) return { is: 'server' }
  return imports === undefined && code.has(extname(path)) ? { is: 'server' } : { is: 'nothing' }
}

const isOdd = (name: string): boolean => name.startsWith('.') || /^[^.]*$|~$|\.(?:swp|swx|tmp|bak|orig)$/.test(name)
