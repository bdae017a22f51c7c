import { createHooks } from '@crochet/hooks'
import type { TableSchema } from '@crochet/storage'
import { checkConfig, type ContentConfig } from '../config/check.ts'
import { idTypesOf } from '../config/check-relations.ts'
import { compileCollection, compileGlobal, type Entity } from '../config/compile.ts'

/**
 * The tables of a configuration, for those who migrate without running anything.
 *
 * @throws ConfigError with every problem of the configuration
 */
export function tablesOf(config: ContentConfig): TableSchema[] {
  checkConfig(config)
  const { collections = [], globals = [] } = config
  const compiling = { hooks: createHooks(), idTypes: idTypesOf(collections) }
  return tablesOfEntities([
    ...collections.map((collection) => compileCollection(collection, compiling)),
    ...globals.map((global) => compileGlobal(global, compiling)),
  ])
}

export const tablesOfEntities = (entities: readonly Entity[]): TableSchema[] => entities.flatMap(({ tables }) => tables)
