import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'

/** Where selections stand. */
export interface Surroundings {
  readonly schema: GraphQLSchema
  readonly fragments: GraphQLResolveInfo['fragments']
  readonly variables: GraphQLResolveInfo['variableValues']
}

/** Finds out which fields of a type are selected: fragments are followed, `@skip` and `@include` are obeyed. */
export class FieldCollector {
  readonly #in: Surroundings
  #depends = false

  constructor(surroundings: Surroundings) {
    this.#in = surroundings
  }

  /** Whether variables decided about anything that was collected so far. */
  get depends(): boolean {
    return this.#depends
  }

  /** @returns by the key that they are answered under, in their order; each may be asked for in several places */
  collect(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const found = new Map<string, FieldNode[]>()
    for (const set of sets) this.#add(type, set, found)
    return found
  }

  #add(type: GraphQLObjectType, { selections }: SelectionSetNode, found: Map<string, FieldNode[]>): void {
    for (const node of selections) {
      if (!this.#isIncluded(node)) continue
      if (node.kind === 'Field') {
        const key = node.alias?.value ?? node.name.value
        const others = found.get(key)
        if (others === undefined) found.set(key, [node])
        else others.push(node)
        continue
      }
      const fragment = node.kind === 'InlineFragment' ? node : this.#in.fragments[node.name.value]
      if (fragment === undefined) continue
      if (this.#isAbout(fragment.typeCondition?.name.value, type)) this.#add(type, fragment.selectionSet, found)
    }
  }

  /** Whether a fragment with this condition is about values of the type. */
  #isAbout(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true
    const { schema } = this.#in
    const on = schema.getType(condition)
    return isAbstractType(on) && schema.isSubType(on, type)
  }

  #isIncluded(node: SelectionSetNode['selections'][number]): boolean {
    const { directives } = node
    if (directives === undefined || directives.length === 0) return true
    if (directives.some((one) => one.arguments?.some(({ value }) => value.kind === 'Variable') === true)) {
      this.#depends = true
    }
    const { variables } = this.#in
    if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false
    return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false
  }
}

/** What is selected inside of the places that ask for a field. */
export const setsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]))
