import type { GraphQLError } from 'graphql'
import { HttpError, type HttpErrorCode } from '../errors.ts'

/** A query that cannot be executed as it is written: all that is wrong with it, and where. */
export class DocumentError extends HttpError {
  readonly problems: readonly GraphQLError[]

  constructor(
    code: Extract<HttpErrorCode, 'GRAPHQL_SYNTAX' | 'GRAPHQL_INVALID' | 'GRAPHQL_VARIABLES'>,
    problems: readonly GraphQLError[],
  ) {
    super(code, problems[0]?.message ?? '', { cause: problems[0] })
    this.problems = problems
  }
}
