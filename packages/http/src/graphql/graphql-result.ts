import type { Content } from '@crochet/content'
import { GraphQLError, type SourceLocation } from 'graphql'
import { formatError, jsonOfResponse } from '../error-answer.ts'
import { HttpError } from '../errors.ts'
import type { HttpLog } from '../http-log.ts'
import type { RestRequest } from '../rest-request.ts'
import { DocumentError } from './document-error.ts'

/** One entry of `errors` (GraphQL specification, 7.1.2). */
export interface GraphqlErrorEntry {
  readonly message: string
  readonly locations?: readonly SourceLocation[]
  /** The field of the query that failed. */
  readonly path?: readonly (string | number)[]
  readonly extensions: {
    readonly code: string
    /** The field of the data that is at fault: `items.0.price`. */
    readonly path?: string
    readonly data?: unknown
  }
}

/** What is answered to one query. */
export interface GraphqlResult {
  readonly errors?: readonly GraphqlErrorEntry[]
  readonly data?: unknown
}

/** An error on its way to `afterError` and into an answer. */
interface Failure {
  readonly error: unknown
  readonly collection: string | undefined
  readonly status: number
  readonly entries: readonly GraphqlErrorEntry[]
}

/** A result with the status that it is answered with. */
export interface GraphqlOutcome {
  readonly status: number
  /** A `GraphqlResult`, or whatever a hook has put in its place. */
  readonly body: unknown
}

export interface About {
  readonly req: RestRequest
  /** Of which collection the operation was that failed with an error. */
  readonly failed: WeakMap<object, string>
}

/** Makes answers of what was executed and of what failed: each error runs `afterError` once, with the whole answer. */
export class GraphqlResults {
  readonly #content: Content
  readonly #log: HttpLog

  constructor(content: Content, log: HttpLog) {
    this.#content = content
    this.#log = log
  }

  /** Of a query that was executed, with or without errors. Never rejects. */
  async executed(data: unknown, errors: readonly GraphQLError[], about: About): Promise<GraphqlOutcome> {
    if (errors.length === 0) return { status: 200, body: { data } }
    return this.#report(
      errors.map((error) => failureAt(error, about)),
      { data, status: 200, about },
    )
  }

  /** Of a query that was not executed. Never rejects. */
  refused(error: unknown, about: About): Promise<GraphqlOutcome> {
    const failure = toFailure(error, {}, undefined)
    return this.#report([failure], { status: failure.status, about })
  }

  async #report(
    failures: readonly Failure[],
    { data, status, about }: { data?: unknown; status: number; about: About },
  ): Promise<GraphqlOutcome> {
    const { req } = about
    const errors = failures.flatMap(({ entries }) => entries)
    let outcome: GraphqlOutcome = { status, body: data === undefined ? { errors } : { errors, data } }
    for (const { error, collection, status: its } of failures) {
      if (its >= 500) this.#log.error({ err: error, method: req.method, url: req.url }, 'a GraphQL query failed')
      const graphqlResult = outcome.body
      const replaced = await this.#content.reportError(error, { source: 'graphql', req, collection, graphqlResult })
      if (replaced.response !== undefined && jsonOfResponse(replaced.response, this.#log) === undefined) continue
      outcome = { status: replaced.status ?? outcome.status, body: replaced.response ?? outcome.body }
    }
    return outcome
  }
}

/** An error of a field: of the operation behind it, or of GraphQL itself, when a value is not of its type. */
function failureAt(located: GraphQLError, { failed }: About): Failure {
  const { originalError, locations, path } = located
  const place = { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) }
  if (originalError === undefined || originalError instanceof GraphQLError) {
    return toFailure(new HttpError('GRAPHQL_VALUE', located.message, { cause: located }), place, undefined)
  }
  return toFailure(originalError, place, failed.get(originalError))
}

type Place = Pick<GraphqlErrorEntry, 'locations' | 'path'>

function toFailure(error: unknown, place: Place, collection: string | undefined): Failure {
  if (error instanceof DocumentError) {
    const { code, status, problems } = error
    const entries = problems.map(({ message, locations }) => ({
      message,
      ...(locations === undefined ? {} : { locations }),
      extensions: { code },
    }))
    return { error, collection, status, entries }
  }
  const { status, body } = formatError(error)
  const entries = body.errors.map(({ message, ...extensions }) => ({ message, ...place, extensions }))
  return { error, collection, status, entries }
}
