import { dirname, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Where and why a file could not be loaded, in a line: `/project/crochet.config.ts:3: Unexpected token`. The place may be in another
 * file of the project, one that the asked one imports.
 *
 * @param file absolute path of the file that was asked for
 * @param cause what loading it threw
 */
export function failedAt(file: string, cause: unknown): string {
  return `${placeOf(cause, dirname(file) + sep) ?? file}: ${reasonOf(cause)}`
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return `it threw ${String(cause)}, which is no error`
  const [reason = ''] = cause.message.trim().split('\n')
  const bare = reason.replace(/^ParseError: /, '').trim()
  return cause.name === 'Error' || cause.name === 'SyntaxError' ? bare : `${cause.name}: ${bare}`
}

/** The first place in the project that the stack or the message names: what cannot be parsed, or the frame that threw. */
function placeOf(cause: unknown, folder: string): string | undefined {
  if (!(cause instanceof Error)) return undefined
  for (const line of `${cause.stack ?? ''}\n${cause.message}`.split('\n')) {
    for (const prefix of [folder, pathToFileURL(folder).href]) {
      const at = line.indexOf(prefix)
      const [, path, number] = at < 0 ? [] : (/^(.+?):(\d+)/.exec(line.slice(at + prefix.length)) ?? [])
      if (path === undefined || path.startsWith('node_modules')) continue
      return `${prefix === folder ? folder + path : fileURLToPath(prefix + path)}:${number}`
    }
  }
  return undefined
}
