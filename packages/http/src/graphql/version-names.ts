import type { CollectionConfig, GlobalConfig } from '@crochet/content'
import { collectionNames, globalName } from './entity-names.ts'

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
