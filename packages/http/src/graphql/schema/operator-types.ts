import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputType,
} from 'graphql'
import { dateTimeScalar, jsonScalar } from './scalars.ts'

const equality = (type: GraphQLInputType): GraphQLInputFieldConfigMap => ({
  equals: { type },
  not_equals: { type },
  in: { type: new GraphQLList(type) },
  not_in: { type: new GraphQLList(type) },
  all: { type: new GraphQLList(type) },
  ...presence,
})

const presence: GraphQLInputFieldConfigMap = { exists: { type: GraphQLBoolean } }

const size = (type: GraphQLInputType): GraphQLInputFieldConfigMap => ({
  greater_than: { type },
  greater_than_equal: { type },
  less_than: { type },
  less_than_equal: { type },
})

const search: GraphQLInputFieldConfigMap = { like: { type: GraphQLString }, contains: { type: GraphQLString } }

const operators = (name: string, fields: GraphQLInputFieldConfigMap): GraphQLInputObjectType =>
  new GraphQLInputObjectType({ name: `${name}_operator`, fields })

/** Operators by what is compared, as the query language of the content engine has them. `list` values answer to `contains` as well. */
export interface OperatorTypes {
  readonly text: GraphQLInputObjectType
  readonly number: GraphQLInputObjectType
  readonly numberList: GraphQLInputObjectType
  readonly boolean: GraphQLInputObjectType
  readonly date: GraphQLInputObjectType
  readonly point: GraphQLInputObjectType
  readonly json: GraphQLInputObjectType
  readonly pair: GraphQLInputObjectType
  readonly pairList: GraphQLInputObjectType
  /** Whether there is something at all. */
  readonly presence: GraphQLInputObjectType
}

/** @param reference how a document of one of several collections is named */
export function operatorTypes(reference: GraphQLInputObjectType): OperatorTypes {
  const number = { ...equality(GraphQLFloat), ...size(GraphQLFloat) }
  const point = { type: new GraphQLList(new GraphQLNonNull(GraphQLFloat)) }
  return {
    text: operators('text', { ...equality(GraphQLString), ...size(GraphQLString), ...search }),
    number: operators('number', number),
    numberList: operators('number_list', { ...number, contains: { type: GraphQLFloat } }),
    boolean: operators('boolean', equality(GraphQLBoolean)),
    date: operators('date', { ...equality(dateTimeScalar), ...size(dateTimeScalar), ...search }),
    point: operators('point', { equals: point, not_equals: point, ...presence }),
    json: operators('json', {
      at: { type: GraphQLString, description: 'The way to a value inside: `size.width`. Default: the whole value.' },
      ...equality(jsonScalar),
      ...size(jsonScalar),
      like: { type: GraphQLString },
      contains: { type: jsonScalar },
    }),
    pair: operators('reference', equality(reference)),
    pairList: operators('reference_list', { ...equality(reference), contains: { type: reference } }),
    presence: operators('presence', presence),
  }
}

/** Operators of a choice, whose values are those of an enum. */
export const choiceOperators = (choice: GraphQLInputType, name: string): GraphQLInputObjectType =>
  operators(name, { ...equality(choice), ...size(GraphQLString), ...search })

/** Operators of a reference to documents of one collection: by their id, and by the `fields` they have. */
export const referenceOperators = (
  name: string,
  { id, many, where }: { id: typeof GraphQLString | typeof GraphQLFloat; many: boolean; where: GraphQLInputObjectType },
): GraphQLInputObjectType =>
  new GraphQLInputObjectType({
    name,
    fields: () => ({
      ...equality(id),
      ...size(id),
      ...(id === GraphQLString ? search : many ? { contains: { type: id } } : {}),
      fields: {
        type: where,
        description: 'What the document itself must be like. Of several, for each condition one.',
      },
    }),
  })
