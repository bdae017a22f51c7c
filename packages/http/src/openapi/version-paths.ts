import { hasVersions, type CollectionConfig, type GlobalConfig, type TypeNames } from '@crochet/content'
import { queryNames } from '../rest/query-names.ts'
import { pageSchema, refusals, tagged, withMessage } from './answers.ts'
import { parameterRef, queryRefs, type Parameter } from './parameters.ts'
import type { Paths } from './paths.ts'
import { schemaRef } from './schema.ts'

/** Names of types have no dot, so nothing else is called like this. */
export const versionSchemaName = (doc: string): string => `${doc}.version`

interface Versioned {
  readonly url: string
  /** Of the tag, and what ids of operations end with. */
  readonly tag: string
  readonly one: string
  readonly names: { readonly doc: string } | undefined
  readonly key: 'doc' | 'result'
}

/** What is served below `/api/<slug>/versions`. */
export function collectionVersionPaths(collection: CollectionConfig, types: TypeNames): Paths {
  if (!hasVersions(collection)) return {}
  const { slug, labels } = collection
  const one = labels?.singular ?? slug
  return versionPaths({ url: `/api/${slug}`, tag: slug, one, names: types.names.get(slug), key: 'doc' })
}

/** What is served below `/api/globals/<slug>/versions`. */
export function globalVersionPaths(global: GlobalConfig, types: TypeNames): Paths {
  if (!hasVersions(global)) return {}
  const { slug, label: one = slug } = global
  const tag = `globals/${slug}`
  return versionPaths({ url: `/api/${tag}`, tag, one, names: types.names.get(tag), key: 'result' })
}

function versionPaths({ url, tag, one, names, key }: Versioned): Paths {
  if (names === undefined) return {}
  const version = schemaRef(versionSchemaName(names.doc))
  const suffix = tag.replaceAll(/[-/]/g, '_')
  const route = key === 'doc' ? queryNames.restoreVersion : queryNames.restoreGlobalVersion
  const id: Parameter = {
    name: 'id',
    in: 'path',
    required: true,
    description: 'Id of the version.',
    schema: { type: 'string' },
  }
  const reading = parameterRef('ifNoneMatch')
  return {
    [`${url}/versions`]: {
      get: {
        operationId: `findVersions_${suffix}`,
        summary: `A page of versions: ${one}`,
        description:
          'What the document was is below `version`: `where[version.title][equals]=x`, `sort=-version.price`.',
        tags: [tag],
        parameters: [...queryRefs(queryNames.findVersions), reading],
        responses: { '200': tagged('The page.', pageSchema('docs', version)), ...refusals(304, 400, 403) },
      },
    },
    [`${url}/versions/{id}`]: {
      get: {
        operationId: `findVersionByID_${suffix}`,
        summary: `Read a version: ${one}`,
        tags: [tag],
        parameters: [id, ...queryRefs(queryNames.findVersionByID), reading],
        responses: { '200': tagged('The version.', version), ...refusals(304, 400, 403, 404) },
      },
      post: {
        operationId: `restoreVersion_${suffix}`,
        summary: `Restore a version: ${one}`,
        tags: [tag],
        parameters: [id, ...queryRefs(route), parameterRef('ifMatch')],
        responses: {
          '200': tagged('The document, as it is now.', withMessage(key, schemaRef(names.doc))),
          ...refusals(400, 403, 404, 409, 412),
        },
      },
    },
  }
}
