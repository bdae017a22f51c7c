import { ContentError, QueryError } from '../errors.ts'
import type { Run, WriteRun } from './run.ts'

/**
 * Checks that the document is the one that the caller has seen (`If-Match` of HTTP, RFC 9110, 13.1.1). What the pipeline starts from
 * is compared with what is stored once more at the write, and the pipeline begins again where it differs: so there is no moment in
 * which somebody else's change could come between this check and the write.
 *
 * @throws ContentError `PRECONDITION_FAILED`
 */
export function checkExpected({ args: { ifUpdatedAt }, stored }: Pick<WriteRun, 'args' | 'stored'>): void {
  if (ifUpdatedAt === undefined) return
  const expected = typeof ifUpdatedAt === 'string' ? [ifUpdatedAt] : ifUpdatedAt
  const updatedAt: unknown = stored?.['updatedAt']
  if (Array.isArray(expected) && typeof updatedAt === 'string' && expected.includes(updatedAt)) return
  throw new ContentError('PRECONDITION_FAILED', 'The document is not in the state that the change was made for.')
}

/** @throws QueryError where the documents are many */
export function refuseExpected({ args }: Run): void {
  if (args.ifUpdatedAt === undefined) return
  throw new QueryError('WHERE_SHAPE', '`ifUpdatedAt` is for a change of one document.', 'ifUpdatedAt')
}
