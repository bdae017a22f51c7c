import type { Id, Transaction } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import type { WriteRun } from '../operations/run.ts'
import type { Doc } from '../untyped.ts'
import { credentialFields } from './account-fields.ts'
import { resetTableOf, sessionTableOf } from './auth-tables.ts'

/** Whether a write changes what an account signs in with, or whether it may. Documents as stored. */
export const isCredentialChange = (entity: Entity, stored: Doc | undefined, written: Doc): boolean =>
  entity.auth !== undefined &&
  stored !== undefined &&
  credentialFields.some((name) => (stored[name] ?? null) !== (written[name] ?? null))

/** Ends every session of an account, and every link to a new password: in the transaction of the change that they must not outlive. */
export async function endSessions(transaction: Transaction, { slug }: Entity, user: Id): Promise<void> {
  const ofUser = { column: 'user', operator: 'equals', value: user } as const
  await transaction.deleteWhere(sessionTableOf(slug), ofUser)
  await transaction.deleteWhere(resetTableOf(slug), ofUser)
}

/** Tells those who hold connections open, once the write is committed. What an account that is deleted has had goes with its row. */
export function tellOfRevocation({ core, entity, operation, id, stored, changed }: WriteRun): void {
  if (entity.auth === undefined || stored === undefined) return
  if (operation !== 'delete' && !credentialFields.some((name) => changed.has(name))) return
  core.auth.revocations.tell({ collection: entity.slug, user: id, session: undefined })
}
