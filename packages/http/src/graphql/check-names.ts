import {
  blocksOf,
  ConfigError,
  fieldsIn,
  fieldsOfLevel,
  hasVersions,
  type CollectionConfig,
  type ConfigProblem,
  type FieldConfig,
  type ValueField,
} from '@crochet/content'
import { authNames, hasAccounts } from './auth-names.ts'
import {
  collectionNames,
  collectionVersionNames,
  globalName,
  globalVersionNames,
  innerName,
  type Served,
  type VersionNames,
} from './entity-names.ts'

/** What GraphQL itself and every schema of Crochet have. */
const ownTypes = ['Query', 'Mutation', 'Subscription', 'String', 'Int', 'Float', 'Boolean', 'ID', 'JSON', 'DateTime']

/**
 * Checks that all names which a schema makes from the configuration are names, and different. Loads nothing of GraphQL, so that it
 * can be done at every boot.
 *
 * @throws ConfigError naming both places of every collision
 */
export function checkNames({ collections, globals }: Served): void {
  const problems: Problems = new Map()
  const spaces = { types: new Names(problems), queries: new Names(problems), mutations: new Names(problems) }
  for (const name of ownTypes) spaces.types.claim(name, { path: 'a part of GraphQL', rename: '' })
  for (const collection of collections) {
    const { one, many } = collectionNames(collection)
    const place = { path: `collections.${collection.slug}`, rename: 'set its `labels`' }
    for (const name of [one, many, ...typesBeside(one, many)]) spaces.types.claim(name, place)
    for (const name of [one, many, `count${many}`]) spaces.queries.claim(name, place)
    for (const name of [one]) spaces.mutations.claim(name, place)
    if (hasAccounts(collection)) claimAccounts(collection, place, spaces)
    if (hasVersions(collection)) claimVersions(collectionVersionNames(collection), place, spaces)
    checkLevel(collection.fields, { name: one, path: place.path }, { problems, types: spaces.types })
    const keys = new Names(problems)
    for (const name of ['AND', 'OR']) keys.claim(name, { path: 'a part of GraphQL', rename: '' })
    checkKeys(collection.fields, { path: place.path, prefix: '' }, keys)
  }
  for (const global of globals) {
    const name = globalName(global)
    const place = { path: `globals.${global.slug}`, rename: 'set its `label`' }
    for (const space of Object.values(spaces)) space.claim(name, place)
    if (hasVersions(global)) claimVersions(globalVersionNames(global), place, spaces)
    checkLevel(global.fields, { name, path: place.path }, { problems, types: spaces.types })
  }
  if (problems.size > 0) throw new ConfigError([...problems.values()])
}

/** Types that come with that of the documents. */
const typesBeside = (one: string, many: string): string[] => [
  `count${many}`,
  `deleted${one}`,
  `mutation${one}Input`,
  `mutation${one}UpdateInput`,
]

function claimAccounts(
  collection: CollectionConfig,
  { path }: Place,
  spaces: Record<'types' | 'queries' | 'mutations', Names>,
): void {
  const names = authNames(collection)
  const place = { path, rename: 'rename one of the two' }
  for (const kind of ['types', 'queries', 'mutations'] as const) {
    for (const name of Object.values<string>(names[kind])) spaces[kind].claim(name, place)
  }
}

function claimVersions(
  names: VersionNames,
  place: Place,
  { types, queries, mutations }: Record<'types' | 'queries' | 'mutations', Names>,
): void {
  for (const name of [names.one, names.inside, names.many, names.where]) types.claim(name, place)
  for (const name of [names.find, names.many]) queries.claim(name, place)
  mutations.claim(names.restore, place)
}

/** Where in the configuration something is, and what to do about it when its name is taken. */
interface Place {
  readonly path: string
  readonly rename: string
}

/** By what they are about: two things that meet under several names are one problem. */
type Problems = Map<string, ConfigProblem>

/** Names of one kind. */
class Names {
  readonly #taken = new Map<string, string>()
  readonly #problems: Problems

  constructor(problems: Problems) {
    this.#problems = problems
  }

  claim(name: string, { path, rename }: Place): void {
    const other = this.#taken.get(name)
    this.#taken.set(name, other ?? path)
    const key = `${path} ${other}`
    if (other === undefined || other === path || this.#problems.has(key)) return
    const message = `in GraphQL it is \`${name}\`, which ${other} is already; ${rename}, or turn GraphQL off: \`graphql: false\``
    this.#problems.set(key, { path, message })
  }
}

interface Level {
  /** Name of the type. */
  readonly name: string
  readonly path: string
}

interface Checking {
  readonly problems: Problems
  readonly types: Names
}

/** Types that the values of fields need: groups, rows, blocks, choices, references and joins. */
function checkLevel(fields: readonly FieldConfig[], level: Level, checking: Checking): void {
  for (const { config, path } of fieldsOfLevel(fields, `${level.path}.fields`)) {
    const name = innerName(level.name, config.name)
    if (config.name.startsWith('__')) {
      const message = 'GraphQL keeps names that begin with two underscores for itself; rename it'
      checking.problems.set(path, { path, message })
    }
    if (!hasType(config)) continue
    checking.types.claim(name, { path, rename: 'rename the field' })
    checkLevel(fieldsIn(config), { name, path }, checking)
    for (const { slug, fields: inside } of blocksOf(config)) {
      const block = { name: innerName(name, slug), path: `${path}.${slug}` }
      checking.types.claim(block.name, { path: block.path, rename: 'rename the block' })
      checkLevel(inside, block, checking)
    }
  }
}

interface Keys {
  readonly path: string
  /** What the keys of the level begin with. */
  readonly prefix: string
}

/** Keys of `where`, in which the way to a field inside others is joined by two underscores. */
function checkKeys(fields: readonly FieldConfig[], level: Keys, names: Names): void {
  for (const { config, path } of fieldsOfLevel(fields, `${level.path}.fields`)) {
    const key = `${level.prefix}${config.name}`
    for (const end of ['', ...ownKeys(config)]) names.claim(`${key}${end}`, { path, rename: 'rename the field' })
    checkKeys(fieldsIn(config), { path, prefix: `${key}__` }, names)
    for (const { slug, fields: inside } of blocksOf(config)) {
      checkKeys(inside, { path: `${path}.${slug}`, prefix: `${key}__${slug.replaceAll('-', '_')}__` }, names)
    }
  }
}

/** What can be asked of the value of a field besides the fields that the configuration gives it. */
function ownKeys(config: ValueField): string[] {
  if (config.type === 'array') return ['__id']
  if (config.type === 'blocks') return ['__id', '__blockType']
  return config.type === 'relationship' && typeof config.relationTo !== 'string' ? ['__relationTo', '__value'] : []
}

const hasType = ({ type, ...config }: ValueField): boolean =>
  ['group', 'array', 'blocks', 'select', 'radio', 'join'].includes(type) ||
  ('relationTo' in config && typeof config.relationTo !== 'string')
