import type { Documents, TableSchema } from '@crochet/storage'
import { ContentError } from '../errors.ts'

/** What stands between the stored tables and those of the configuration. */
export interface SchemaPlan {
  /** What `migrate` would do, a readable line for each step; none when everything is there. */
  readonly steps: readonly string[]
  /** What is stored and no longer in the configuration: `drafts`, `posts.subtitle`. It is kept, whatever is done. */
  readonly kept: readonly string[]
}

/**
 * `development` does what is to be done and never drops anything; `production` changes nothing, and refuses to go on while
 * there is something to be done.
 */
export type MigrateMode = 'development' | 'production'

/** The part of the storage that knows about tables. */
export type Tables = Pick<Documents, 'migrate' | 'plan' | 'undeclared'>

/** @throws StorageError `SCHEMA_CHANGE` listing what cannot be done without losing data, and how to go about it */
export async function planSchema(documents: Tables, tables: TableSchema[]): Promise<SchemaPlan> {
  return { steps: await documents.plan(tables), kept: await documents.undeclared(tables) }
}

/**
 * Brings the stored tables in line, all or nothing, or refuses to.
 *
 * @returns a line for each step that was done
 * @throws StorageError `SCHEMA_CHANGE` as `planSchema`; ContentError `MIGRATION_PENDING`
 */
export async function migrateSchema(documents: Tables, tables: TableSchema[], mode: MigrateMode): Promise<string[]> {
  if (mode === 'production') {
    const pending = await documents.plan(tables)
    if (pending.length > 0) {
      const lines = pending.map((line) => `\n- ${line}`).join('')
      const message = `The stored tables are not those of the configuration. To be done:${lines}`
      throw new ContentError('MIGRATION_PENDING', message, { data: { steps: pending } })
    }
  }
  // The storage answers for tables that it was given here: so also when there is nothing to do.
  return documents.migrate(tables)
}
