import { isPlainObject, isThenable } from '@crochet/hooks'
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

/**
 * Runs an access rule. What it throws refuses: a plain `Error` with its message, anything else as a fault.
 *
 * @returns the verdict; a promise only if the rule gives one
 */
export function askRule<T>(rule: () => T | PromiseLike<T>): T | Promise<T> {
  try {
    const verdict = rule()
    return isThenable(verdict) ? settled(verdict as PromiseLike<T>) : (verdict as T)
  } catch (error) {
    throw refusalOf(error)
  }
}

async function settled<T>(verdict: PromiseLike<T>): Promise<T> {
  try {
    return await verdict
  } catch (error) {
    throw refusalOf(error)
  }
}

function refusalOf(error: unknown): ContentError {
  if (error instanceof ContentError) return error
  if (isPlainError(error)) return new Forbidden(error.message, { cause: error })
  return new ContentError('ACCESS_FAILED', 'An access rule failed.', { cause: error })
}
