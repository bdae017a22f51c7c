import {
  fieldsIn,
  fieldsOfLevel,
  idTypeOf,
  type CollectionConfig,
  type FieldConfig,
  type GlobalConfig,
  type ValueField,
} from '@crochet/content'
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLNullableOutputType,
  type GraphQLScalarType,
} from 'graphql'
import { collectionNames, globalName, innerName, type Served } from '../entity-names.ts'
import { blockRows } from './block-types.ts'
import { roleExtension, slugExtension } from './field-role.ts'
import type { ChoiceTypes } from './choice-types.ts'
import { listOf, type OutputField, type OutputFields, type OutputTypes } from './output-field.ts'
import { joinField, referenceField } from './reference-types.ts'
import { dateTimeScalar, jsonScalar } from './scalars.ts'
import type { WhereTypes } from './where-types.ts'

/** The types of documents: of collections by slug, of globals by `globals/` and slug. Fields are made when they are first asked for. */
export class DocumentTypes implements OutputTypes {
  readonly choices: ChoiceTypes
  readonly where: WhereTypes
  readonly #types = new Map<string, GraphQLObjectType>()

  constructor({ collections, globals }: Served, { choices, where }: Pick<OutputTypes, 'choices' | 'where'>) {
    this.choices = choices
    this.where = where
    for (const collection of collections) {
      const { one } = collectionNames(collection)
      this.#types.set(collection.slug, this.#document(one, collection, collection.slug))
    }
    for (const global of globals) {
      this.#types.set(`globals/${global.slug}`, this.#document(globalName(global), global, global.slug))
    }
  }

  of(slug: string): GraphQLObjectType {
    return this.#types.get(slug) as GraphQLObjectType
  }

  #document(name: string, config: CollectionConfig | GlobalConfig, slug: string): GraphQLObjectType {
    return new GraphQLObjectType({
      name,
      extensions: slugExtension(slug),
      fields: () => ({
        id: { type: new GraphQLNonNull(idType(config)) },
        ...this.fieldsOf(config.fields, name),
        ...(config.timestamps === false ? {} : { createdAt: dated, updatedAt: dated }),
      }),
    })
  }

  /** The fields of a level; not those that are in no answer. */
  fieldsOf(fields: readonly FieldConfig[], outer: string): OutputFields {
    const map: OutputFields = {}
    for (const { config } of fieldsOfLevel(fields, '')) {
      if (config.name === 'id' || config.type === 'password' || config.hidden === true) continue
      const field = this.#field(config, innerName(outer, config.name))
      map[config.name] = config.label === undefined ? field : { ...field, description: config.label }
    }
    return map
  }

  /** Every value may be missing: it may not be read, or was stored before the field was required. */
  #field(config: ValueField, name: string): OutputField {
    switch (config.type) {
      case 'text':
        return { type: orMany(GraphQLString, config) }
      case 'textarea':
      case 'code':
      case 'email':
      case 'slug':
      case 'password':
        return { type: GraphQLString }
      case 'number':
        return { type: orMany(GraphQLFloat, config) }
      case 'checkbox':
        return { type: GraphQLBoolean }
      case 'date':
        return { type: dateTimeScalar }
      case 'select':
      case 'radio':
        return { type: orMany(this.choices.of(config, name), config) }
      case 'point':
        return { type: listOf(GraphQLFloat) }
      case 'json':
      case 'richText':
        return { type: jsonScalar }
      case 'relationship':
        return referenceField(config, name, this)
      case 'join':
        return joinField(config, name, this)
      case 'group':
        return this.#inside(config, name)
      case 'array':
        return this.#inside(config, name)
      case 'blocks':
        return blockRows(config, name, this)
    }
  }

  #inside(config: ValueField, name: string): OutputField {
    const isRow = config.type === 'array'
    const fields = { ...(isRow ? { id: { type: GraphQLString } } : {}), ...this.fieldsOf(fieldsIn(config), name) }
    if (Object.keys(fields).length === 0) return { type: jsonScalar }
    const type = new GraphQLObjectType({ name, fields })
    return { type: isRow ? listOf(type) : type, extensions: roleExtension({ is: 'inside' }) }
  }
}

const dated: OutputField = { type: dateTimeScalar }

/** `ID` would make texts of numbers; `Int` ends at 2³¹. */
export const idType = (config: Pick<CollectionConfig, 'fields'>): GraphQLScalarType =>
  idTypeOf(config) === 'number' ? GraphQLFloat : GraphQLString

const orMany = (type: GraphQLNullableOutputType, config: ValueField): GraphQLNullableOutputType =>
  'hasMany' in config && config.hasMany === true ? listOf(type) : type

/** A page of documents. */
export function pageType(name: string, document: GraphQLObjectType): GraphQLObjectType {
  const int = { type: new GraphQLNonNull(GraphQLInt) }
  const flag = { type: new GraphQLNonNull(GraphQLBoolean) }
  return new GraphQLObjectType({
    name,
    fields: {
      docs: { type: new GraphQLNonNull(listOf(document)) },
      totalDocs: int,
      limit: int,
      totalPages: int,
      page: int,
      pagingCounter: { type: new GraphQLNonNull(GraphQLFloat) },
      hasNextPage: flag,
      hasPrevPage: flag,
      nextPage: { type: GraphQLInt },
      prevPage: { type: GraphQLInt },
    },
  })
}
