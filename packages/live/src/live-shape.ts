import {
  blocksOf,
  fieldsIn,
  fieldsOfLevel,
  liveKindsOf,
  type CollectionConfig,
  type FieldConfig,
  type GlobalConfig,
  type LiveKinds,
} from '@crochet/content'
import type { LiveField } from './mapping/live-field.ts'
import { mappingOf } from './mapping/mappings.ts'

/** What the documents of a collection, or a global, are in a `Y.Doc`. */
export interface LiveShape {
  /** As in the name of a document: `posts`, `globals/settings`. */
  readonly name: string
  readonly fields: readonly LiveField[]
  /** The same for clients, who do not know the configuration. */
  readonly kinds: LiveKinds
}

export const shapeOfCollection = ({ slug, fields }: CollectionConfig): LiveShape => ({
  name: slug,
  fields: liveFields(fields),
  kinds: liveKindsOf(fields),
})

export const shapeOfGlobal = ({ slug, fields }: GlobalConfig): LiveShape => ({
  name: `globals/${slug}`,
  fields: liveFields(fields),
  kinds: liveKindsOf(fields),
})

/** The fields of a level that are shared; those inside rows, collapsibles and tabs without a name stand where these stand. */
function liveFields(configs: readonly FieldConfig[]): LiveField[] {
  return Array.from(fieldsOfLevel(configs, '')).flatMap(({ config }) => {
    const mapping = mappingOf(config)
    if (mapping === undefined) return []
    const blocks = new Map(blocksOf(config).map(({ slug, fields }) => [slug, liveFields(fields)]))
    return [{ name: config.name, config, mapping, fields: liveFields(fieldsIn(config)), blocks }]
  })
}
