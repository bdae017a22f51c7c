import type { FieldConfig } from '@crochet/content'
import {
  GraphQLList,
  GraphQLNonNull,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLNullableOutputType,
  type GraphQLObjectType,
} from 'graphql'
import type { ChoiceTypes } from './choice-types.ts'
import type { WhereTypes } from './where-types.ts'

export type OutputField = GraphQLFieldConfig<unknown, unknown>
export type OutputFields = GraphQLFieldConfigMap<unknown, unknown>

/** What fields find the types of other fields and documents in. */
export interface OutputTypes {
  readonly choices: ChoiceTypes
  readonly where: WhereTypes
  /** The type of the documents of a collection. @param slug checked with the configuration: there is such a collection */
  of(slug: string): GraphQLObjectType
  /** The fields of a level. @param outer name of the type that they are in */
  fieldsOf(fields: readonly FieldConfig[], outer: string): OutputFields
}

export const listOf = <T extends GraphQLNullableOutputType>(type: T): GraphQLList<GraphQLNonNull<T>> =>
  new GraphQLList(new GraphQLNonNull(type))
