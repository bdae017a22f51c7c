import type { OperationArgs } from '@crochet/content'
import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLUnionType,
  type SelectionSetNode,
} from 'graphql'
import { HttpError } from '../errors.ts'
import { FieldCollector, setsOf, type Surroundings } from './collect-fields.ts'
import type { FollowUp, Reading, Step } from './follow-ups.ts'
import { roleOf, slugOf } from './schema/field-role.ts'
import { toWhere } from './to-where.ts'
import type { WhereTypes } from './schema/where-types.ts'

/** What is read of documents, as the Local API takes it. */
export type DocumentArgs = Pick<OperationArgs, 'select' | 'depth' | 'populate' | 'joins'>

/** What a selection is looked at in. */
export interface Selecting extends Surroundings {
  readonly where: WhereTypes
  /** How many relationships may follow each other. */
  readonly deepest: number
}

interface Select {
  [key: string]: boolean | Select
}

type Joins = Exclude<NonNullable<OperationArgs['joins']>, false>
type JoinArgs = Exclude<Joins[string], false>

/** Where a selection stands: inside how many relationships, and how it is reached from the documents that are read. */
interface Place {
  readonly depth: number
  readonly path: readonly Step[]
  /** Which objects have the fields, where there are several kinds. */
  readonly only?: Step['only']
}

/** A join, and what asks for it with the same arguments. */
interface AskedJoin {
  readonly name: string
  readonly type: GraphQLObjectType
  readonly args: JoinArgs
  readonly nodes: readonly FieldNode[]
  /** Slug of the other collection. */
  readonly to: string
}

/**
 * Works out what to ask the content engine for, so that it reads what is selected and nothing else: fields by `select`, those of
 * documents in relationships by `populate`, and how deep these go by `depth`. All relationships of a level are then read together.
 */
export class Selection {
  readonly #in: Selecting
  readonly #collector: FieldCollector
  readonly #populate = new Map<string, Select>()
  readonly #joins = new Map<string, JoinArgs>()
  readonly #followUps: FollowUp[] = []
  #depth = 0
  #dependsOnArguments = false

  constructor(selecting: Selecting) {
    this.#in = selecting
    this.#collector = new FieldCollector(selecting)
  }

  /** Whether variables decide about it. */
  get depends(): boolean {
    return this.#dependsOnArguments || this.#collector.depends
  }

  /** @throws HttpError `GRAPHQL_DEPTH` */
  ofDocuments(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Reading {
    return this.#reading(this.#level(type, sets, { depth: 0, path: [] }))
  }

  /** Of nothing but a join. */
  #ofJoin(join: AskedJoin): Reading {
    this.#carry(join, { depth: 0, path: [] })
    return this.#reading({ [join.name]: true })
  }

  #reading(select: Select): Reading {
    const args = {
      select,
      depth: this.#depth,
      ...(this.#populate.size === 0 ? {} : { populate: Object.fromEntries(this.#populate) }),
      ...(this.#joins.size === 0 ? {} : { joins: Object.fromEntries(this.#joins) }),
    }
    return { args, followUps: this.#followUps }
  }

  /** The fields of a type that are selected, by name: in several places each, under several aliases. */
  fieldsOf(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const found = new Map<string, FieldNode[]>()
    for (const nodes of this.#collector.collect(type, sets).values()) {
      const name = nodes[0]?.name.value ?? ''
      found.set(name, [...(found.get(name) ?? []), ...nodes])
    }
    return found
  }

  #level(type: GraphQLObjectType, sets: readonly SelectionSetNode[], at: Place): Select {
    const select: Select = {}
    const fields = type.getFields()
    for (const [name, nodes] of this.fieldsOf(type, sets)) {
      const field = fields[name]
      if (field === undefined || name === 'id' || name === 'blockType') continue
      const role = roleOf(field)
      const inner = getNamedType(field.type)
      const inside: Place = { depth: at.depth, path: [...at.path, { key: name, only: at.only }] }
      switch (role.is) {
        case 'value':
          select[name] = true
          break
        case 'inside':
          select[name] = this.#level(inner as GraphQLObjectType, setsOf(nodes), inside)
          break
        case 'blocks':
          select[name] = this.#blocks(inner as GraphQLUnionType, setsOf(nodes), inside)
          break
        case 'reference':
          select[name] = true
          // Whatever the depth is for the sake of others: of documents that are not asked for, nothing is read.
          for (const slug of role.to) this.#add(slug, {})
          if (role.polymorphic) this.#pair(inner as GraphQLObjectType, nodes, inside)
          else this.#documents(inner as GraphQLObjectType, setsOf(nodes), inside)
          break
        case 'join': {
          const asked = this.#asked(nodes, field, { name, type: inner as GraphQLObjectType, to: role.to })
          for (const join of asked) if (this.#join(join, slugOf(type), at)) select[name] = true
          break
        }
      }
    }
    return select
  }

  #blocks(union: GraphQLUnionType, sets: readonly SelectionSetNode[], at: Place): Select {
    const rows = union.getTypes().map((row): [string, Select] => {
      const slug = slugOf(row)
      return [slug, this.#level(row, sets, { ...at, only: { key: 'blockType', is: slug } })]
    })
    return Object.fromEntries(rows)
  }

  #pair(pair: GraphQLObjectType, nodes: readonly FieldNode[], { depth, path }: Place): void {
    const values = this.fieldsOf(pair, setsOf(nodes)).get('value')
    const value = pair.getFields()['value']
    if (values === undefined || value === undefined) return
    const union = getNamedType(value.type) as GraphQLUnionType
    for (const type of union.getTypes()) {
      const step = { key: 'value', only: { key: 'relationTo', is: slugOf(type) } }
      this.#documents(type, setsOf(values), { depth, path: [...path, step] })
    }
  }

  /** @param at the relationship that leads to them */
  #documents(type: GraphQLObjectType, sets: readonly SelectionSetNode[], { depth, path }: Place): void {
    this.#go(depth + 1)
    this.#add(slugOf(type), this.#level(type, sets, { depth: depth + 1, path }))
  }

  #go(depth: number): void {
    const { deepest } = this.#in
    if (depth > deepest) {
      const message = `More than ${deepest} relationships follow each other.`
      throw new HttpError('GRAPHQL_DEPTH', message, { data: { limit: deepest } })
    }
    this.#depth = Math.max(this.#depth, depth)
  }

  #add(slug: string, select: Select): void {
    const known = this.#populate.get(slug)
    this.#populate.set(slug, known === undefined ? select : merge(known, select))
  }

  /** What asks for a join, by the arguments it has. */
  #asked(
    nodes: readonly FieldNode[],
    field: GraphQLField<unknown, unknown>,
    join: Pick<AskedJoin, 'name' | 'type' | 'to'>,
  ): AskedJoin[] {
    const groups = Map.groupBy(nodes, (node) => JSON.stringify(this.#joinArgs(node, field, join.to)))
    return Array.from(groups, ([args, same]) => ({ ...join, args: JSON.parse(args) as JoinArgs, nodes: same }))
  }

  /** @returns whether the join comes with the documents; otherwise it is read afterwards */
  #join(join: AskedJoin, slug: string, at: Place): boolean {
    const { name, type, args, nodes } = join
    const counts = this.fieldsOf(type, setsOf(nodes)).has('totalDocs')
    const isCarried = at.depth === 0 ? !this.#joins.has(name) : Object.keys(args).length === 0 && !counts
    if (isCarried) {
      this.#carry(join, at)
      return true
    }
    const selection = new Selection(this.#in)
    this.#followUps.push({ path: at.path, slug, name, nodes, reading: selection.#ofJoin(join) })
    this.#dependsOnArguments ||= selection.depends
    return false
  }

  #carry({ name, type, args, nodes, to }: AskedJoin, at: Place): void {
    const inside = this.fieldsOf(type, setsOf(nodes))
    if (at.depth === 0) this.#joins.set(name, inside.has('totalDocs') ? { ...args, count: true } : args)
    this.#add(to, {})
    const docs = inside.get('docs')
    const documents = getNamedType(type.getFields()['docs']?.type)
    const path = [...at.path, { key: name, only: at.only }, { key: 'docs' }]
    if (docs !== undefined && isObjectType(documents))
      this.#documents(documents, setsOf(docs), { depth: at.depth, path })
  }

  #joinArgs(node: FieldNode, field: GraphQLField<unknown, unknown>, to: string): JoinArgs {
    if (node.arguments === undefined || node.arguments.length === 0) return {}
    this.#dependsOnArguments = true
    const { where, sort, limit, page } = getArgumentValues(field, node, this.#in.variables)
    const given = { where: toWhere(this.#in.where, to, where as never), sort, limit, page }
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null))
  }
}

function merge(one: Select, other: Select): Select {
  const both: Select = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const known = both[key]
    both[key] = typeof known === 'object' && typeof value === 'object' ? merge(known, value) : value
  }
  return both
}
