import { isPlainObject } from '@crochet/hooks'
import type { Where as StorageWhere } from '@crochet/storage'
import { ContentError, Forbidden } from '../errors.ts'
import { isPlainError } from '../plain-error.ts'
import { toStorageWhere } from '../query/where.ts'
import type { Run } from '../operations/run.ts'
import type { AccessArgs } from './rule.ts'

/**
 * Asks the rule of a collection or global. Without a rule, whoever is signed in may.
 *
 * @returns which documents are allowed; `undefined` for all
 * @throws Forbidden when it refuses; ContentError `ACCESS_FAILED` when it cannot answer
 */
export async function checkAccess(
  run: Run,
  operation: keyof Run['entity']['access'],
): Promise<StorageWhere | undefined> {
  if (!run.enforce) return undefined
  const rule = run.entity.access[operation]
  const args: AccessArgs = { req: run.req, id: run.args.id, data: run.args.data }
  const verdict = rule === undefined ? run.req.user !== null : await askRule(() => rule(args))
  if (verdict === true) return undefined
  if (verdict === false) throw new Forbidden()
  if (isPlainObject(verdict)) return toStorageWhere({ core: run.core, entity: run.entity }, verdict)
  throw new ContentError('ACCESS_FAILED', `The ${operation} rule of "${run.entity.name}" returned ${String(verdict)}.`)
}

/** Runs an access rule. What it throws refuses: a plain `Error` with its message, anything else as a fault. */
export async function askRule<T>(rule: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await rule()
  } catch (error) {
    if (error instanceof ContentError) throw error
    if (isPlainError(error)) throw new Forbidden(error.message, { cause: error })
    throw new ContentError('ACCESS_FAILED', 'An access rule failed.', { cause: error })
  }
}
