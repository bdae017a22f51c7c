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

/**
 * Works out what to ask the content engine for, so that it reads what is selected and nothing else: fields by `select`, those of
 * documents in relationships by `populate`, and how deep these go by `depth`. All relationships of a level are then read together.
 */
export class Selection {
  readonly #in: Selecting
  readonly #collector: FieldCollector
  readonly #populate = new Map<string, Select>()
  readonly #joins = new Map<string, JoinArgs>()
  #depth = 0
  #hasArguments = false

  constructor(selecting: Selecting) {
    this.#in = selecting
    this.#collector = new FieldCollector(selecting)
  }

  /** Whether variables decide about it. */
  get depends(): boolean {
    return this.#hasArguments || this.#collector.depends
  }

  /** @throws HttpError `GRAPHQL_DEPTH`, `GRAPHQL_JOIN` */
  ofDocuments(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): DocumentArgs {
    const select = this.#level(type, sets, 0)
    return {
      select,
      depth: this.#depth,
      ...(this.#populate.size === 0 ? {} : { populate: Object.fromEntries(this.#populate) }),
      ...(this.#joins.size === 0 ? {} : { joins: Object.fromEntries(this.#joins) }),
    }
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

  #level(type: GraphQLObjectType, sets: readonly SelectionSetNode[], depth: number): Select {
    const select: Select = {}
    const fields = type.getFields()
    for (const [name, nodes] of this.fieldsOf(type, sets)) {
      const field = fields[name]
      if (field === undefined || name === 'id' || name === 'blockType') continue
      const role = roleOf(field)
      const inner = getNamedType(field.type)
      switch (role.is) {
        case 'value':
          select[name] = true
          break
        case 'inside':
          select[name] = this.#level(inner as GraphQLObjectType, setsOf(nodes), depth)
          break
        case 'blocks':
          select[name] = this.#blocks(inner as GraphQLUnionType, setsOf(nodes), depth)
          break
        case 'reference':
          select[name] = true
          // Whatever the depth is for the sake of others: of documents that are not asked for, nothing is read.
          for (const slug of role.to) this.#add(slug, {})
          if (role.polymorphic) this.#pair(inner as GraphQLObjectType, nodes, depth)
          else this.#documents(inner as GraphQLObjectType, setsOf(nodes), depth + 1)
          break
        case 'join':
          select[name] = true
          this.#join(name, inner as GraphQLObjectType, { nodes, field, depth, to: role.to })
          break
      }
    }
    return select
  }

  #blocks(union: GraphQLUnionType, sets: readonly SelectionSetNode[], depth: number): Select {
    return Object.fromEntries(union.getTypes().map((row) => [slugOf(row), this.#level(row, sets, depth)]))
  }

  #pair(pair: GraphQLObjectType, nodes: readonly FieldNode[], depth: number): void {
    const values = this.fieldsOf(pair, setsOf(nodes)).get('value')
    const value = pair.getFields()['value']
    if (values === undefined || value === undefined) return
    const union = getNamedType(value.type) as GraphQLUnionType
    this.#go(depth + 1)
    for (const type of union.getTypes()) {
      this.#add(slugOf(type), this.#level(type, setsOf(values), depth + 1))
    }
  }

  #documents(type: GraphQLObjectType, sets: readonly SelectionSetNode[], depth: number): void {
    this.#go(depth)
    this.#add(slugOf(type), this.#level(type, sets, depth))
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

  #join(
    name: string,
    type: GraphQLObjectType,
    {
      nodes,
      field,
      depth,
      to,
    }: { nodes: readonly FieldNode[]; field: GraphQLField<unknown, unknown>; depth: number; to: string },
  ): void {
    const inside = this.fieldsOf(type, setsOf(nodes))
    const counts = inside.has('totalDocs')
    const asked = nodes.map((node) => this.#joinArgs(node, field, to))
    const [args = {}] = asked
    const text = JSON.stringify(args)
    if (asked.some((other) => JSON.stringify(other) !== text)) {
      throw new HttpError('GRAPHQL_JOIN', `\`${name}\` is asked for twice with different arguments.`, { path: name })
    }
    if (depth > 0 && (counts || text !== '{}')) {
      const message = `\`${name}\` of a document in a relationship takes no arguments and counts nothing.`
      throw new HttpError('GRAPHQL_JOIN', message, { path: name })
    }
    if (depth === 0) this.#joins.set(name, counts ? { ...args, count: true } : args)
    this.#add(to, {})
    const docs = inside.get('docs')
    const documents = getNamedType(type.getFields()['docs']?.type)
    if (docs !== undefined && isObjectType(documents)) this.#documents(documents, setsOf(docs), depth + 1)
  }

  #joinArgs(node: FieldNode, field: GraphQLField<unknown, unknown>, to: string): JoinArgs {
    if (node.arguments === undefined || node.arguments.length === 0) return {}
    this.#hasArguments = true
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
