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
  /** How long `/readyz` waits for each check. */
  readonly ready: number
  /** Fields inside of fields in a GraphQL query. */
  readonly graphqlDepth: number
  /** What the GraphQL queries of one request may cost together; a field costs 1 (guide: graphql.md). */
  readonly graphqlCost: number
  /** Words and signs of a GraphQL query. */
  readonly graphqlTokens: number
  /** GraphQL queries in one request. */
  readonly graphqlBatch: number
  /** How long `close()` waits for requests that are being answered. */
  readonly drain: number
}

export const defaultLimits: HttpLimits = {
  body: 1024 * 1024,
  headers: 16 * 1024,
  url: 8 * 1024,
  request: 30_000,
  jsonDepth: 32,
  jsonKeys: 10_000,
  depth: 5,
  ready: 2_000,
  graphqlDepth: 10,
  graphqlCost: 1_000,
  graphqlTokens: 5_000,
  graphqlBatch: 10,
  drain: 5_000,
}

/**
 * @param given limits that differ from the defaults
 * @throws HttpError `HTTP_LIMIT_INVALID` for an unknown name or a value that is no whole number above 0
 */
export function resolveLimits(given: Partial<HttpLimits> = {}): HttpLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      throw new HttpError('HTTP_LIMIT_INVALID', `There is no limit "${name}".`)
    }
    if (value !== undefined && (!Number.isSafeInteger(value) || value <= 0)) {
      throw new HttpError('HTTP_LIMIT_INVALID', `The limit "${name}" is ${String(value)}.`)
    }
  }
  const stated = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...defaultLimits, ...Object.fromEntries(stated) }
}
