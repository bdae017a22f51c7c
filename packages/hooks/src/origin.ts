/** Where a handler came from, as `explain()`, traces and errors show it. */
export interface Origin {
  readonly source: 'config' | 'module' | 'extension' | 'code'
  /** The module, the extension, or the path in the configuration (`collections.posts.hooks.beforeChange[0]`). */
  readonly name?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
}

const ownFiles = /[\\/](?:packages[\\/]hooks|@crochet[\\/]hooks)[\\/](?:src|dist)[\\/]/
/** `at name (place)`, with a name that may be anything and a place that may hold blanks and brackets. */
const namedFrame = /^at .*? \((.+)\)$/
const bareFrame = /^at (?:async )?(.+)$/
const fileAndLine = /^(?:file:\/\/)?(.+):(\d+):\d+$/

/**
 * Finds the file and line that called into the engine, from a stack in V8's format. Registration only; never on dispatch.
 *
 * @param stack text of `new Error().stack`
 * @returns file (path or URL as the runtime prints it) and 1-based line, or `undefined` for an unknown format
 */
export function callSite(stack: string | undefined): { file: string; line: number } | undefined {
  for (const text of stack?.split('\n').slice(1) ?? []) {
    const frame = text.trim()
    const place = (namedFrame.exec(frame) ?? bareFrame.exec(frame))?.[1] ?? ''
    const [, file, line] = fileAndLine.exec(place) ?? []
    if (file === undefined || ownFiles.test(file) || file.startsWith('node:')) continue
    return { file, line: Number(line) }
  }
  return undefined
}

/** One line for people: `module "search-index" (hooks/search-index/index.ts:12)`. */
export function describeOrigin(origin: Origin): string {
  const where =
    origin.file === undefined ? '' : ` (${origin.file}${origin.line === undefined ? '' : `:${origin.line}`})`
  return `${origin.source}${origin.name === undefined ? '' : ` "${origin.name}"`}${where}`
}
