import type { Content } from '@crochet/content'
import type { OperationDefinitionNode } from 'graphql'
import type { AuthActions } from '../auth/auth-actions.ts'
import type { Visit } from '../auth/visit.ts'
import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'
import type { HttpLog } from '../http-log.ts'
import type { RestRequest } from '../rest-request.ts'
import { Executor } from './execution.ts'
import type { GraphqlContext } from './graphql-context.ts'
import type { GraphqlRequest } from './graphql-request.ts'
import { GraphqlResults, type GraphqlOutcome } from './graphql-result.ts'
import { checkCost, PreparedDocuments, type PreparedDocument } from './prepared-documents.ts'
import { buildSchema } from './schema/build-schema.ts'

export interface EngineServices {
  readonly content: Content
  readonly actions: AuthActions
  readonly limits: HttpLimits
  readonly log: HttpLog
  /** Whether the schema may be asked for. */
  readonly introspection: boolean
}

/** Answers queries. It is loaded, and its schema made, for the first of them. */
export class GraphqlEngine {
  readonly #services: EngineServices
  readonly #schema: ReturnType<typeof buildSchema>
  readonly #documents: PreparedDocuments
  readonly #executor = new Executor()
  readonly #results: GraphqlResults

  constructor(services: EngineServices) {
    const { content, limits, introspection, log } = services
    this.#services = services
    this.#schema = buildSchema({ collections: content.collections, globals: content.globals }, limits.depth)
    this.#documents = new PreparedDocuments(this.#schema, { limits, introspection })
    this.#results = new GraphqlResults(content, log)
  }

  /** Runs queries one after the other; what they cost together is limited. Never rejects. */
  async runAll(requests: readonly GraphqlRequest[], visit: Visit): Promise<GraphqlOutcome[]> {
    const outcomes: GraphqlOutcome[] = []
    const spent = { cost: 0 }
    for (const request of requests) outcomes.push(await this.run(request, { visit, spent }))
    return outcomes
  }

  /** Parse, count, validate, execute, answer. Never rejects. @param about `readOnly`: a GET, which changes nothing */
  async run(
    request: GraphqlRequest,
    { visit, spent = { cost: 0 }, readOnly = false }: { visit: Visit; spent?: { cost: number }; readOnly?: boolean },
  ): Promise<GraphqlOutcome> {
    const { content, actions } = this.#services
    const context: GraphqlContext = { content, actions, visit, failed: new WeakMap() }
    const about = { req: visit.req, failed: context.failed }
    try {
      const prepared = this.#documents.prepare(request.query, request.variables)
      const operation = chooseOperation(prepared, request.operationName)
      if (readOnly && operation.operation !== 'query') {
        throw new HttpError('GRAPHQL_GET_MUTATION', 'A GET request cannot change anything.')
      }
      spent.cost += this.#documents.check(prepared, operation, request.variables)
      checkCost(spent.cost, this.#services.limits)
      const { data, errors } = await this.#executor.execute({
        schema: this.#schema,
        prepared,
        operation,
        variables: request.variables,
        context,
        hideSuggestions: !this.#services.introspection,
      })
      return await this.#results.executed(data, errors, about)
    } catch (error) {
      return this.#results.refused(error, about)
    }
  }

  /** Answers a request that no query could be read from. Never rejects. */
  refuse(error: unknown, req: RestRequest): Promise<GraphqlOutcome> {
    return this.#results.refused(error, { req, failed: new WeakMap() })
  }
}

function chooseOperation({ operations }: PreparedDocument, name: string | undefined): OperationDefinitionNode {
  const chosen = name === undefined ? operations : operations.filter((one) => one.name?.value === name)
  const [operation] = chosen
  if (operation !== undefined && chosen.length === 1) return operation
  const message =
    name === undefined
      ? `There are ${operations.length} operations, and no \`operationName\`.`
      : 'There is no operation of this name.'
  throw new HttpError('GRAPHQL_OPERATION', message, { path: 'operationName' })
}
