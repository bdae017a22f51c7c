import type { ContentRequest } from '../request.ts'
import type { ChangesOf, DocOf, IdOf } from '../types/register.ts'
import type { Where } from '../query/where.ts'

/** What an access function is told. */
export interface AccessArgs<S extends string = string> {
  req: ContentRequest
  /** The document asked for by id. */
  id?: IdOf<S> | undefined
  /** What is to be written. */
  data?: ChangesOf<S> | undefined
  /** Field rules: the document as stored (in reads as answered); `undefined` on create and when a query is checked. */
  doc?: DocOf<S> | undefined
}

/**
 * Whether an operation may go ahead: `true`, `false`, or for which documents (a `where`, ANDed to the query). What it throws
 * refuses.
 */
export type AccessRule<S extends string = string> = {
  // As a method: so a rule for documents that have types is one of a collection like any other.
  decide(args: AccessArgs<S>): boolean | Where | PromiseLike<boolean | Where>
}['decide']

/** Whether a field may be set (`create`, `update`) or seen, filtered and sorted by (`read`). */
export type FieldAccessRule = (args: AccessArgs) => boolean | PromiseLike<boolean>
