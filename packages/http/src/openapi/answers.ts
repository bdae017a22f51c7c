import { objectSchema, schemaRef, type Schema } from './schema.ts'
import type { Reference } from './parameters.ts'

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

export interface Answer extends Content {
  readonly description: string
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>
}

export const jsonOf = (schema: Schema): Content => ({ content: { 'application/json': { schema } } })

const etag = { ETag: { description: 'Names this state of what is answered.', schema: { type: 'string' } } } as const

export const answer = (description: string, schema: Schema): Answer => ({ description, ...jsonOf(schema) })

/** An answer that carries an ETag. */
export const tagged = (description: string, schema: Schema): Answer => ({
  ...answer(description, schema),
  headers: etag,
})

const message: Schema = { type: 'string', description: 'For people.' }

export const withMessage = (key: 'doc' | 'result', schema: Schema): Schema =>
  objectSchema({ [key]: schema, message }, [key, 'message'])

export const bulkSchema = (doc: Schema): Schema =>
  objectSchema(
    {
      docs: { type: 'array', items: doc },
      errors: {
        type: 'array',
        items: objectSchema({ id: { type: ['string', 'number'] }, code: { type: 'string' }, message }, [
          'id',
          'message',
        ]),
      },
      message,
    },
    ['docs', 'errors', 'message'],
  )

const whole: Schema = { type: 'integer' }
const wholeOrNull: Schema = { type: ['integer', 'null'] }

/** A page of a find, or of the values of a field. */
export const pageSchema = (key: 'docs' | 'values', item: Schema): Schema => {
  const properties = {
    [key]: { type: 'array', items: item },
    totalDocs: whole,
    limit: whole,
    page: whole,
    totalPages: whole,
    pagingCounter: whole,
    hasNextPage: { type: 'boolean' },
    hasPrevPage: { type: 'boolean' },
    nextPage: wholeOrNull,
    prevPage: wholeOrNull,
  } satisfies Record<string, Schema>
  return objectSchema(properties, Object.keys(properties))
}

/** No collection can have a schema of this name: names of types have no dot. */
export const errorsName = 'crochet.Errors'

/** The one shape of error answers. */
export const errorSchema: Schema = objectSchema(
  {
    errors: {
      type: 'array',
      items: objectSchema(
        {
          code: { type: 'string', description: 'Stable, for programs.' },
          message,
          path: { type: 'string', description: 'The field or parameter at fault.' },
          data: { description: 'Further facts.' },
        },
        ['code', 'message'],
      ),
    },
  },
  ['errors'],
)

const errors = {
  304: 'What is known already is still the same.',
  400: 'The query or the data is not right; every field that is wrong is named.',
  403: 'The caller may not do this.',
  404: 'There is no such document, or the caller may not know of it.',
  409: 'The document has changed meanwhile, a value is taken, or other documents need this one.',
  412: 'The document is not in the state that `If-Match` names.',
} as const

export type ErrorStatus = keyof typeof errors

/** Refusals that every operation knows, and these. */
export function refusals(...statuses: readonly ErrorStatus[]): Record<string, Reference> {
  const named = statuses.map((status) => [String(status), { $ref: `#/components/responses/${nameOf(status)}` }])
  return { ...Object.fromEntries(named), default: { $ref: '#/components/responses/Error' } }
}

const nameOf = (status: ErrorStatus): string => `Status${status}`

/** The answers of components. */
export const answers: Readonly<Record<string, Answer>> = {
  Error: answer('Any other error.', schemaRef(errorsName)),
  ...Object.fromEntries(
    Object.entries(errors).map(([status, description]) => [
      `Status${status}`,
      status === '304' ? { description, headers: etag } : answer(description, schemaRef(errorsName)),
    ]),
  ),
}
