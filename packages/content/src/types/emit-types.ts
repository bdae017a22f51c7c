import { withAccounts } from '../auth/account-fields.ts'
import { checkConfig, type ContentConfig } from '../config/check.ts'
import type { CollectionConfig } from '../config/collection-config.ts'
import type { FieldConfig } from '../config/field-config.ts'
import type { GlobalConfig } from '../config/global-config.ts'
import { fieldsOfLevel } from '../config/fields-of-level.ts'
import { membersOf } from './emit-fields.ts'
import { liveKindsOf, type LiveKind, type LiveKinds } from './live-kinds.ts'
import { indented, keyOf, objectOf, quoted } from './source-text.ts'
import { typeNames, type Names, type TypeNames } from './type-names.ts'
import type { Purpose } from './value-types.ts'

const heading =
  '// Made by Crochet from the collections and globals of the configuration. Do not edit it; make it again.'

const richText = `/** A tree of nodes as ProseMirror and TipTap write it. */
export interface RichText {
  type: 'doc'
  attrs?: { [name: string]: unknown }
  content?: RichTextNode[]
}

export interface RichTextNode {
  type: string
  attrs?: { [name: string]: unknown }
  content?: RichTextNode[]
  marks?: { type: string; attrs?: { [name: string]: unknown } }[]
  text?: string
}`

/**
 * The types of a configuration as the text of a declaration file (`crochet-types.d.ts`): documents, what may be sent, and a
 * `Config` that it registers, so that the Local API, collection hooks and access functions know them. Pure: the same configuration
 * always gives the same text.
 *
 * @throws ConfigError with every problem of the configuration
 */
export function emitTypes(given: ContentConfig): string {
  checkConfig(given)
  const config = withAccounts(given)
  const { collections = [], globals = [] } = config
  const types = typeNames(config)
  const interfaces = [
    ...collections.flatMap((collection) => ofCollection(collection, types)),
    ...globals.flatMap((global) => ofGlobal(global, types)),
  ].join('\n\n')
  const needsRichText = /\bRichText\b/.test(interfaces)
  const parts = [
    heading,
    "import type { CollectionPoints, GlobalPoints } from '@crochet/content'",
    ...(needsRichText ? [richText] : []),
    interfaces,
    `export interface Config ${configOf(config, types)}`,
    `declare module '@crochet/content' {\n  interface Register {\n    config: Config\n  }\n}`,
    ...hookPoints(config),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function ofCollection(collection: CollectionConfig, types: TypeNames): string[] {
  const { slug, fields, timestamps = true } = collection
  const names = types.names.get(slug) as Names
  const id = types.ids.get(slug) ?? 'string'
  const own = ownID(fields)
  const dates = timestamps ? ['createdAt: string', 'updatedAt: string'] : []
  const write = writerOf(fields, types)
  return [
    declare(names.doc, `A document of ${quoted(slug)}.`, [`id: ${id}`, ...write('doc'), ...dates]),
    declare(names.data, `What a new document of ${quoted(slug)} is made from.`, [
      ...(own === undefined ? [] : [`id${own === 'sent' ? '' : '?'}: ${id}`]),
      ...write('data'),
    ]),
    declare(names.update, `What an update of ${quoted(slug)} may send.`, write('update')),
  ]
}

function ofGlobal({ slug, fields, timestamps = true }: GlobalConfig, types: TypeNames): string[] {
  const names = types.names.get(`globals/${slug}`) as Names
  const dates = timestamps ? ['createdAt?: string', 'updatedAt?: string'] : []
  const write = writerOf(fields, types)
  return [
    declare(names.doc, `The global ${quoted(slug)}.`, [`id: ${quoted(slug)}`, ...write('doc'), ...dates]),
    declare(names.update, `What an update of the global ${quoted(slug)} may send.`, write('update')),
  ]
}

const writerOf =
  (fields: readonly FieldConfig[], types: TypeNames) =>
  (purpose: Purpose): string[] =>
    membersOf(fields, { purpose, types, complete: purpose === 'data', top: true })

/** Whether the id of a new document has to be sent, may be, or is given by the server. */
function ownID(fields: readonly FieldConfig[]): 'sent' | 'given' | undefined {
  const field = [...fieldsOfLevel(fields, '')].find(({ config }) => config.name === 'id')?.config
  if (field === undefined) return undefined
  return field.defaultValue === undefined && (field.hooks?.beforeValidate ?? []).length === 0 ? 'sent' : 'given'
}

const declare = (name: string, about: string, members: readonly string[]): string =>
  `/** ${about} */\nexport interface ${name} ${objectOf(members)}`

function configOf({ collections = [], globals = [] }: ContentConfig, { names, ids }: TypeNames): string {
  return objectOf([
    `collections: ${objectOf(
      collections.map(({ slug, live, fields }) => {
        const { doc, data, update } = names.get(slug) as Names
        return `${keyOf(slug)}: { id: ${ids.get(slug)}; doc: ${doc}; data: ${data}; update: ${update}${liveOf(live, fields)} }`
      }),
    )}`,
    `globals: ${objectOf(
      globals.map(({ slug, live, fields }) => {
        const { doc, update } = names.get(`globals/${slug}`) as Names
        return `${keyOf(slug)}: { doc: ${doc}; update: ${update}${liveOf(live, fields)} }`
      }),
    )}`,
  ])
}

/** What the fields are for those who edit them together; nothing where nobody does. */
const liveOf = (live: CollectionConfig['live'], fields: readonly FieldConfig[]): string =>
  live !== undefined && live !== false ? `; live: ${kindsType(liveKindsOf(fields))}` : ''

const kindsType = (kinds: LiveKinds): string =>
  objectOf(Object.entries(kinds).map(([name, kind]) => `${keyOf(name)}: ${kindType(kind)}`))

function kindType(kind: LiveKind): string {
  if (typeof kind === 'string') return quoted(kind)
  if ('group' in kind) return objectOf([`group: ${kindsType(kind.group)}`])
  if ('rows' in kind) return objectOf([`rows: ${kindsType(kind.rows)}`])
  const blocks = Object.entries(kind.blocks).map(([slug, kinds]) => `${keyOf(slug)}: ${kindsType(kinds)}`)
  return objectOf([`blocks: ${objectOf(blocks)}`])
}

/** So that `hooks.on('posts:beforeChange', …)` knows the documents too. */
function hookPoints({ collections = [], globals = [] }: ContentConfig): string[] {
  const points = [
    ...collections.map(({ slug }) => `CollectionPoints<${quoted(slug)}>`),
    ...globals.map(({ slug }) => `GlobalPoints<${quoted(slug)}>`),
  ]
  if (points.length === 0) return []
  const list = indented(indented(indented(points.join(',\n'))))
  return [`declare module '@crochet/hooks' {\n  interface HookMap\n    extends\n${list} {}\n}`]
}
