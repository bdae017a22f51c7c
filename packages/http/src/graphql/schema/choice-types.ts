import type { RadioField, SelectField } from '@crochet/content'
import { GraphQLEnumType, GraphQLString, type GraphQLScalarType } from 'graphql'

type ChoiceField = SelectField | RadioField

const enumName = /^(?!__|(?:true|false|null)$)[A-Za-z_][A-Za-z0-9_]*$/

/**
 * Types of `select` and `radio` fields: an enum where every option is a name that GraphQL takes, text otherwise. Options are never
 * renamed: what is answered is what is stored.
 */
export class ChoiceTypes {
  readonly #types = new Map<string, GraphQLEnumType>()

  /** @param name of the type, if it is one */
  of({ options }: ChoiceField, name: string): GraphQLEnumType | GraphQLScalarType {
    const values = options.map((option) => (typeof option === 'string' ? option : option.value))
    if (!values.every((value) => enumName.test(value))) return GraphQLString
    const known = this.#types.get(name)
    if (known !== undefined) return known
    const type = new GraphQLEnumType({ name, values: Object.fromEntries(values.map((value) => [value, { value }])) })
    this.#types.set(name, type)
    return type
  }
}
