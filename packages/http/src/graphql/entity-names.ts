import type { CollectionConfig, GlobalConfig } from '@crochet/content'
import { pascalCase, pluralOf, singularOf } from './words.ts'

/** What is served over GraphQL. */
export interface Served {
  readonly collections: readonly CollectionConfig[]
  readonly globals: readonly GlobalConfig[]
}

/** What the types and root fields of a collection are called. */
export interface CollectionNames {
  /** Type of a document, and the query for one. */
  readonly one: string
  /** Type of a page, and the query for it. */
  readonly many: string
}

/** As Payload names them: from the labels, else from the slug; `allNews` where one and many are the same word. */
export function collectionNames({ slug, labels }: CollectionConfig): CollectionNames {
  const one = nameFrom(labels?.singular, singularOf(slug))
  const many = nameFrom(labels?.plural, pluralOf(slug))
  return { one, many: one === many ? `all${one}` : many }
}

/** Type of a global, and the query for it. */
export const globalName = ({ slug, label }: GlobalConfig): string => nameFrom(label, slug)

/** What the types and root fields of versions are called, as Payload names them. */
export interface VersionNames {
  /** Type of a version: `PostVersion`; of what the document was: `PostVersion_Version`. */
  readonly one: string
  readonly inside: string
  /** Type of a page, and the query for it: `versionsPosts`. */
  readonly many: string
  /** `versionsPost_where`. */
  readonly where: string
  /** The query for one, and the mutation. */
  readonly find: string
  readonly restore: string
}

export function collectionVersionNames(collection: CollectionConfig): VersionNames {
  const { one, many } = collectionNames(collection)
  return namesOf(one, many)
}

export function globalVersionNames(global: GlobalConfig): VersionNames {
  const name = globalName(global)
  return namesOf(name, name)
}

const namesOf = (one: string, many: string): VersionNames => ({
  one: `${one}Version`,
  inside: `${one}Version_Version`,
  many: `versions${many}`,
  where: `versions${one}_where`,
  find: `version${one}`,
  restore: `restoreVersion${one}`,
})

/** The name of the type of what is inside a field: `Post_Seo`, `Post_Items_Size`. */
export const innerName = (outer: string, name: string): string => `${outer}_${pascalCase(name) || 'Field'}`

/** A label in letters that GraphQL does not know says nothing. */
function nameFrom(label: unknown, slug: string): string {
  const name = pascalCase(typeof label === 'string' ? label : slug) || pascalCase(slug)
  return /^\d/.test(name) ? `Document${name}` : name
}
