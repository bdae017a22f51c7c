import { getNamedType, type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo } from 'graphql'
import { setsOf } from '../collect-fields.ts'
import type { Reading } from '../follow-ups.ts'
import { Selection, type DocumentArgs, type Selecting } from '../selection.ts'
import type { WhereTypes } from './where-types.ts'

/** What a page is read with: its documents, and whether anybody wants to know about the others. */
export interface PageReading extends Reading {
  readonly args: DocumentArgs & { readonly pagination?: false }
}

/**
 * Reads the selections of root fields. One that no variable decides about is read once for its document, which is kept with it: a
 * query that is sent again costs nothing here.
 */
export class SelectionReader {
  readonly #where: WhereTypes
  readonly #deepest: number
  readonly #known = new WeakMap<FieldNode, { readonly nodes: readonly FieldNode[]; readonly reading: PageReading }>()

  constructor(where: WhereTypes, deepest: number) {
    this.#where = where
    this.#deepest = deepest
  }

  /** Of a root field that answers with one document. */
  one(info: GraphQLResolveInfo, type: GraphQLObjectType): Reading {
    return this.#read(info, (selection) => selection.ofDocuments(type, setsOf(info.fieldNodes)))
  }

  /** Of a root field that answers with a page. */
  page(info: GraphQLResolveInfo, page: GraphQLObjectType, document: GraphQLObjectType): PageReading {
    return this.#read(info, (selection) => {
      const fields = selection.fieldsOf(page, setsOf(info.fieldNodes))
      const { args, followUps } = selection.ofDocuments(document, setsOf(fields.get('docs') ?? []))
      const counts = [...fields.keys()].some((name) => name !== 'docs' && name !== '__typename')
      return { args: counts ? args : { ...args, pagination: false }, followUps }
    })
  }

  /** Of a root field that answers with an object of its own, one field of which is a document. */
  inside(info: GraphQLResolveInfo, outer: GraphQLObjectType, name: string): Reading {
    const document = getNamedType(outer.getFields()[name]?.type) as GraphQLObjectType
    return this.#read(info, (selection) => {
      const nodes = selection.fieldsOf(outer, setsOf(info.fieldNodes)).get(name) ?? []
      return selection.ofDocuments(document, setsOf(nodes))
    })
  }

  #read(info: GraphQLResolveInfo, read: (selection: Selection) => PageReading): PageReading {
    const { fieldNodes } = info
    const [first] = fieldNodes
    const known = first === undefined ? undefined : this.#known.get(first)
    if (known !== undefined && isSame(known.nodes, fieldNodes)) return copyOf(known.reading)
    const selecting: Selecting = {
      schema: info.schema,
      fragments: info.fragments,
      variables: info.variableValues,
      where: this.#where,
      deepest: this.#deepest,
    }
    const selection = new Selection(selecting)
    const reading = read(selection)
    if (!selection.depends && first !== undefined) {
      this.#known.set(first, { nodes: fieldNodes, reading: copyOf(reading) })
    }
    return reading
  }
}

/** Directives may leave out some of the places that ask for the same field. */
const isSame = (one: readonly FieldNode[], other: readonly FieldNode[]): boolean =>
  one.length === other.length && one.every((node, index) => node === other[index])

/** Hooks may change in place what is asked for: that is their request's alone. */
const copyOf = ({ args, followUps }: PageReading): PageReading => ({ args: copyObject(args), followUps })

/** Of objects of objects: joins with arguments are not among what is kept. */
function copyObject<T extends object>(object: T): T {
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(object)) {
    copy[key] = typeof value === 'object' && value !== null ? copyObject(value as object) : value
  }
  return copy as T
}
