import { createEntryImporter, entryOf } from '@crochet/modules'
import { checkConfig, type CrochetConfig } from '../config.ts'
import { CliError } from './errors.ts'
import { failedAt } from './failed-at.ts'

/** How long a configuration may take to load, in milliseconds. */
const patience = 30_000

/**
 * Loads a configuration as hook modules are loaded: TypeScript or JavaScript, default export or `module.exports`.
 *
 * @param root absolute path of the project
 * @param file absolute path of the configuration
 * @throws CliError `CLI_CONFIG_LOAD` with file and line, `CLI_CONFIG_SHAPE`; AppError for wrong keys
 */
export async function importConfig(root: string, file: string): Promise<CrochetConfig> {
  const entry = entryOf(await load(root, file))
  if (entry.kind === 'no-default') throw new CliError('CLI_CONFIG_SHAPE', `${file} has no default export`)
  const config: unknown = await entry.value
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    const kind = config === null ? 'null' : Array.isArray(config) ? 'a list' : `a ${typeof config}`
    throw new CliError('CLI_CONFIG_SHAPE', `${file} exports ${kind} instead of an object`)
  }
  checkConfig(config)
  return config
}

async function load(root: string, file: string): Promise<unknown> {
  const failed = Promise.withResolvers<never>()
  const late = (): void => failed.reject(new CliError('CLI_CONFIG_LOAD', `${file} is not loaded after ${patience} ms`))
  const fail = (cause: unknown): void =>
    failed.reject(
      new CliError('CLI_CONFIG_LOAD', `The configuration cannot be loaded: ${failedAt(file, cause)}`, { cause }),
    )
  // What the file starts and nobody awaits may fail while it is loaded: Node would end the process with a bare stack.
  process.on('unhandledRejection', fail)
  process.on('uncaughtException', fail)
  const timer = setTimeout(late, patience).unref()
  const loading = createEntryImporter(root).import(file)
  loading.catch(fail)
  try {
    return await Promise.race([failed.promise, loading.catch(() => failed.promise)])
  } finally {
    clearTimeout(timer)
    process.off('unhandledRejection', fail)
    process.off('uncaughtException', fail)
  }
}
