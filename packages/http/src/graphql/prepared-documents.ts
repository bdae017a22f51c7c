import {
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'
import { DocumentError } from './document-error.ts'
import { nestingOf } from './nesting.ts'
import { QueryCost, type Cost } from './query-cost.ts'

type Variables = Readonly<Record<string, unknown>>

/** A document that is known to be valid. */
export interface PreparedDocument {
  readonly document: DocumentNode
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  readonly operations: readonly OperationDefinitionNode[]
  /** Of operations about whose cost no variable decides. */
  readonly costs: Map<OperationDefinitionNode, Cost>
}

/** Brackets in each other: far more than any field or value may have, and far less than takes up the stack. */
const mostNested = 200

/** Characters of all documents that are kept; what is made of them takes some hundred times as much. */
const mostKept = 100_000

/** Parses and validates documents, and keeps those that were valid: the newest, as many as there is room for. */
export class PreparedDocuments {
  readonly #schema: GraphQLSchema
  readonly #limits: HttpLimits
  readonly #introspection: boolean
  readonly #kept = new Map<string, PreparedDocument>()
  #characters = 0

  constructor(schema: GraphQLSchema, { limits, introspection }: { limits: HttpLimits; introspection: boolean }) {
    this.#schema = schema
    this.#limits = limits
    this.#introspection = introspection
  }

  /**
   * @param variables as they were sent: they decide about the cost
   * @throws HttpError `GRAPHQL_COST`, `GRAPHQL_DEPTH`, `GRAPHQL_CYCLE`; DocumentError `GRAPHQL_SYNTAX`, `GRAPHQL_INVALID`
   */
  prepare(text: string, variables: Variables): PreparedDocument {
    const known = this.#kept.get(text)
    if (known !== undefined) {
      this.#kept.delete(text)
      this.#kept.set(text, known)
      return known
    }
    const prepared = this.#parse(text)
    // First what it costs: to validate takes longer than to count.
    this.#checkAll(prepared, variables)
    this.#validate(prepared.document)
    this.#keep(text, prepared)
    return prepared
  }

  /** @returns what the operation costs. @throws HttpError `GRAPHQL_COST`, `GRAPHQL_DEPTH`, `GRAPHQL_CYCLE` */
  check(prepared: PreparedDocument, operation: OperationDefinitionNode, variables: Variables): number {
    const known = prepared.costs.get(operation)
    if (known !== undefined) return known.cost
    const counting = new QueryCost(this.#schema, prepared.document, variables)
    const counted = counting.of(operation)
    checkCost(counted.cost, this.#limits)
    checkDepth(counted.depth, this.#limits)
    if (!counting.depends) prepared.costs.set(operation, counted)
    return counted.cost
  }

  #checkAll(prepared: PreparedDocument, variables: Variables): void {
    const counting = new QueryCost(this.#schema, prepared.document, variables)
    const all = [...prepared.operations.map((operation) => counting.of(operation)), counting.ofUnused()]
    checkCost(
      all.reduce((sum, { cost }) => sum + cost, 0),
      this.#limits,
    )
    for (const { depth } of all) checkDepth(depth, this.#limits)
  }

  #parse(text: string): PreparedDocument {
    const { graphqlTokens } = this.#limits
    if (nestingOf(text) > mostNested) throw tooDeep()
    try {
      const document = parse(text, { maxLexicalTokens: graphqlTokens, maxComments: graphqlTokens })
      const operations = document.definitions.filter((one) => one.kind === 'OperationDefinition')
      const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>
      for (const one of document.definitions) if (one.kind === 'FragmentDefinition') fragments[one.name.value] = one
      return { document, fragments, operations, costs: new Map() }
    } catch (error) {
      // What remains of the stack is up to whoever called: where it is too little, the parser ends in a RangeError.
      if (!(error instanceof Error) || !('locations' in error)) throw tooDeep(error)
      throw new DocumentError('GRAPHQL_SYNTAX', [error as GraphQLError])
    }
  }

  #validate(document: DocumentNode): void {
    const rules = this.#introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
    // Suggestions tell names of the schema.
    const errors = validate(this.#schema, document, rules, { maxErrors: 10, hideSuggestions: !this.#introspection })
    if (errors.length > 0) throw new DocumentError('GRAPHQL_INVALID', errors)
  }

  #keep(text: string, prepared: PreparedDocument): void {
    this.#kept.set(text, prepared)
    this.#characters += text.length
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= mostKept) return
      this.#kept.delete(oldest)
      this.#characters -= oldest.length
    }
  }
}

const tooDeep = (cause?: unknown): HttpError =>
  new HttpError('GRAPHQL_DEPTH', 'The query is nested too deep.', cause === undefined ? {} : { cause })

/** @throws HttpError `GRAPHQL_COST` */
export function checkCost(cost: number, { graphqlCost }: HttpLimits): void {
  if (cost <= graphqlCost) return
  const data = { cost: Math.min(cost, Number.MAX_SAFE_INTEGER), limit: graphqlCost }
  throw new HttpError('GRAPHQL_COST', `The query costs more than ${graphqlCost}.`, { data })
}

function checkDepth(depth: number, { graphqlDepth }: HttpLimits): void {
  if (depth <= graphqlDepth) return
  const message = `The query is ${depth} fields deep; the limit is ${graphqlDepth}.`
  throw new HttpError('GRAPHQL_DEPTH', message, { data: { limit: graphqlDepth } })
}
