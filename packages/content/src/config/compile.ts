import type { Hooks, Returns } from '@crochet/hooks'
import type { ColumnSchema, ColumnType, IndexSchema, ListQuery, TableSchema } from '@crochet/storage'
import { asAccountField, withAccountFields } from '../auth/account-fields.ts'
import { resolveAuth, type Auth } from '../auth/auth-config.ts'
import { authPointsOf, type AuthPoints } from '../auth/auth-hooks.ts'
import { authTablesOf } from '../auth/auth-tables.ts'
import type { AccessRule } from '../access/rule.ts'
import { fieldTypes } from '../fields/field-types.ts'
import type { FieldType } from '../fields/field-type.ts'
import { storedValue } from '../fields/stored-value.ts'
import { collectionPoints, fieldPoints, globalPoints, type EntityPoints, type FieldPoints } from '../hooks/points.ts'
import type { Select } from '../hooks/payloads.ts'
import type { CollectionConfig } from './collection-config.ts'
import type { FieldConfig, JoinField, ValueField } from './field-config.ts'
import { blocksOf, fieldsIn, fieldsOfLevel } from './fields-of-level.ts'
import { listOf, storageOf, tablesOf, type FieldStorage } from './field-storage.ts'
import type { GlobalConfig } from './global-config.ts'
import { isLive, markColumn } from './is-live.ts'
import { asOwnID } from './own-id.ts'
import { withVersions, type Versions } from '../versions/versions-entity.ts'
import { idTypeOf, relationOf, type IdType, type Relation } from './relation.ts'

/** A compiled field: its type and hook points looked up. */
export interface Field {
  readonly name: string
  readonly config: ValueField
  readonly type: FieldType
  /** What its value is in a column. */
  readonly column: ColumnType
  readonly storage: FieldStorage
  /** Whether what is written of it is kept; not that of virtual and of join fields. */
  readonly stored: boolean
  /** What it refers to; `undefined` unless it is a relationship. */
  readonly relation: Relation | undefined
  readonly points: FieldPoints
  /** What it can store. */
  readonly stores: Returns
  /** Fields of the group or of each row; empty unless `type.holds` says otherwise. */
  readonly fields: readonly Field[]
  /** Fields of each kind of rows, by `blockType`; empty unless it holds blocks. */
  readonly blocks: ReadonlyMap<string, readonly Field[]>
}

/** A field that has something to do at a stage, or holds fields that do. */
export interface FieldStep {
  readonly field: Field
  readonly steps: readonly FieldStep[]
  readonly blocks: ReadonlyMap<string, readonly FieldStep[]>
}

/** A field whose value is that of another document. */
export interface BorrowedField {
  readonly name: string
  /** The way to the value: a relationship to one document, or several, and the field of the last one. */
  readonly keys: readonly string[]
}

/** A field that is stored in a table of its own. */
export interface JoinedField extends Field {
  readonly storage: Extract<FieldStorage, { is: 'joined' }>
  readonly relation: Relation
}

type AccessName = 'create' | 'read' | 'update' | 'delete' | 'readVersions' | 'unlock'

/** A compiled collection or global: everything an operation would otherwise look up. */
export interface Entity {
  readonly kind: 'collection' | 'global'
  readonly slug: string
  /** Name of the table and of the hook points' owner: `posts`, `globals/settings`. */
  readonly name: string
  /** The payload keys that say where a hook runs. */
  readonly about: ({ readonly collection: CollectionConfig } | { readonly global: GlobalConfig }) & {
    readonly versions?: true
  }
  readonly access: Readonly<Partial<Record<AccessName, AccessRule>>>
  readonly fields: readonly Field[]
  readonly fieldNames: ReadonlySet<string>
  /** Whether ids are sent, in a field `id`, rather than given. */
  readonly ownID: boolean
  /** The fields that an update may change: all but an `id`. */
  readonly changeable: readonly Field[]
  readonly points: EntityPoints
  /** How one signs in to its documents, and the hook points of that; `undefined` where they are no accounts. */
  readonly auth: Auth | undefined
  readonly authPoints: AuthPoints | undefined
  readonly ids: IdType
  readonly table: TableSchema
  /** `table`, then those of its has-many relationships, of sessions and of versions. */
  readonly tables: readonly TableSchema[]
  /** The fields whose rows lie in those. */
  readonly joined: readonly JoinedField[]
  /** Its join fields. */
  readonly joins: readonly JoinField[]
  /** Those with a path in `virtual`. */
  readonly borrowed: readonly BorrowedField[]
  /** What is read with each row: those lists, by the name of the field. */
  readonly lists: Readonly<Record<string, ListQuery>>
  /** Columns whose values no two documents have in common: those of one field, and those of several. */
  readonly uniques: readonly (readonly string[])[]
  readonly timestamps: boolean
  readonly isLive: boolean
  /** `undefined` where none are kept. */
  readonly versions: Versions | undefined
  /** Whether this is what the versions of a collection or global are read by. */
  readonly ofVersions: boolean
  readonly defaultSort: string | readonly string[]
  /** What of it is answered where it is populated; `undefined` for all. */
  readonly defaultPopulate: Select | undefined
  /** The fields that each stage concerns; those it does not are left out. */
  readonly steps: {
    readonly defaults: readonly FieldStep[]
    readonly create: readonly FieldStep[]
    readonly update: readonly FieldStep[]
    readonly read: readonly FieldStep[]
    /** Those that hold others or refer to documents. */
    readonly holding: readonly FieldStep[]
    /** Those that give a missing value, those that seal theirs, those whose value leaves no operation. */
    readonly derived: readonly FieldStep[]
    readonly sealed: readonly FieldStep[]
    readonly secret: readonly FieldStep[]
    /** Those that refer to documents. */
    readonly relations: readonly FieldStep[]
  }
}

/** What the configuration of one collection or global is compiled with. */
export interface Compiling {
  readonly hooks: Hooks
  /** What the ids of each collection are. */
  readonly idTypes: ReadonlyMap<string, IdType>
}

export function compileCollection(given: CollectionConfig, compiling: Compiling): Entity {
  const config = withAccountFields(given)
  const { slug, access = {}, defaultSort = '-id' } = config
  const points = collectionPoints({ hooks: compiling.hooks, owner: slug })
  const auth = resolveAuth(config.auth)
  const entity = compileEntity(config, slug, compiling)
  const compiled: Entity = {
    ...entity,
    tables: auth === undefined ? entity.tables : [...entity.tables, ...authTablesOf(slug, entity.ids)],
    auth,
    authPoints: auth === undefined ? undefined : authPointsOf(compiling.hooks, slug),
    kind: 'collection',
    about: { collection: config },
    access,
    points,
    defaultSort,
    defaultPopulate: config.defaultPopulate,
  }
  return withVersions(compiled, config.versions)
}

export function compileGlobal(config: GlobalConfig, compiling: Compiling): Entity {
  const { slug, access = {} } = config
  const name = `globals/${slug}`
  const points = globalPoints({ hooks: compiling.hooks, owner: name })
  const compiled: Entity = {
    ...compileEntity(config, name, compiling),
    kind: 'global',
    about: { global: config },
    access,
    points,
    auth: undefined,
    authPoints: undefined,
    defaultSort: [],
    defaultPopulate: undefined,
  }
  return withVersions(compiled, config.versions)
}

type Common = Omit<
  Entity,
  'kind' | 'about' | 'access' | 'points' | 'auth' | 'authPoints' | 'defaultSort' | 'defaultPopulate'
>

function compileEntity(config: CollectionConfig | GlobalConfig, name: string, compiling: Compiling): Common {
  const fields = compileFields(config.fields, { owner: name, table: name }, compiling).map((field) =>
    field.name === 'id' ? asOwnID(field) : asAccountField('auth' in config ? config : {}, field),
  )
  const changeable = fields.filter((field) => field.name !== 'id')
  const timestamps = config.timestamps ?? true
  const ids = idTypeOf(config)
  const joined = fields.filter(isJoined)
  const more = [...(timestamps ? timestampColumns : []), ...(isLive(config) ? [markColumn] : [])]
  const tables = tablesOf(name, changeable, { ids, more, indexes: indexesOf(config, fields) })
  return {
    slug: config.slug,
    name,
    fields,
    fieldNames: new Set(fields.map((field) => field.name)),
    ids,
    ownID: changeable.length < fields.length,
    changeable,
    table: tables[0],
    tables,
    uniques: [...tables[0].columns, ...(tables[0].indexes ?? [])].flatMap(uniqueColumns),
    joined,
    joins: fields.flatMap(({ config: each }) => (each.type === 'join' ? [each] : [])),
    borrowed: fields.flatMap(({ name: field, config: { virtual } }) =>
      typeof virtual === 'string' ? [{ name: field, keys: virtual.split('.') }] : [],
    ),
    lists: Object.fromEntries(joined.map((field) => [field.name, listOf(field.storage)])),
    timestamps,
    isLive: isLive(config),
    versions: undefined,
    ofVersions: false,
    steps: {
      defaults: stepsFor(fields, ({ config }) => config.defaultValue !== undefined),
      create: stepsFor(fields, ({ config }) => config.access?.create !== undefined),
      update: stepsFor(fields, ({ config }) => config.access?.update !== undefined),
      read: stepsFor(fields, ({ config, type }) => isRestricted(config) || type.secret === true),
      holding: stepsFor(fields, ({ type, relation }) => type.holds !== undefined || relation !== undefined),
      derived: stepsFor(fields, ({ type }) => type.derive !== undefined),
      sealed: stepsFor(fields, ({ type }) => type.seal !== undefined),
      secret: stepsFor(fields, ({ type }) => type.secret === true),
      relations: stepsFor(fields, ({ relation }) => relation !== undefined),
    },
  }
}

const timestampColumns: readonly ColumnSchema[] = [
  { name: 'createdAt', type: 'text', index: true },
  { name: 'updatedAt', type: 'text', index: true },
]

const isJoined = (field: Field): field is JoinedField => field.storage.is === 'joined'

const isVirtual = ({ virtual }: ValueField): boolean => virtual === true || typeof virtual === 'string'

const isRestricted = ({ access, hidden }: ValueField): boolean => access?.read !== undefined || hidden === true

interface Place {
  /** What the names of the hook points begin with: `posts`, `posts.items`, `posts.content.quote`. */
  readonly owner: string
  /** Whose columns they are; `undefined` inside other fields. */
  readonly table: string | undefined
}

function compileFields(configs: readonly FieldConfig[], { owner, table }: Place, compiling: Compiling): Field[] {
  return Array.from(fieldsOfLevel(configs, ''), ({ config }) => {
    const path = `${owner}.${config.name}`
    const type = fieldTypes.get(config.type) as FieldType
    const relation = relationOf(config, compiling.idTypes)
    const column = typeof type.column === 'function' ? type.column(config) : type.column
    const stores = storedValue({ config, type, column, relation })
    const stored = !isVirtual(config) && type.readOnly !== true
    const inside = (fields: readonly FieldConfig[], at: string): Field[] =>
      compileFields(fields, { owner: at, table: undefined }, compiling)
    return {
      name: config.name,
      config,
      type,
      column,
      stored,
      storage: storageOf(config, stored ? table : undefined, { relation, column }),
      relation,
      stores,
      points: fieldPoints({ hooks: compiling.hooks, owner: path }, stores),
      fields: inside(fieldsIn(config), path),
      blocks: new Map(blocksOf(config).map(({ slug, fields }) => [slug, inside(fields, `${path}.${slug}`)])),
    }
  })
}

/** A global has one document, so nothing to look for. */
function indexesOf(config: CollectionConfig | GlobalConfig, fields: readonly Field[]): IndexSchema[] {
  const indexes = 'indexes' in config ? (config.indexes ?? []) : []
  const storage = new Map(fields.map((field) => [field.name, field.storage]))
  return indexes.map(({ fields: names, unique = false }) => ({
    columns: names.flatMap((name) => {
      const at = storage.get(name)
      return at?.is === 'polymorphic' ? [at.column, at.relation] : [name]
    }),
    unique,
  }))
}

function uniqueColumns(one: ColumnSchema | IndexSchema): (readonly string[])[] {
  if (one.unique !== true) return []
  return ['columns' in one ? one.columns : [one.name]]
}

function stepsFor(fields: readonly Field[], concerns: (field: Field) => boolean): FieldStep[] {
  return fields.flatMap((field) => {
    const steps = stepsFor(field.fields, concerns)
    const blocks = new Map(
      [...field.blocks]
        .map(([slug, inside]) => [slug, stepsFor(inside, concerns)] as const)
        .filter(([, inside]) => inside.length > 0),
    )
    return steps.length > 0 || blocks.size > 0 || concerns(field) ? [{ field, steps, blocks }] : []
  })
}
