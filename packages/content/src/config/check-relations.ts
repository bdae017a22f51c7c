import type { CollectionConfig } from './collection-config.ts'
import type { Problems } from './check-parts.ts'
import type { ContentConfig } from './check.ts'
import type { FieldConfig, JoinField, RelationshipField } from './field-config.ts'
import { blocksOf, fieldsIn, fieldsOfLevel } from './fields-of-level.ts'
import { joinTableOf, relationColumnOf } from './field-storage.ts'
import { idTypeOf, type IdType } from './relation.ts'

/** What PostgreSQL takes. */
const longestName = 63

interface Checking {
  readonly problems: Problems
  /** What the ids of each collection are, by slug. */
  readonly idTypes: ReadonlyMap<string, IdType>
  readonly collections: readonly CollectionConfig[]
}

/**
 * Checks what collections say about each other. Asked once every part of the configuration is right by itself: before, nobody can
 * say which collections there are.
 */
export function checkRelations({ collections = [], globals = [] }: ContentConfig, problems: Problems): void {
  const checking = { problems, idTypes: idTypesOf(collections), collections }
  for (const { slug, fields } of collections)
    checkLevel(fields, `collections.${slug}.fields`, { ...checking, owner: slug })
  for (const { slug, fields } of globals) {
    checkLevel(fields, `globals.${slug}.fields`, { ...checking, owner: `globals/${slug}` })
  }
}

/** What the ids of each collection are, by slug. */
export const idTypesOf = (collections: readonly CollectionConfig[]): ReadonlyMap<string, IdType> =>
  new Map(collections.map((config) => [config.slug, idTypeOf(config)]))

/** @param about `owner` is whose columns the fields are; `undefined` inside other fields */
function checkLevel(
  fields: readonly FieldConfig[],
  path: string,
  about: Checking & { readonly owner: string | undefined },
): void {
  const inside = { ...about, owner: undefined }
  for (const { config, path: place } of fieldsOfLevel(fields, path)) {
    if (config.type === 'relationship') {
      checkTargets(config, place, about)
      if (about.owner !== undefined) checkNames(config, place, { problems: about.problems, owner: about.owner })
    }
    if (config.type === 'join') checkJoin(config, place, about)
    checkLevel(fieldsIn(config), `${place}.fields`, inside)
    for (const { slug, fields: inBlock } of blocksOf(config)) {
      checkLevel(inBlock, `${place}.blocks.${slug}.fields`, inside)
    }
  }
}

function checkTargets({ relationTo }: RelationshipField, path: string, { problems, idTypes }: Checking): void {
  const slugs = typeof relationTo === 'string' ? [relationTo] : relationTo
  const unknown = slugs.filter((slug) => !idTypes.has(slug))
  for (const slug of unknown) {
    const known = idTypes.size === 0 ? 'there is none' : `there are ${[...idTypes.keys()].join(', ')}`
    problems.add(`${path}.relationTo`, `\`${slug}\` is no collection; ${known}`)
  }
  if (unknown.length === 0 && new Set(slugs.map((slug) => idTypes.get(slug))).size > 1) {
    problems.add(`${path}.relationTo`, 'some of these have numbers for ids and some texts; use a field for each kind')
  }
}

function checkJoin(
  { collection, on }: JoinField,
  path: string,
  { problems, collections, owner }: Checking & { readonly owner: string | undefined },
): void {
  if (owner?.includes('/') === true) return problems.add(path, 'nothing refers to a global; leave it out')
  const other = collections.find(({ slug }) => slug === collection)
  if (other === undefined) return problems.add(`${path}.collection`, `\`${collection}\` is no collection`)
  const refersHere = Array.from(fieldsOfLevel(other.fields, ''), ({ config }) => config).filter(
    (config) =>
      config.type === 'relationship' &&
      (config.virtual ?? false) === false &&
      owner !== undefined &&
      [config.relationTo].flat().includes(owner),
  )
  if (refersHere.some(({ name }) => name === on)) return
  const names = refersHere.map(({ name }) => name).join(', ')
  const choice = names === '' ? 'it has none' : `it has ${names}`
  problems.add(`${path}.on`, `name a top-level relationship of "${collection}" to "${owner}"; ${choice}`)
}

function checkNames(
  { name, hasMany, relationTo }: RelationshipField,
  path: string,
  { problems, owner }: { problems: Problems; owner: string },
): void {
  const derived =
    hasMany === true ? joinTableOf(owner, name) : typeof relationTo === 'string' ? '' : relationColumnOf(name)
  if (derived.length <= longestName) return
  const what = hasMany === true ? 'table' : 'column'
  problems.add(path, `its ${what} \`${derived}\` would have more than ${longestName} characters; shorten the name`)
}
