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

/** The name of the type of what is inside a field: `Post_Seo`, `Post_Items_Size`. */
export const innerName = (outer: string, name: string): string => `${outer}_${pascalCase(name) || 'Field'}`

/** A label in letters that GraphQL does not know says nothing. */
function nameFrom(label: unknown, slug: string): string {
  const name = pascalCase(typeof label === 'string' ? label : slug) || pascalCase(slug)
  return /^\d/.test(name) ? `Document${name}` : name
}
