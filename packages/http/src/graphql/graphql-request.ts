import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'
import { parseJsonBody } from '../rest/json-body.ts'
import { parseQueryString } from '../rest/query-string.ts'

/** One query, as GraphQL over HTTP sends it. */
export interface GraphqlRequest {
  readonly query: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

const names = ['query', 'operationName', 'variables', 'extensions']

/**
 * Reads a body: one query, or a list of them.
 *
 * @throws HttpError `GRAPHQL_SHAPE`, `GRAPHQL_BATCH`
 */
export function readBody(body: unknown, { graphqlBatch }: HttpLimits): GraphqlRequest | GraphqlRequest[] {
  if (!Array.isArray(body)) return readOne(body)
  if (body.length === 0) throw shapeError('The list of queries is empty.')
  if (body.length > graphqlBatch) {
    const message = `There are ${body.length} queries in one request; the limit is ${graphqlBatch}.`
    throw new HttpError('GRAPHQL_BATCH', message, { data: { limit: graphqlBatch } })
  }
  return body.map(readOne)
}

/**
 * Reads the query string of a GET; `variables` is JSON.
 *
 * @throws HttpError `GRAPHQL_SHAPE`, `HTTP_QUERY_…`, `HTTP_BODY_…` for the JSON of the variables
 */
export function readUrl(url: string, limits: HttpLimits): GraphqlRequest {
  const { variables, extensions: _extensions, ...others } = parseQueryString(url)
  if (variables === undefined || variables === '') return readOne(others)
  if (typeof variables !== 'string') throw shapeError('`variables` is no JSON.', 'variables')
  return readOne({ ...others, variables: parseJsonBody(Buffer.from(variables), limits) })
}

function readOne(given: unknown): GraphqlRequest {
  if (!isObject(given)) throw shapeError('A query is an object: { query, operationName, variables }.')
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) throw shapeError(`A query has no \`${unknown}\`.`, unknown)
  const { query, operationName = null, variables = null } = given
  if (typeof query !== 'string') throw shapeError('`query` is no text.', 'query')
  if (operationName !== null && typeof operationName !== 'string') {
    throw shapeError('`operationName` is no text.', 'operationName')
  }
  if (variables !== null && !isObject(variables)) throw shapeError('`variables` is no object.', 'variables')
  return {
    query,
    operationName: operationName === null || operationName === '' ? undefined : operationName,
    variables: variables ?? {},
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shapeError = (message: string, path?: string): HttpError => new HttpError('GRAPHQL_SHAPE', message, { path })
