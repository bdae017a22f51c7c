import { GraphQLScalarType, valueFromASTUntyped, type ValueNode } from 'graphql'
import { HttpError } from '../../errors.ts'

/** Any JSON value, out and in as it is. Prototype keys and depth are for the content engine to refuse, as in every other data. */
export const jsonScalar: GraphQLScalarType = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  coerceOutputValue: (value: unknown) => value,
  coerceInputValue: (value: unknown) => value,
  coerceInputLiteral: (literal: ValueNode) => valueFromASTUntyped(literal),
})

/** A date as the content engine stores it. What is sent is checked there, so that a wrong date is answered like any wrong value. */
export const dateTimeScalar: GraphQLScalarType = new GraphQLScalarType({
  name: 'DateTime',
  description: 'ISO 8601 in UTC: `2026-01-31T08:00:00.000Z`. Dates without a time and other zones are taken, too.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  coerceOutputValue(value: unknown) {
    if (typeof value === 'string') return value
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
    throw new HttpError('GRAPHQL_VALUE', 'A date is no date.')
  },
  coerceInputValue: (value: unknown) => value,
  coerceInputLiteral: (literal: ValueNode) => valueFromASTUntyped(literal),
})
