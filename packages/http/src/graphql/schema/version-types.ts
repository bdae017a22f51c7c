import { fieldsOfLevel, type CollectionConfig, type GlobalConfig } from '@crochet/content'
import {
  GraphQLBoolean,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql'
import type { VersionNames } from '../entity-names.ts'
import { idType, pageType } from './document-types.ts'
import { roleExtension } from './field-role.ts'
import type { OutputField } from './output-field.ts'
import { dateTimeScalar, jsonScalar } from './scalars.ts'
import type { WherePath, WherePaths, WhereTypes } from './where-types.ts'

interface Versioned {
  readonly config: CollectionConfig | GlobalConfig
  readonly names: VersionNames
}

const dated: OutputField = { type: dateTimeScalar }

/** The type of a version. What is inside is as in documents, without what these find or borrow elsewhere. */
export function versionType({ config, names }: Versioned, document: GraphQLObjectType): GraphQLObjectType {
  return new GraphQLObjectType({
    name: names.one,
    fields: () => {
      const inside = insideOf(config, document)
      const isEmpty = Object.keys(inside).length === 0
      const version = isEmpty
        ? { type: jsonScalar }
        : {
            type: new GraphQLObjectType({ name: names.inside, fields: inside }),
            extensions: roleExtension({ is: 'inside' }),
          }
      return {
        id: { type: new GraphQLNonNull(GraphQLString) },
        parent: { type: idType(config), description: 'Id of the document.' },
        version,
        createdAt: dated,
        updatedAt: dated,
        latest: { type: GraphQLBoolean, description: 'Whether this is what the document is now.' },
      }
    },
  })
}

export const versionPageType = ({ names }: Versioned, version: GraphQLObjectType): GraphQLObjectType =>
  pageType(names.many, version)

function insideOf(config: CollectionConfig | GlobalConfig, document: GraphQLObjectType): Record<string, OutputField> {
  const elsewhere = new Set(['id', ...elsewhereIn(config)])
  const fields = Object.entries(document.toConfig().fields)
  return Object.fromEntries(fields.filter(([name]) => !elsewhere.has(name)))
}

/** Fields whose values are those of other documents. */
const elsewhereIn = ({ fields }: CollectionConfig | GlobalConfig): string[] =>
  [...fieldsOfLevel(fields, '')]
    .filter(({ config }) => config.type === 'join' || typeof config.virtual === 'string')
    .map(({ config }) => config.name)

/** The `where` of versions, and which paths its keys stand for. */
export class VersionWhere implements WherePaths {
  readonly type: GraphQLInputObjectType
  readonly #documents: WhereTypes
  readonly #paths: () => ReadonlyMap<string, WherePath>

  constructor({ config, names }: Versioned, documents: WhereTypes) {
    this.#documents = documents
    let paths: ReadonlyMap<string, WherePath> | undefined
    this.#paths = () => (paths ??= ownOf(config, documents.ofVersions(config)))
    const type: GraphQLInputObjectType = new GraphQLInputObjectType({
      name: names.where,
      fields: () => ({
        ...Object.fromEntries(Array.from(this.#paths(), ([key, path]) => [key, { type: path.type }])),
        AND: { type: new GraphQLList(type) },
        OR: { type: new GraphQLList(type) },
      }),
    })
    this.type = type
  }

  /** @param slug of a collection that a relationship leads to; `''` for the versions themselves */
  paths(slug: string): ReadonlyMap<string, WherePath> {
    return slug === '' ? this.#paths() : this.#documents.paths(slug)
  }
}

function ownOf(
  config: CollectionConfig | GlobalConfig,
  paths: ReadonlyMap<string, WherePath>,
): ReadonlyMap<string, WherePath> {
  const elsewhere = elsewhereIn(config).map((name) => `version__${name}`)
  const isOwn = (key: string): boolean => !elsewhere.some((name) => key === name || key.startsWith(`${name}__`))
  return new Map([...paths].filter(([key]) => isOwn(key)))
}
