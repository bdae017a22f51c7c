import { HttpError } from './errors.ts'

/** What one request may cost (spec: bars.md, "Limits"). Sizes in bytes, times in milliseconds. */
export interface HttpLimits {
  /** Body of a request. */
  readonly body: number
  /** All headers of a request, its first line included. */
  readonly headers: number
  /** Path and query of a request. */
  readonly url: number
  /** From the first byte of a request to its answer (streams may go on). */
  readonly request: number
  /** How deep objects and lists of a JSON body may be nested. */
  readonly jsonDepth: number
  /** Keys of all objects of a JSON body together. */
  readonly jsonKeys: number
  /** `depth` of a query. */
  readonly depth: number
  graphqlDepth: 10,
  graphqlCost: 1_000,
  graphqlTokens: 5_000,
  graphqlBatch: 10,
