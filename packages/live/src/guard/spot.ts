import * as Y from 'yjs'
import { valuesRoot } from '../mapping/holder.ts'
import type { LiveField } from '../mapping/live-field.ts'
import { fieldsOfRow } from '../mapping/rows.ts'
import type { LiveShape } from '../live-shape.ts'

/** Any of Yjs' types. */
export type AnyType = Y.ContentType['type']

/** Name of the root type with what the server says about a document. */
export const serverRoot = 'crochet'

/** What a Yjs type in a shared document is there for, which says what may be put into it. `path` as in `items.price`. */
export type Spot =
  | { readonly is: 'nothing'; readonly path: string }
  /** Something that has been deleted meanwhile: what comes into it goes with it. */
  | { readonly is: 'gone'; readonly path: string }
  | { readonly is: 'server'; readonly path: string }
  /** Entries are plain values of fields. */
  | { readonly is: 'values'; readonly path: string; readonly fields: readonly LiveField[] }
  /** Entries are fields. */
  | { readonly is: 'group'; readonly path: string; readonly fields: readonly LiveField[] }
  | RowSpot
  | { readonly is: 'text' | 'fragment' | 'element' | 'marked text'; readonly path: string }
  | { readonly is: 'rows'; readonly path: string; readonly field: LiveField }

/** Entries are fields, besides `id` and `blockType`. */
export interface RowSpot {
  readonly is: 'row'
  readonly path: string
  readonly field: LiveField
  /** Which block it is says one of its entries. */
  readonly blockType: () => unknown
}

const kinds = new Map<unknown, 'text' | 'fragment'>([
  [Y.Text, 'text'],
  [Y.XmlFragment, 'fragment'],
])

/** The spot of a root type. */
export function rootSpot({ fields }: LiveShape, name: string): Spot {
  if (name === serverRoot) return { is: 'server', path: name }
  if (name === valuesRoot)
    return { is: 'values', path: '', fields: fields.filter(({ mapping }) => mapping.is === 'value') }
  const field = fields.find((each) => each.name === name && each.mapping.is === 'shared')
  return field === undefined ? { is: 'nothing', path: name } : fieldSpot(field, name)
}

export interface Entry {
  /** Name of the entry of a map; `null` in lists. */
  readonly key: string | null
  readonly type: AnyType
  /** For a row: its `blockType`. */
  readonly blockType: () => unknown
}

/** The spot of a type inside another one. */
export function innerSpot(spot: Spot, { key, type, blockType }: Entry): Spot {
  switch (spot.is) {
    case 'nothing':
    case 'gone':
    case 'server':
      return spot
    case 'group':
    case 'row': {
      const field = key === null ? undefined : fieldAt(spot, key)
      const path = pathIn(spot, key ?? '')
      const isIts = field?.mapping.is === 'shared' && type.constructor === field.mapping.type
      return isIts ? fieldSpot(field, path) : { is: 'nothing', path }
    }
    case 'rows':
      return { is: 'row', path: spot.path, field: spot.field, blockType }
    case 'fragment':
    case 'element':
      return type instanceof Y.XmlText ? { is: 'marked text', path: spot.path } : { is: 'element', path: spot.path }
    case 'values':
    case 'text':
    case 'marked text':
      return { is: 'nothing', path: pathIn(spot, key ?? '') }
  }
}

function fieldSpot(field: LiveField, path: string): Spot {
  const { mapping, config, fields } = field
  if (config.type === 'group') return { is: 'group', path, fields }
  if (config.type === 'array' || config.type === 'blocks') return { is: 'rows', path, field }
  const kind = mapping.is === 'shared' ? kinds.get(mapping.type) : undefined
  return { is: kind ?? 'nothing', path }
}

/** The field that an entry of a level is. */
export function fieldAt(spot: Spot, key: string): LiveField | undefined {
  switch (spot.is) {
    case 'values':
    case 'group':
      return spot.fields.find(({ name }) => name === key)
    case 'row':
      return fieldsOfRow(spot.field, spot.blockType()).find(({ name }) => name === key)
    default:
      return undefined
  }
}

/** As fields inside blocks are named: `layout.quote.text`. */
export function pathIn(spot: Spot, key: string): string {
  const block = spot.is === 'row' && spot.field.config.type === 'blocks' ? `.${String(spot.blockType())}` : ''
  return spot.path === '' ? key : `${spot.path}${block}.${key}`
}
