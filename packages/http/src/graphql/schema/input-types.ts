import { fieldsIn, fieldsOfLevel, type CollectionConfig, type FieldConfig, type ValueField } from '@crochet/content'
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputFieldConfigMap,
  type GraphQLNullableInputType,
  type GraphQLScalarType,
} from 'graphql'
import { innerName } from '../entity-names.ts'
import type { ChoiceTypes } from './choice-types.ts'
import { idType } from './document-types.ts'
import { dateTimeScalar, jsonScalar } from './scalars.ts'
import { referenceInput } from './where-types.ts'

/**
 * What is sent to a create (`mutationPostInput`) or an update (`mutationPostUpdateInput`). Nothing is required here: hooks may give
 * what is missing, and validation collects all that is wrong.
 */
export class InputTypes {
  readonly #choices: ChoiceTypes
  readonly #ids: ReadonlyMap<string, GraphQLScalarType>
  readonly #inside = new Map<string, GraphQLNullableInputType>()

  constructor(collections: readonly CollectionConfig[], choices: ChoiceTypes) {
    this.#choices = choices
    this.#ids = new Map(collections.map((collection) => [collection.slug, idType(collection)]))
  }

  /** @param name of the type of the documents */
  of(fields: readonly FieldConfig[], name: string, operation: 'create' | 'update'): GraphQLNullableInputType {
    const map = this.#level(fields, name)
    if (operation === 'update') delete map['id']
    return inputObject(`mutation${name}${operation === 'create' ? '' : 'Update'}Input`, map)
  }

  #level(fields: readonly FieldConfig[], outer: string): GraphQLInputFieldConfigMap {
    const map: GraphQLInputFieldConfigMap = {}
    for (const { config } of fieldsOfLevel(fields, '')) {
      const type = this.#type(config, innerName(outer, config.name))
      // The value of such a field is that of another document.
      const isBorrowed = typeof config.virtual === 'string'
      if (type !== undefined && !isBorrowed) map[config.name] = { type }
    }
    return map
  }

  /** @returns `undefined` for what nobody writes */
  #type(config: ValueField, name: string): GraphQLNullableInputType | undefined {
    switch (config.type) {
      case 'text':
        return orMany(GraphQLString, config)
      case 'textarea':
      case 'code':
      case 'email':
      case 'slug':
      case 'password':
        return GraphQLString
      case 'number':
        return orMany(GraphQLFloat, config)
      case 'checkbox':
        return GraphQLBoolean
      case 'date':
        return dateTimeScalar
      case 'select':
      case 'radio':
        return orMany(this.#choices.of(config, name), config)
      case 'point':
        return listOf(GraphQLFloat)
      case 'json':
      case 'richText':
      // Rows of several kinds: GraphQL has no unions of inputs.
      case 'blocks':
        return jsonScalar
      case 'relationship':
        return orMany(
          typeof config.relationTo === 'string' ? (this.#ids.get(config.relationTo) ?? jsonScalar) : referenceInput,
          config,
        )
      case 'group':
        return this.#rows(config, name, {})
      case 'array':
        return listOf(this.#rows(config, name, { id: { type: GraphQLString } }))
      case 'join':
        return undefined
    }
  }

  /** The same for create and update. */
  #rows(config: ValueField, name: string, own: GraphQLInputFieldConfigMap): GraphQLNullableInputType {
    const known = this.#inside.get(name)
    if (known !== undefined) return known
    const type = inputObject(`mutation${name}Input`, { ...own, ...this.#level(fieldsIn(config), name) })
    this.#inside.set(name, type)
    return type
  }
}

/** An object without fields is none to GraphQL. */
const inputObject = (name: string, fields: GraphQLInputFieldConfigMap): GraphQLNullableInputType =>
  Object.keys(fields).length === 0 ? jsonScalar : new GraphQLInputObjectType({ name, fields })

const listOf = (type: GraphQLNullableInputType): GraphQLNullableInputType => new GraphQLList(new GraphQLNonNull(type))

const orMany = (type: GraphQLNullableInputType, config: ValueField): GraphQLNullableInputType =>
  'hasMany' in config && config.hasMany === true ? listOf(type) : type
