import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Jiti } from 'jiti'

/** Loads the entries of modules. */
export interface EntryImporter {
  /**
   * @param file absolute path of a TypeScript or JavaScript file, ESM or CommonJS
   * @returns the module's namespace, or its `module.exports`
   * @throws what the file threw, or why it cannot be parsed or resolved, with the line of the source
   */
  import(file: string): Promise<unknown>
}

/**
 * Makes the importer of one boot. Node's own `import()` comes first, so a file the application has imported as well is the
 * same module instance. What Node cannot load without running any of it (TypeScript that is not erasable, imports without
 * extension, `paths` of tsconfig.json, CommonJS in an ESM package) goes through one jiti instance; the files *it* imports
 * are again tried natively first. jiti alone would evaluate a module that throws a second time, hence the division.
 *
 * @param root absolute path of the project
 */
export function createEntryImporter(root: string): EntryImporter {
  let jiti: Promise<Jiti> | undefined
  return {
    async import(file) {
      try {
        return await import(pathToFileURL(file).href)
      } catch (error) {
        if (!isBeyondNode(error, file)) throw error
        jiti ??= startJiti(root)
        return await transformAndRun(await jiti, file)
      }
    },
  }
}

/** jiti is large and seldom needed, so it is loaded on first use. */
async function startJiti(root: string): Promise<Jiti> {
  const { createJiti } = await import('jiti')
  // The cache belongs into the project; in a folder of the system others could write to it.
  const fsCache = existsSync(join(root, 'node_modules'))
  return createJiti(join(root, 'index.js'), { tryNative: true, tsconfigPaths: true, fsCache })
}

async function transformAndRun(jiti: Jiti, file: string): Promise<unknown> {
  const loaded = jiti.cache[file]
  if (loaded?.loaded === true) return loaded.exports
  const source = await readFile(file, 'utf8')
  // Not `jiti.import`: after its native attempt has failed it loads what the file imports through itself as well, and
  // these files would then exist twice.
  return await jiti.evalModule(source, {
    filename: file,
    ext: extname(file) as '.ts',
    async: true,
    forceTranspile: true,
  })
}

const codesBeyondNode = new Set<unknown>([
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_REQUIRE_ESM',
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_AMBIGUOUS_MODULE_SYNTAX',
])

/** Whether Node could not parse or link the file, so that a transform may help and nothing of it has run yet. */
function isBeyondNode(error: unknown, file: string): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && codesBeyondNode.has(error.code)) return true
  if (error.name === 'ReferenceError') return error.message.includes('is not defined in ES module scope')
  return error.name === 'SyntaxError' && !ranIn(dirname(file), error)
}

/** A `SyntaxError` with a frame in the module's own folder was thrown by running code, as `JSON.parse` does. */
function ranIn(folder: string, error: Error): boolean {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
  const inside = folder + sep
  return frames.some((frame) => frame.includes(inside) || frame.includes(pathToFileURL(inside).href))
}
