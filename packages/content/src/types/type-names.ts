import type { CollectionConfig } from '../config/collection-config.ts'
import type { ContentConfig } from '../config/check.ts'
import { idTypeOf } from '../config/relation.ts'

/** What the interfaces of one collection or global are called. */
export interface Names {
  /** A document. */
  readonly doc: string
  /** What a new document is made from; the same as `update` for a global. */
  readonly data: string
  /** What an update may send. */
  readonly update: string
}

/** Names by slug, of globals by `globals/` and slug. Each is given once. */
export interface TypeNames {
  readonly names: ReadonlyMap<string, Names>
  /** `string` or `number`: what the ids of a collection are. */
  readonly ids: ReadonlyMap<string, string>
}

const ownNames = [
  'Config',
  'Register',
  'RichText',
  'RichTextNode',
  'HookMap',
  'Date',
  'CollectionPoints',
  'GlobalPoints',
]

export function typeNames({ collections = [], globals = [] }: ContentConfig): TypeNames {
  const taken = new Set(ownNames)
  const names = new Map<string, Names>()
  for (const collection of collections) names.set(collection.slug, namesFrom(singular(collection), taken))
  for (const { slug, label } of globals) names.set(`globals/${slug}`, namesFrom(label ?? slug, taken))
  const ids = collections.map((one) => [one.slug, idTypeOf(one) === 'number' ? 'number' : 'string'] as const)
  return { names, ids: new Map(ids) }
}

/** The label, or the slug without the ending of the plural, as far as a rule can know. */
const singular = ({ slug, labels }: CollectionConfig): string =>
  labels?.singular ??
  slug
    .replace(/ies$/i, 'y')
    .replace(/(ss|x|z|ch|sh)es$/i, '$1')
    .replace(/(?<!s|u|i|new)s$/i, '')

function namesFrom(text: string, taken: Set<string>): Names {
  const words = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .match(/[A-Za-z0-9]+/g) ?? ['Document']
  const name = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
  const start = /^\d/.test(name) ? `Document${name}` : name
  for (let number = 1; ; number++) {
    const doc = number === 1 ? start : `${start}${number}`
    const all = { doc, data: `${doc}Data`, update: `${doc}Update` }
    if (Object.values(all).some((one) => taken.has(one))) continue
    for (const one of Object.values(all)) taken.add(one)
    return all
  }
}
