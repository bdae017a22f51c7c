import {
  blocksOf,
  fieldsIn,
  fieldsOfLevel,
  idTypeOf,
  type CollectionConfig,
  type FieldConfig,
  type GlobalConfig,
  type RelationshipField,
  type ValueField,
} from '@crochet/content'
import {
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { collectionNames, globalName, innerName } from '../entity-names.ts'
import type { ChoiceTypes } from './choice-types.ts'
import { choiceOperators, operatorTypes, referenceOperators, type OperatorTypes } from './operator-types.ts'
import { jsonScalar } from './scalars.ts'

/** What a key of a `where` stands for. */
export interface WherePath {
  /** As the query language writes it: `seo.title`. */
  readonly path: string
  readonly type: GraphQLInputObjectType
  /** The collection that `fields` are of, for a reference to documents of one collection. */
  readonly to?: string
}

/** `{ relationTo, value }` as it is sent. */
export const referenceInput: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'reference_input',
  fields: {
    relationTo: { type: new GraphQLNonNull(GraphQLString), description: 'The slug of a collection.' },
    value: { type: new GraphQLNonNull(jsonScalar), description: 'The id of a document.' },
  },
})

/** Looks up what can be asked of documents. */
export interface WherePaths {
  /** What the keys of a `where` stand for. @param slug of a collection */
  paths(slug: string): ReadonlyMap<string, WherePath>
}

interface Level {
  /** Name of the type whose fields these are. */
  readonly outer: string
  readonly key: string
  readonly path: string
}

/** The `where` of each collection, and which paths its keys stand for. Made when they are first asked for. */
export class WhereTypes implements WherePaths {
  readonly #operators: OperatorTypes = operatorTypes(referenceInput)
  readonly #collections: ReadonlyMap<string, CollectionConfig>
  readonly #choices: ChoiceTypes
  readonly #types = new Map<string, GraphQLInputObjectType>()
  readonly #paths = new Map<string, ReadonlyMap<string, WherePath>>()
  readonly #named = new Map<string, GraphQLInputObjectType>()

  constructor(collections: readonly CollectionConfig[], choices: ChoiceTypes) {
    this.#collections = new Map(collections.map((collection) => [collection.slug, collection]))
    this.#choices = choices
  }

  /** @param slug of a collection that is there */
  of(slug: string): GraphQLInputObjectType {
    const known = this.#types.get(slug)
    if (known !== undefined) return known
    const collection = this.#collections.get(slug) as CollectionConfig
    const type: GraphQLInputObjectType = new GraphQLInputObjectType({
      name: `${collectionNames(collection).one}_where`,
      fields: () => ({
        ...Object.fromEntries(Array.from(this.paths(slug), ([key, path]) => [key, { type: path.type }])),
        AND: { type: new GraphQLList(type) },
        OR: { type: new GraphQLList(type) },
      }),
    })
    this.#types.set(slug, type)
    return type
  }

  /** What can be asked of the documents of a collection. */
  paths(slug: string): ReadonlyMap<string, WherePath> {
    const known = this.#paths.get(slug)
    if (known !== undefined) return known
    const collection = this.#collections.get(slug) as CollectionConfig
    const paths = this.#document(collection, collectionNames(collection).one)
    this.#paths.set(slug, paths)
    return paths
  }

  /** What can be asked of versions: by what the documents were, as `version__title`, and by the versions themselves. */
  ofVersions(config: CollectionConfig | GlobalConfig): ReadonlyMap<string, WherePath> {
    const { slug } = config
    const isCollection = this.#collections.get(slug) === config
    const { text, boolean, date } = this.#operators
    const parent: WherePath = isCollection
      ? { path: 'parent', type: this.#references(slug, false), to: slug }
      : { path: 'parent', type: text }
    const inside = isCollection ? this.paths(slug) : this.#document(config, globalName(config))
    return new Map([
      ['id', { path: 'id', type: text }],
      ['parent', parent],
      ['latest', { path: 'latest', type: boolean }],
      ...['createdAt', 'updatedAt'].map((name): [string, WherePath] => [name, { path: name, type: date }]),
      ...[...inside].flatMap(([key, at]): [string, WherePath][] =>
        key === 'id' ? [] : [[`version__${key}`, { ...at, path: `version.${at.path}` }]],
      ),
    ])
  }

  #document(config: CollectionConfig | GlobalConfig, outer: string): ReadonlyMap<string, WherePath> {
    const { date, number, text } = this.#operators
    const dates = config.timestamps === false ? [] : ['createdAt', 'updatedAt']
    return new Map<string, WherePath>([
      ['id', { path: 'id', type: idTypeOf(config) === 'number' ? number : text }],
      ...this.#level(config.fields, { outer, key: '', path: '' }),
      ...dates.map((name) => [name, { path: name, type: date }] as const),
    ])
  }

  *#level(fields: readonly FieldConfig[], { outer, key, path }: Level): Iterable<[string, WherePath]> {
    for (const { config } of fieldsOfLevel(fields, '')) {
      if (config.name === 'id' || config.virtual === true || config.hidden === true) continue
      const at = { outer: innerName(outer, config.name), key: `${key}${config.name}`, path: `${path}${config.name}` }
      yield* this.#field(config, at)
      const inside = { ...at, key: `${at.key}__`, path: `${at.path}.` }
      yield* this.#level(fieldsIn(config), inside)
      if (config.type === 'array' || config.type === 'blocks') {
        yield [`${inside.key}id`, { path: `${inside.path}id`, type: this.#operators.text }]
      }
      if (config.type !== 'blocks') continue
      yield [`${inside.key}blockType`, { path: `${inside.path}blockType`, type: this.#operators.text }]
      for (const { slug, fields: own } of blocksOf(config)) {
        const key = `${inside.key}${slug.replaceAll('-', '_')}__`
        yield* this.#level(own, { outer: innerName(at.outer, slug), key, path: `${inside.path}${slug}.` })
      }
    }
  }

  *#field(config: ValueField, { outer: name, key, path }: Level): Iterable<[string, WherePath]> {
    const operators = this.#operators
    switch (config.type) {
      case 'text':
      case 'textarea':
      case 'code':
      case 'email':
      case 'slug':
        return yield [key, { path, type: operators.text }]
      case 'number':
        return yield [key, { path, type: config.hasMany === true ? operators.numberList : operators.number }]
      case 'checkbox':
        return yield [key, { path, type: operators.boolean }]
      case 'date':
        return yield [key, { path, type: operators.date }]
      case 'select':
      case 'radio': {
        const choice = this.#choices.of(config, name)
        const own = choice instanceof GraphQLEnumType
        const type = own ? this.#once(name, () => choiceOperators(choice, name)) : operators.text
        return yield [key, { path, type }]
      }
      case 'point':
        return yield [key, { path, type: operators.point }]
      case 'json':
        return yield [key, { path, type: operators.json }]
      case 'relationship':
        return yield* this.#reference(config, key, path)
      case 'richText':
      case 'group':
      case 'array':
      case 'blocks':
        return yield [key, { path, type: operators.presence }]
      case 'join':
        return yield [key, { path, type: this.#references(config.collection, true), to: config.collection }]
      case 'password':
        return
    }
  }

  *#reference(config: RelationshipField, key: string, path: string): Iterable<[string, WherePath]> {
    const { relationTo, hasMany = false } = config
    const { text, number, numberList, pair, pairList } = this.#operators
    if (typeof relationTo === 'string') {
      return yield [key, { path, type: this.#references(relationTo, hasMany), to: relationTo }]
    }
    const isNumber = relationTo.some((slug) => idTypeOf(this.#collections.get(slug) as CollectionConfig) === 'number')
    yield [key, { path, type: hasMany ? pairList : pair }]
    yield [`${key}__relationTo`, { path: `${path}.relationTo`, type: text }]
    yield [`${key}__value`, { path: `${path}.value`, type: isNumber ? (hasMany ? numberList : number) : text }]
  }

  #references(slug: string, many: boolean): GraphQLInputObjectType {
    const target = this.#collections.get(slug) as CollectionConfig
    const id = idTypeOf(target) === 'number' ? GraphQLFloat : GraphQLString
    const name = `${collectionNames(target).one}_${many ? 'references' : 'reference'}_operator`
    return this.#once(name, () => referenceOperators(name, { id, many, where: this.of(slug) }))
  }

  #once(name: string, make: () => GraphQLInputObjectType): GraphQLInputObjectType {
    const known = this.#named.get(name) ?? make()
    this.#named.set(name, known)
    return known
  }
}
