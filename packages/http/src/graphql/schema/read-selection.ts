import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo } from 'graphql'
import { setsOf } from '../collect-fields.ts'
import { Selection, type DocumentArgs, type Selecting } from '../selection.ts'
import type { WhereTypes } from './where-types.ts'

/** What a page is asked for: its documents, and whether anybody wants to know about the others. */
export interface PageArgs extends DocumentArgs {
  readonly pagination?: false
}

/**
 * Reads the selections of root fields. One that no variable decides about is read once for its document, which is kept with it: a
 * query that is sent again costs nothing here.
 */
export class SelectionReader {
  readonly #where: WhereTypes
  readonly #deepest: number
  readonly #known = new WeakMap<FieldNode, { readonly nodes: readonly FieldNode[]; readonly args: PageArgs }>()

  constructor(where: WhereTypes, deepest: number) {
    this.#where = where
    this.#deepest = deepest
  }

  /** Of a root field that answers with one document. */
  one(info: GraphQLResolveInfo, type: GraphQLObjectType): DocumentArgs {
    return this.#read(info, (selection) => selection.ofDocuments(type, setsOf(info.fieldNodes)))
  }

  /** Of a root field that answers with a page. */
  page(info: GraphQLResolveInfo, page: GraphQLObjectType, document: GraphQLObjectType): PageArgs {
    return this.#read(info, (selection) => {
      const fields = selection.fieldsOf(page, setsOf(info.fieldNodes))
      const args = selection.ofDocuments(document, setsOf(fields.get('docs') ?? []))
      const counts = [...fields.keys()].some((name) => name !== 'docs' && name !== '__typename')
      return counts ? args : { ...args, pagination: false }
    })
  }

  #read(info: GraphQLResolveInfo, read: (selection: Selection) => PageArgs): PageArgs {
    const { fieldNodes } = info
    const [first] = fieldNodes
    const known = first === undefined ? undefined : this.#known.get(first)
    if (known !== undefined && isSame(known.nodes, fieldNodes)) return copyOf(known.args)
    const selecting: Selecting = {
      schema: info.schema,
      fragments: info.fragments,
      variables: info.variableValues,
      where: this.#where,
      deepest: this.#deepest,
    }
    const selection = new Selection(selecting)
    const args = read(selection)
    if (!selection.depends && first !== undefined) this.#known.set(first, { nodes: fieldNodes, args: copyOf(args) })
    return args
  }
}

/** Directives may leave out some of the places that ask for the same field. */
const isSame = (one: readonly FieldNode[], other: readonly FieldNode[]): boolean =>
  one.length === other.length && one.every((node, index) => node === other[index])

/** Hooks may change in place what is asked for: that is their request's alone. */
function copyOf<T extends object>(args: T): T {
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(args)) {
    copy[key] = typeof value === 'object' && value !== null ? copyOf(value as object) : value
  }
  return copy as T
}
