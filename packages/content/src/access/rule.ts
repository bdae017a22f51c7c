import type { ContentRequest } from '../request.ts'
import type { Data, Doc } from '../untyped.ts'
import type { Where } from '../query/where.ts'

/** What an access function is told. */
export interface AccessArgs {
  req: ContentRequest
  /** The document asked for by id. */
  id?: string | undefined
  /** What is to be written. */
  data?: Data | undefined
  /** Field rules: the document as stored (in reads as answered); `undefined` on create and when a query is checked. */
  doc?: Doc | undefined
}

/**
 * Whether an operation may go ahead: `true`, `false`, or for which documents (a `where`, ANDed to the query). What it throws
 * refuses.
 */
export type AccessRule = (args: AccessArgs) => boolean | Where | PromiseLike<boolean | Where>

/** Whether a field may be set (`create`, `update`) or seen, filtered and sorted by (`read`). */
export type FieldAccessRule = (args: AccessArgs) => boolean | PromiseLike<boolean>
