import { migrateSchema, planSchema, tablesOf, type SchemaPlan } from '@crochet/content'
import { openStorage } from '@crochet/storage'
import { beginBoot, loadAndConfigure, type AppOptions } from './begin-boot.ts'
import type { CrochetConfig } from './config.ts'
import { splitRootHooks } from './root-hooks.ts'

export interface AppMigration extends SchemaPlan {
  /** Whether the steps have been carried out. */
  readonly applied: boolean
}

/**
 * What has to be done so that an application boots in production: without `apply` it says so, with it it does so, all or nothing.
 * Hook modules are loaded, since they may add fields, but not initialised; nothing is served.
 *
 * @param config what `crochet.config.ts` exports
 * @returns a readable line for each step, and what is stored and no longer in the configuration, which is kept
 * @throws StorageError `SCHEMA_CHANGE` listing what cannot be done without losing data, and how to go about it; ConfigError, ModuleError
 */
export async function migrateApp(
  config: CrochetConfig,
  { apply = false, ...options }: AppOptions & { apply?: boolean } = {},
): Promise<AppMigration> {
  await using booting = new AsyncDisposableStack()
  const boot = beginBoot(config, { ...options, booting })
  const modules = await boot.hooks.batch(() => loadAndConfigure(boot))
  booting.defer(() => modules.destroy())
  const { collections = [], globals = [], hooks = {} } = boot.parts.config
  const tables = tablesOf({ collections, globals, hooks: splitRootHooks(hooks).content })

  const { documents } = booting.use(await openStorage(boot.url, { root: boot.root }))
  const { steps, kept } = await planSchema(documents, tables)
  if (apply) await migrateSchema(documents, tables, 'development')
  return { steps, kept, applied: apply }
}
