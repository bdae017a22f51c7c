import type { FieldConfig, ValueField } from '../config/field-config.ts'
import { blocksOf, fieldsIn, fieldsOfLevel } from '../config/fields-of-level.ts'

/** What a field is in a live document, as a client has to know it (spec: live.md, "Mapping"). */
export type LiveKind =
  /** A `Y.Text`. */
  | 'text'
  /** A `Y.XmlFragment`. */
  | 'richText'
  /** An entry of a map, replaced as a whole. */
  | 'value'
  | { readonly group: LiveKinds }
  | { readonly rows: LiveKinds }
  /** Rows of several kinds, by their `blockType`. */
  | { readonly blocks: Readonly<Record<string, LiveKinds>> }

/** Fields by name. */
export interface LiveKinds {
  readonly [name: string]: LiveKind
}

/** What the fields of a level are in a live document; those that are never in one are left out. */
export function liveKindsOf(fields: readonly FieldConfig[]): LiveKinds {
  const kinds = Array.from(fieldsOfLevel(fields, ''), ({ config }) => [config.name, kindOf(config)] as const)
  return Object.fromEntries(kinds.flatMap(([name, kind]) => (kind === undefined ? [] : [[name, kind]])))
}

function kindOf(config: ValueField): LiveKind | undefined {
  if (isKeptFromLive(config)) return undefined
  switch (config.type) {
    case 'text':
      return 'hasMany' in config && config.hasMany === true ? 'value' : 'text'
    case 'textarea':
    case 'code':
      return 'text'
    case 'richText':
      return 'richText'
    case 'group':
      return { group: liveKindsOf(fieldsIn(config)) }
    case 'array':
      return { rows: liveKindsOf(fieldsIn(config)) }
    case 'blocks':
      return {
        blocks: Object.fromEntries(blocksOf(config).map(({ slug, fields }) => [slug, liveKindsOf(fields)])),
      }
    case 'password':
    case 'join':
      return undefined
    default:
      return 'value'
  }
}

/** Whoever has a document open has all of it: so what not everybody may read stays on the server, and so does what nobody stores. */
export const isKeptFromLive = ({ access, hidden, virtual, name, hooks }: ValueField): boolean =>
  access?.read !== undefined ||
  hidden === true ||
  (virtual !== undefined && virtual !== false) ||
  name === 'id' ||
  // What is stored is not what anybody is shown.
  (hooks?.afterRead?.length ?? 0) > 0
