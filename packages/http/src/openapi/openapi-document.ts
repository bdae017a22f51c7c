import { typeNames, type CollectionConfig, type GlobalConfig } from '@crochet/content'
import { answers, errorSchema, errorsName, type Answer } from './answers.ts'
import { authPaths, securityOf } from './auth-paths.ts'
import { collectionSchemas, globalSchemas } from './entity-schemas.ts'
import { jobsPaths } from './jobs-paths.ts'
import { components, type Parameter } from './parameters.ts'
import { collectionPaths, globalPaths, type Paths } from './paths.ts'
import type { Schema } from './schema.ts'
import { collectionVersionPaths, globalVersionPaths } from './version-paths.ts'

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  readonly security?: readonly object[]
  readonly paths: Paths
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly responses: Readonly<Record<string, Answer>>
    readonly securitySchemes?: object
  }
}

export interface Described {
  readonly collections: readonly CollectionConfig[]
  readonly globals: readonly GlobalConfig[]
  /** Name of the cookie of sessions. */
  readonly cookie?: string
  /** Whether somebody may see jobs. */
  readonly jobs?: boolean
}

/**
 * What REST serves, as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0): made from collections and globals alone, and from the same
 * lists of parameters that the routes check by. Neither hidden fields nor routes of one's own are in it. Pure.
 */
export function toOpenApi(config: Described): OpenApiDocument {
  const types = typeNames(config)
  const hasJobs = config.jobs === true && config.collections.every(({ slug }) => slug !== 'jobs')
  const collections = config.collections.filter(({ endpoints }) => endpoints !== false)
  const { security, schemes } = securityOf(config.collections, config.cookie ?? 'crochet-token')
  const globals = config.globals.filter(({ endpoints }) => endpoints !== false)
  const paths = Object.assign(
    {},
    ...collections.map((collection) => collectionPaths(collection, types)),
    ...collections.map((collection) => authPaths(collection, types)),
    ...collections.map((collection) => collectionVersionPaths(collection, types)),
    ...globals.map((global) => globalPaths(global, types)),
    ...globals.map((global) => globalVersionPaths(global, types)),
    hasJobs ? jobsPaths : {},
  ) as Paths
  const schemas = Object.assign(
    { [errorsName]: errorSchema },
    // What is not served itself may still be part of what is.
    ...config.collections.map((collection) => collectionSchemas(collection, types)),
    ...globals.map((global) => globalSchemas(global, types)),
  ) as Record<string, Schema>
  const tagNames = [
    ...collections.map(({ slug }) => slug),
    ...globals.map(({ slug }) => `globals/${slug}`),
    ...(hasJobs ? ['jobs'] : []),
  ]
  return {
    openapi: '3.1.0',
    info: {
      title: 'REST',
      version: '1',
      description: 'Collections and globals. Query parameters are written in brackets, as in `where[title][equals]=x`.',
    },
    servers: [{ url: '/' }],
    tags: tagNames.map((name) => ({ name })),
    ...(security !== undefined && { security }),
    paths,
    components: {
      schemas: used(schemas, { paths, answers }),
      parameters: components,
      responses: answers,
      ...(schemes !== undefined && { securitySchemes: schemes }),
    },
  }
}

/** The schemas that something refers to, directly or through others. */
function used(schemas: Readonly<Record<string, Schema>>, by: object): Record<string, Schema> {
  const names = new Set<string>()
  const follow = (part: object): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (names.has(name)) continue
      names.add(name)
      follow(schemas[name] ?? {})
    }
  }
  follow(by)
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => names.has(name)))
}
