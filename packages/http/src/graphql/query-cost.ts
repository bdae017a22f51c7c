import {
  getNamedType,
  isObjectType,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { HttpError } from '../errors.ts'
import { costOf } from './schema/field-role.ts'

/** What an operation costs, and how deep it goes. */
export interface Cost {
  readonly cost: number
  /** Fields inside of fields; what only asks about the schema does not count. */
  readonly depth: number
}

const nothing: Cost = { cost: 0, depth: 0 }
/** What is inside a list counts once for so many of its documents. */
const documentsPerCost = 25
const defaultLimit = 10
/** Stands for a limit that is no number: it is refused later, and until then it is high. */
const most = Number.MAX_SAFE_INTEGER

type Variables = Readonly<Record<string, unknown>>

/**
 * Counts a query before anything of it is looked at closely. Every field costs 1, wherever it is repeated (aliases, fragments); a
 * relationship or join 10, an operation 20, one that hashes a password 100; what is inside a list of up to n documents costs n/25 as much, at least once; a fragment
 * costs 1 more wherever it is spread. A fragment is counted once and then multiplied, so that the work grows with the text, not with
 * what it spreads to.
 *
 * @throws HttpError `GRAPHQL_CYCLE` for a fragment that contains itself
 */
export class QueryCost {
  readonly #schema: GraphQLSchema
  readonly #variables: Variables
  readonly #fragments = new Map<string, FragmentDefinitionNode>()
  readonly #counted = new Map<string, Cost | 'counting'>()
  #operation: OperationDefinitionNode | undefined
  #depends = false

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode, variables: Variables) {
    this.#schema = schema
    this.#variables = variables
    for (const one of definitions) if (one.kind === 'FragmentDefinition') this.#fragments.set(one.name.value, one)
  }

  /** Whether variables decide about it. */
  get depends(): boolean {
    return this.#depends
  }

  of(operation: OperationDefinitionNode): Cost {
    this.#operation = operation
    return this.#inside(operation.selectionSet, this.#schema.getRootType(operation.operation) ?? undefined)
  }

  /** Fragments that no operation spreads: nobody executes them, but they are validated. */
  ofUnused(): Cost {
    const unused = [...this.#fragments.keys()].filter((name) => !this.#counted.has(name))
    const costs = unused.map((name) => this.#fragment(name))
    return {
      cost: costs.reduce((sum, { cost }) => sum + cost, 0),
      depth: Math.max(0, ...costs.map(({ depth }) => depth)),
    }
  }

  #inside({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): Cost {
    let [cost, depth] = [0, 0]
    for (const node of selections) {
      const inner =
        node.kind === 'Field'
          ? this.#field(node, type)
          : node.kind === 'InlineFragment'
            ? more(this.#inside(node.selectionSet, this.#typeOf(node.typeCondition?.name.value) ?? type))
            : more(this.#fragment(node.name.value))
      cost += inner.cost
      depth = Math.max(depth, inner.depth)
    }
    return { cost, depth }
  }

  #field(node: FieldNode, type: GraphQLNamedType | undefined): Cost {
    const name = node.name.value
    const field = isObjectType(type) ? type.getFields()[name] : undefined
    const own = field === undefined ? 1 : costOf(field)
    if (node.selectionSet === undefined) return { cost: own, depth: 1 }
    const inside = this.#inside(node.selectionSet, field === undefined ? undefined : getNamedType(field.type))
    if (name === '__schema' || name === '__type') return { cost: 1 + inside.cost, depth: 1 }
    const times = field?.args.some((argument) => argument.name === 'limit') === true ? this.#times(node) : 1
    return { cost: own + times * inside.cost, depth: 1 + inside.depth }
  }

  #fragment(name: string): Cost {
    const known = this.#counted.get(name)
    if (known === 'counting') throw new HttpError('GRAPHQL_CYCLE', `The fragment "${name}" contains itself.`)
    if (known !== undefined) return known
    const fragment = this.#fragments.get(name)
    if (fragment === undefined) return nothing
    this.#counted.set(name, 'counting')
    const cost = this.#inside(fragment.selectionSet, this.#typeOf(fragment.typeCondition.name.value))
    this.#counted.set(name, cost)
    return cost
  }

  #typeOf(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : (this.#schema.getType(name) ?? undefined)
  }

  #times(node: FieldNode): number {
    const given = node.arguments?.find(({ name }) => name.value === 'limit')?.value
    const limit = given === undefined ? defaultLimit : this.#number(given)
    return Math.max(1, Math.ceil(limit / documentsPerCost))
  }

  #number(value: NonNullable<FieldNode['arguments']>[number]['value']): number {
    if (value.kind === 'IntValue') return Number(value.value)
    if (value.kind === 'NullValue') return defaultLimit
    if (value.kind !== 'Variable') return most
    this.#depends = true
    const name = value.name.value
    const given = Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined
    if (given === null) return defaultLimit
    if (given !== undefined) return typeof given === 'number' ? given : most
    const { defaultValue } = this.#operation?.variableDefinitions?.find((one) => one.variable.name.value === name) ?? {}
    return defaultValue === undefined ? defaultLimit : this.#number(defaultValue)
  }
}

const more = ({ cost, depth }: Cost): Cost => ({ cost: cost + 1, depth })
