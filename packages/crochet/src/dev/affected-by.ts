import { extname } from 'node:path'
import { moduleName } from '@crochet/modules'
import type { ChangedFile } from './watch-project.ts'

/** What a changed file asks for. */
export type Affected =
  /** The name of a hook module, or of what modules share in ./hooks. */
  { readonly is: 'module'; readonly name: string } | { readonly is: 'server' } | { readonly is: 'nothing' }

const code = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'])

/** What is known of the server. */
export interface Known {
  /** Whether one runs, in which modules can be swapped. */
  readonly isServing: boolean
  /** Absolute paths of what it has imported; `undefined` when the last start failed, and any code may be what was missing. */
  readonly imports: ReadonlySet<string> | undefined
}

/** @param changed a file that has changed, come or gone */
export function affectedBy({ file, path }: ChangedFile, { isServing, imports }: Known): Affected {
  const [first = '', ...deeper] = path.split('/')
  if (isServing && first === 'hooks') return inHooks(deeper)
  const isConfig = /^crochet\.config\.\w+$/.test(path) || /^\.env(\..+)?$/.test(path) || first === 'config'
  if (isConfig || imports?.has(file) === true) return { is: 'server' }
  return imports === undefined && code.has(extname(path)) ? { is: 'server' } : { is: 'nothing' }
}

/** A module in a folder may read files of any kind. */
function inHooks([top = '', ...deeper]: readonly string[]): Affected {
  const name = deeper.at(-1) ?? top
  if (top.startsWith('.') || isOdd(name)) return { is: 'nothing' }
  if (deeper.length > 0) return { is: 'module', name: moduleName(top) }
  const end = extname(top)
  return code.has(end) ? { is: 'module', name: moduleName(top.slice(0, -end.length)) } : { is: 'nothing' }
}

/** What has no extension, or one of these, is an editor's. */
const isOdd = (name: string): boolean => name.startsWith('.') || /^[^.]*$|~$|\.(?:swp|swx|tmp|bak|orig)$/.test(name)
