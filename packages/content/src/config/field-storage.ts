import type { ColumnSchema, ColumnType, IndexSchema, ListQuery, TableSchema } from '@crochet/storage'
import type { FieldType } from '../fields/field-type.ts'
import type { Field } from './compile.ts'
import type { ValueField } from './field-config.ts'
import type { IdType, Relation } from './relation.ts'

/** Where the value of a field lies. */
export type FieldStorage =
  | { readonly is: 'column'; readonly column: string; readonly type: ColumnType }
  /** A column with the id of a document of one collection. */
  | { readonly is: 'reference'; readonly column: string; readonly to: string }
  /** A column with an id, and one that says of which collection. */
  | { readonly is: 'polymorphic'; readonly column: string; readonly relation: string; readonly to: readonly string[] }
  /** Rows of a table of its own: `owner`, `position`, `value`, `relationTo` when there are several collections, and `again` where a list has
   * the same value twice. */
  | { readonly is: 'joined'; readonly table: string; readonly to: readonly string[]; readonly polymorphic: boolean }
  /** Nowhere of its own: what is inside groups and rows lies in the JSON of its top-level field, a join or a virtual field nowhere. */
  | { readonly is: 'nowhere' }

/** The table of a has-many relationship of a collection or global; a slug has no `/`. */
export const joinTableOf = (owner: string, field: string): string => `${owner}/${field}`

/** The column that says of which collection the id in column `field` is. */
export const relationColumnOf = (field: string): string => `${field}/relationTo`

/** The field that a column is of. */
export const fieldOfColumn = (column: string): string => column.replace(/\/relationTo$/, '')

/** @param owner name of the collection or global; `undefined` for a field inside others, or one of which nothing is stored */
export function storageOf(
  { name }: ValueField,
  owner: string | undefined,
  { relation, column }: { relation: Relation | undefined; column: ColumnType },
): FieldStorage {
  if (owner === undefined) return { is: 'nowhere' }
  if (relation === undefined) return { is: 'column', column: name, type: column }
  const { to, polymorphic, many } = relation
  if (many) return { is: 'joined', table: joinTableOf(owner, name), to, polymorphic }
  if (polymorphic) return { is: 'polymorphic', column: name, relation: relationColumnOf(name), to }
  return { is: 'reference', column: name, to: to[0] ?? '' }
}

/** What reads the list of a has-many relationship with the document. */
export const listOf = ({ table, polymorphic }: Extract<FieldStorage, { is: 'joined' }>): ListQuery => ({
  table,
  on: { outer: 'id', inner: 'owner' },
  select: polymorphic ? ['relationTo', 'value'] : ['value'],
  sort: [{ column: 'position', direction: 'asc' }],
})

/** What a collection or global is stored in: its own table first, then one for each has-many relationship. */
export function tablesOf(
  name: string,
  fields: readonly Field[],
  { ids, more, indexes: declared }: { ids: IdType; more: readonly ColumnSchema[]; indexes: readonly IndexSchema[] },
): [TableSchema, ...TableSchema[]] {
  const columns = [...fields.flatMap(columnsOf), ...more]
  const indexes = [...fields.flatMap(indexesOf), ...declared]
  const own = { name, columns, ...(ids === 'number' ? { id: ids } : {}), ...(indexes.length > 0 ? { indexes } : {}) }
  return [own, ...fields.flatMap((field) => joinTable(name, field, ids))]
}

function columnsOf({ config, type, storage, relation }: Field): ColumnSchema[] {
  const unique = isUnique(config, type)
  switch (storage.is) {
    case 'column':
      return [{ name: storage.column, type: storage.type, unique, index: isIndexed(config) }]
    case 'reference': {
      // A document that others cannot be without stays; from the rest the reference to it is taken away.
      const onDelete = config.required === true ? 'restrict' : 'setNull'
      const references = { table: storage.to, onDelete } as const
      return [{ name: storage.column, type: relation?.ids ?? 'text', unique, references }]
    }
    case 'polymorphic':
      return [
        { name: storage.column, type: relation?.ids ?? 'text' },
        { name: storage.relation, type: 'text' },
      ]
    case 'joined':
    case 'nowhere':
      return []
  }
}

/** Always one over both columns: by it the references to a document are found when it is deleted. */
function indexesOf({ config, type, storage }: Field): IndexSchema[] {
  if (storage.is !== 'polymorphic') return []
  return [{ columns: [storage.column, storage.relation], unique: isUnique(config, type) }]
}

function joinTable(name: string, { storage, relation }: Field, ids: IdType): TableSchema[] {
  if (storage.is !== 'joined') return []
  const owner: ColumnSchema = { name: 'owner', type: ids, references: { table: name, onDelete: 'cascade' } }
  const position: ColumnSchema = { name: 'position', type: 'number' }
  const again: ColumnSchema = { name: 'again', type: 'boolean' }
  const value: ColumnSchema = { name: 'value', type: relation?.ids ?? 'text' }
  const [to = ''] = storage.to
  if (!storage.polymorphic) {
    const references = { table: to, onDelete: 'cascade' } as const
    return [{ name: storage.table, columns: [owner, position, { ...value, references }, again] }]
  }
  const columns: ColumnSchema[] = [owner, position, value, { name: 'relationTo', type: 'text' }, again]
  return [{ name: storage.table, columns, indexes: [{ columns: ['value', 'relationTo'] }] }]
}

const isUnique = (config: ValueField, type: FieldType): boolean =>
  'unique' in config && config.unique !== undefined ? config.unique : type.uniqueByDefault === true

const isIndexed = (config: ValueField): boolean => 'index' in config && config.index === true
