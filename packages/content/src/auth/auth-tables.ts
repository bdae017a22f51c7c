import type { TableSchema } from '@crochet/storage'
import type { IdType } from '../config/relation.ts'

/** Sessions of a collection's accounts. No field is called like this, so no other table is. */
export const sessionTableOf = (slug: string): string => `${slug}/-sessions`
/** Tokens by which a new password may be chosen. */
export const resetTableOf = (slug: string): string => `${slug}/-resets`

/**
 * The tables beside that of an auth collection. The id of a row is the hash of a token: by it the row is found for each request. Rows
 * of an account that is deleted go with it. Times are milliseconds since 1970.
 */
export function authTablesOf(slug: string, ids: IdType): TableSchema[] {
  const user = { name: 'user', type: ids, notNull: true, references: { table: slug, onDelete: 'cascade' } } as const
  const sid = { name: 'sid', type: 'text', notNull: true, unique: true } as const
  const expiresAt = { name: 'expiresAt', type: 'number', notNull: true, index: true } as const
  const createdAt = { name: 'createdAt', type: 'number', notNull: true } as const
  return [
    { name: sessionTableOf(slug), columns: [sid, user, expiresAt, createdAt] },
    { name: resetTableOf(slug), columns: [user, expiresAt] },
  ]
}
