import {
  execute,
  getArgumentValues,
  getVariableValues,
  locatedError,
  type FieldNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { FieldCollector, type Surroundings } from './collect-fields.ts'
import { Completion, type Completer } from './completion.ts'
import { DocumentError } from './document-error.ts'
import type { GraphqlContext } from './graphql-context.ts'
import type { PreparedDocument } from './prepared-documents.ts'

/** What a query came to. */
export interface Executed {
  readonly data: unknown
  readonly errors: readonly GraphQLError[]
}

interface RootField {
  readonly key: string
  readonly nodes: readonly FieldNode[]
  /** `undefined` for the name of the root type. */
  readonly field: GraphQLField<unknown, unknown> | undefined
  readonly complete: Completer
}

/** An operation, ready to be executed. */
interface Plan {
  readonly typeName: string
  readonly fields: readonly RootField[]
}

/** What an operation is executed with. */
export interface Execution {
  readonly schema: GraphQLSchema
  readonly prepared: PreparedDocument
  readonly operation: OperationDefinitionNode
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly context: GraphqlContext
  readonly hideSuggestions: boolean
}

/**
 * Executes operations of documents that are valid (GraphQL specification, 6): root fields are operations of the content engine, all at
 * once in a query, one after the other in a mutation; what they give is made into the answer by a compiled selection. A plan about which
 * no variable decides is kept with its operation. What asks for the schema is left to GraphQL.js.
 */
export class Executor {
  readonly #plans = new WeakMap<OperationDefinitionNode, Plan>()

  /** @throws DocumentError `GRAPHQL_VARIABLES` */
  async execute(execution: Execution): Promise<Executed> {
    const { schema, prepared, operation, variables, context, hideSuggestions } = execution
    const options = { maxErrors: 10, hideSuggestions }
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables, options)
    if (coerced.errors !== undefined) throw new DocumentError('GRAPHQL_VARIABLES', coerced.errors)
    const surroundings: Surroundings = { schema, fragments: prepared.fragments, variables: coerced.variableValues }
    const plan = this.#planOf(operation, surroundings)
    if (plan === undefined) return askForSchema(execution)

    const errors: GraphQLError[] = []
    const answers: unknown[] = []
    const run = (field: RootField): Promise<unknown> =>
      runField(field, { typeName: plan.typeName, surroundings, context, errors })
    if (operation.operation === 'mutation') for (const field of plan.fields) answers.push(await run(field))
    else answers.push(...(await Promise.all(plan.fields.map(run))))
    const data = Object.create(null) as Record<string, unknown>
    for (const [index, { key }] of plan.fields.entries()) data[key] = answers[index]
    return { data, errors }
  }

  /** @returns `undefined` for an operation that asks for the schema */
  #planOf(operation: OperationDefinitionNode, surroundings: Surroundings): Plan | undefined {
    const known = this.#plans.get(operation)
    if (known !== undefined) return known
    const collector = new FieldCollector(surroundings)
    const completion = new Completion(collector)
    const root = surroundings.schema.getRootType(operation.operation)
    if (root === undefined || root === null) return undefined
    const fields: RootField[] = []
    for (const [key, nodes] of collector.collect(root, [operation.selectionSet])) {
      const name = nodes[0]?.name.value ?? ''
      const field = root.getFields()[name]
      if (field === undefined && name !== '__typename') return undefined
      fields.push({
        key,
        nodes,
        field,
        complete: field === undefined ? (value) => value : completion.field(field.type, nodes),
      })
    }
    const plan: Plan = { typeName: root.name, fields }
    if (!collector.depends) this.#plans.set(operation, plan)
    return plan
  }
}

interface Running {
  readonly typeName: string
  readonly surroundings: Surroundings
  readonly context: GraphqlContext
  readonly errors: GraphQLError[]
}

/** Never rejects: root fields may be `null`. */
async function runField({ key, nodes, field, complete }: RootField, running: Running): Promise<unknown> {
  const { typeName, surroundings, context, errors } = running
  const [node] = nodes
  if (field === undefined || node === undefined) return typeName
  const path = { before: undefined, key }
  try {
    const args = getArgumentValues(field, node, surroundings.variables)
    const info = { ...surroundings, fieldNodes: nodes, variableValues: surroundings.variables }
    return complete(await field.resolve?.(undefined, args, context, info as never), path, errors)
  } catch (error) {
    errors.push(locatedError(error, nodes, [key]))
    return null
  }
}

async function askForSchema({ schema, prepared, operation, variables, context }: Execution): Promise<Executed> {
  const { data, errors = [] } = await execute({
    schema,
    document: prepared.document,
    operationName: operation.name?.value,
    variableValues: variables,
    contextValue: context,
  })
  return { data, errors }
}
