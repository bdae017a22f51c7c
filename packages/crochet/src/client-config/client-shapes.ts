/**
 * What a browser may know of a configuration: an allow-list for each level, read by `toClientConfig` and by the Vite plugin. What
 * is not named here never passes.
 */

/** What may stand at a key. Functions never may. */
export type ClientRule =
  /** A text, number, boolean or `null`, or a list of these. `loose`: what a function might stand for; anything else is left out. */
  | { readonly holds: 'value'; readonly loose?: boolean }
  /** Whether it is there at all. */
  | { readonly holds: 'flag' }
  | { readonly holds: 'object'; readonly shape: ShapeName }
  /** A list of objects; with `values` also of texts. */
  | { readonly holds: 'list'; readonly shape: ShapeName; readonly values?: boolean }

export type ShapeName = 'config' | 'collection' | 'global' | 'field' | 'block' | 'tab' | 'labels' | 'choice' | 'admin'

export type ClientShape = ReadonlyMap<string, ClientRule>

const value: ClientRule = { holds: 'value' }
const loose: ClientRule = { holds: 'value', loose: true }
const one = (shape: ShapeName): ClientRule => ({ holds: 'object', shape })
const list = (shape: ShapeName): ClientRule => ({ holds: 'list', shape })
const values = (names: string): [string, ClientRule][] => names.split(' ').map((name) => [name, value])

const entity: readonly [string, ClientRule][] = [
  ...values('slug timestamps'),
  ['live', { holds: 'flag' }],
  ['fields', list('field')],
  ['admin', one('admin')],
]

const field: readonly [string, ClientRule][] = [
  ...values('name type required unique virtual hasMany minRows maxRows minLength maxLength min max'),
  ...values('relationTo from collection on defaultSort defaultLimit'),
  ['label', loose],
  ['defaultValue', loose],
  ['options', { holds: 'list', shape: 'choice', values: true }],
  ['admin', one('admin')],
  ['fields', list('field')],
  ['blocks', list('block')],
  ['tabs', list('tab')],
]

export const clientShapes: Readonly<Record<ShapeName, ClientShape>> = {
  config: new Map([
    ['collections', list('collection')],
    ['globals', list('global')],
  ]),
  collection: new Map([...entity, ['labels', one('labels')], ['defaultSort', value], ['auth', { holds: 'flag' }]]),
  global: new Map([...entity, ['label', loose]]),
  field: new Map(field),
  block: new Map([
    ['slug', value],
    ['labels', one('labels')],
    ['fields', list('field')],
    ['admin', one('admin')],
  ]),
  tab: new Map(field),
  labels: new Map([
    ['singular', loose],
    ['plural', loose],
  ]),
  choice: new Map([
    ['label', loose],
    ['value', value],
  ]),
  admin: new Map([
    ...values(
      'position width hidden disabled readOnly initCollapsed group useAsTitle defaultColumns rows language step layout',
    ),
    ['description', loose],
    ['placeholder', loose],
  ]),
}

/** What is the server's alone, and tells a configuration from other objects. */
export const serverKeys: ReadonlySet<string> = new Set([
  'hooks',
  'access',
  'validate',
  'endpoints',
  'secret',
  'database',
  'filterOptions',
])
