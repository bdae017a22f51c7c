import type { QueryName } from '../rest/query-names.ts'
import type { Schema } from './schema.ts'

export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path' | 'header'
  readonly description: string
  readonly required?: true
  readonly schema: Schema
  readonly style?: 'deepObject'
  readonly explode?: true
}

const tree = (description: string): Omit<Parameter, 'name' | 'in'> => ({
  description,
  schema: { type: 'object', additionalProperties: true },
  style: 'deepObject',
  explode: true,
})
const value = (description: string, schema: Schema = { type: 'string' }): Omit<Parameter, 'name' | 'in'> => ({
  description,
  schema,
})

/** What each parameter of a query means. */
const byName: Readonly<Record<QueryName, Omit<Parameter, 'name' | 'in'>>> = {
  where: tree(
    'Which documents: `where[title][equals]=x`, `where[or][0][views][greater_than]=2`. Operators: equals, not_equals, in, not_in, all, ' +
      'exists, greater_than, greater_than_equal, less_than, less_than_equal, like, contains; `and` and `or` take lists; paths go into ' +
      'groups, rows and along relationships (`where[author.name][equals]=Ada`).',
  ),
  field: value('The field whose values are asked for.'),
  sort: value('Fields to sort by, separated by commas; `-` before one turns it around.'),
  limit: value('How many at most.', { type: 'integer', minimum: 1 }),
  page: value('Which page, from 1.', { type: 'integer', minimum: 1, default: 1 }),
  pagination: value('`false`: what matches is not counted.', { type: 'boolean', default: true }),
  select: tree('Fields to answer with (`select[title]=true`), or to leave out (`select[body]=false`).'),
  depth: value('How many levels of relationships are answered as documents.', {
    type: 'integer',
    minimum: 0,
    maximum: 5,
    default: 1,
  }),
  populate: tree('Fields of the documents of relationships, by collection: `populate[users][name]=true`.'),
  joins: tree('What to find for join fields: `joins[posts][limit]=5`, with `where`, `sort`, `limit`, `count`.'),
  onError: value('`abort`: the first document that fails undoes them all.', {
    type: 'string',
    enum: ['continue', 'abort'],
    default: 'continue',
  }),
  locale: value('The language of the answer, as hooks see it in `req.locale`.'),
}

/** The parameters of components, by name. */
export const components: Readonly<Record<string, Parameter>> = {
  ...Object.fromEntries(
    Object.entries(byName).map(([name, about]) => [name, { name, in: 'query', ...about } as const]),
  ),
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag of the state that the change is for; in any other state it is refused with 412.',
    schema: { type: 'string' },
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The ETag of what is known already; if it is still the same, the answer is 304.',
    schema: { type: 'string' },
  },
}

export interface Reference {
  readonly $ref: string
}

export const parameterRef = (name: string): Reference => ({ $ref: `#/components/parameters/${name}` })

export const queryRefs = (names: readonly QueryName[]): Reference[] => names.map(parameterRef)
