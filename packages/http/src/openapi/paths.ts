import type { CollectionConfig, GlobalConfig, TypeNames } from '@crochet/content'
import { queryNames, type RouteName } from '../rest/query-names.ts'
import {
  answer,
  bulkSchema,
  errorsName,
  jsonOf,
  pageSchema,
  refusals,
  tagged,
  withMessage,
  type Answer,
} from './answers.ts'
import { parameterRef, queryRefs, type Parameter, type Reference } from './parameters.ts'
import { objectSchema, schemaRef, type Schema } from './schema.ts'

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly parameters: readonly (Parameter | Reference)[]
  readonly requestBody?: { readonly required: boolean; readonly content?: object }
  readonly responses: Readonly<Record<string, Answer | Reference>>
}

type Method = 'get' | 'post' | 'patch' | 'delete'
export type Paths = Record<string, Partial<Record<Method, Operation>>>

const reading = [parameterRef('ifNoneMatch')]
const changing = [parameterRef('ifMatch')]
const body = (schema: Schema, required: boolean = true): NonNullable<Operation['requestBody']> => ({
  required,
  ...jsonOf(schema),
})

/** What is served below `/api/<slug>`. */
export function collectionPaths(collection: CollectionConfig, types: TypeNames): Paths {
  const { slug, labels } = collection
  const names = types.names.get(slug)
  if (names === undefined) return {}
  const url = `/api/${slug}`
  const one = labels?.singular ?? slug
  const many = labels?.plural ?? slug
  const doc = schemaRef(names.doc)
  const about = (route: RouteName, summary: string): Pick<Operation, 'operationId' | 'summary' | 'tags'> => ({
    operationId: `${route}_${slug.replaceAll('-', '_')}`,
    summary,
    tags: [slug],
  })
  const id: Parameter = {
    name: 'id',
    in: 'path',
    required: true,
    description: 'Id of the document.',
    schema: { type: types.ids.get(slug) ?? 'string' },
  }
  const created = { '201': tagged('The new document.', withMessage('doc', doc)) }

  return {
    [url]: {
      get: {
        ...about('find', `A page of ${many}`),
        parameters: [...queryRefs(queryNames.find), ...reading],
        responses: { '200': tagged('The page.', pageSchema('docs', doc)), ...refusals(304, 400, 403) },
      },
      post: {
        ...about('create', `Create: ${one}`),
        description: 'With the header `X-HTTP-Method-Override: GET` it is the query of GET, sent in the body.',
        parameters: queryRefs(queryNames.create),
        requestBody: body(schemaRef(names.data)),
        responses: { ...created, ...refusals(400, 403, 409) },
      },
      patch: {
        ...about('updateMany', `Change all ${many} that match`),
        description: 'Documents that fail are named in `errors`; those that do not stay changed.',
        parameters: queryRefs(queryNames.updateMany),
        requestBody: body(schemaRef(names.update)),
        responses: {
          '200': answer('All of them were changed.', bulkSchema(doc)),
          '400': answer('Some were not changed, or the request is not right.', orErrors(bulkSchema(doc))),
          ...refusals(403),
        },
      },
      delete: {
        ...about('deleteMany', `Delete all ${many} that match`),
        parameters: queryRefs(queryNames.deleteMany),
        responses: {
          '200': answer('All of them were deleted.', bulkSchema(idOnly(id.schema))),
          '400': answer('Some were not deleted, or the request is not right.', orErrors(bulkSchema(idOnly(id.schema)))),
          ...refusals(403),
        },
      },
    },
    [`${url}/count`]: {
      get: {
        ...about('count', `How many ${many} match`),
        parameters: [...queryRefs(queryNames.count), ...reading],
        responses: {
          '200': tagged('The number.', objectSchema({ totalDocs: { type: 'integer' } }, ['totalDocs'])),
          ...refusals(304, 400, 403),
        },
      },
    },
    [`${url}/distinct`]: {
      get: {
        ...about('distinct', `The values of a field of ${many}`),
        parameters: [...queryRefs(queryNames.distinct), ...reading],
        responses: {
          '200': tagged('The values, each once.', pageSchema('values', { type: 'object' })),
          ...refusals(304, 400, 403),
        },
      },
    },
    [`${url}/{id}`]: {
      get: {
        ...about('findByID', `Read: ${one}`),
        parameters: [id, ...queryRefs(queryNames.findByID), ...reading],
        responses: { '200': tagged('The document.', doc), ...refusals(304, 400, 403, 404) },
      },
      patch: {
        ...about('update', `Change: ${one}`),
        parameters: [id, ...queryRefs(queryNames.update), ...changing],
        requestBody: body(schemaRef(names.update)),
        responses: {
          '200': tagged('The changed document.', withMessage('doc', doc)),
          ...refusals(400, 403, 404, 409, 412),
        },
      },
      delete: {
        ...about('delete', `Delete: ${one}`),
        parameters: [id, ...queryRefs(queryNames.delete), ...changing],
        responses: {
          '200': answer('The id of what was deleted.', withMessage('doc', idOnly(id.schema))),
          ...refusals(400, 403, 404, 409, 412),
        },
      },
    },
    [`${url}/{id}/duplicate`]: {
      post: {
        ...about('duplicate', `Duplicate: ${one}`),
        parameters: [id, ...queryRefs(queryNames.duplicate)],
        requestBody: body(schemaRef(names.update), false),
        responses: { ...created, ...refusals(400, 403, 404, 409) },
      },
    },
  }
}

const idOnly = (id: Schema): Schema => objectSchema({ id }, ['id'])
const orErrors = (schema: Schema): Schema => ({ anyOf: [schema, schemaRef(errorsName)] })

/** What is served at `/api/globals/<slug>`. */
export function globalPaths({ slug, label = slug }: GlobalConfig, types: TypeNames): Paths {
  const names = types.names.get(`globals/${slug}`)
  if (names === undefined) return {}
  const about = { tags: [`globals/${slug}`], summary: `Change: ${label}` }
  const id = slug.replaceAll('-', '_')
  const update = {
    ...about,
    parameters: [...queryRefs(queryNames.updateGlobal), ...changing],
    requestBody: body(schemaRef(names.update)),
    responses: {
      '200': tagged('The changed global.', withMessage('result', schemaRef(names.doc))),
      ...refusals(400, 403, 409, 412),
    },
  }
  return {
    [`/api/globals/${slug}`]: {
      get: {
        ...about,
        summary: `Read: ${label}`,
        operationId: `findGlobal_${id}`,
        parameters: [...queryRefs(queryNames.findGlobal), ...reading],
        responses: { '200': tagged('The global.', schemaRef(names.doc)), ...refusals(304, 400, 403) },
      },
      post: { ...update, operationId: `updateGlobal_${id}` },
      patch: { ...update, operationId: `patchGlobal_${id}` },
    },
  }
}
