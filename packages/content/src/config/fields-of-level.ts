import { layoutTypes } from '../fields/field-types.ts'
import type { BlockConfig, FieldConfig, LayoutField, ValueField } from './field-config.ts'

/** A field and where it stands in the configuration, as in `collections.posts.fields[1].tabs.seo`. */
export interface PlacedField {
  readonly config: ValueField
  readonly path: string
}

/** The fields of one level, those inside layout fields where the layout stands. */
export function* fieldsOfLevel(fields: readonly FieldConfig[], path: string): Iterable<PlacedField> {
  for (const [index, config] of fields.entries()) {
    if (!isLayout(config)) {
      yield { config, path: `${path}.${config.name}` }
      continue
    }
    for (const part of layoutTypes.get(config.type)?.parts(config) ?? []) {
      yield* fieldsOfLevel(part.fields, `${path}[${index}]${part.at}`)
    }
  }
}

const isLayout = (config: FieldConfig): config is LayoutField => layoutTypes.has(config.type)

/** The fields directly inside a field: of a group or of rows; those of blocks are in `blocksOf`. */
export const fieldsIn = (config: ValueField): readonly FieldConfig[] => ('fields' in config ? config.fields : [])

export const blocksOf = (config: ValueField): readonly BlockConfig[] => ('blocks' in config ? config.blocks : [])
