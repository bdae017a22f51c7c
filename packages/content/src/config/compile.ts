import type { Hooks } from '@crochet/hooks'
import type { ColumnSchema, ColumnType, TableSchema } from '@crochet/storage'
import type { AccessRule } from '../access/rule.ts'
import { fieldTypes } from '../fields/field-types.ts'
import type { FieldType } from '../fields/field-type.ts'
import { collectionPoints, fieldPoints, globalPoints, type EntityPoints, type FieldPoints } from '../hooks/points.ts'
import type { CollectionConfig } from './collection-config.ts'
import type { FieldConfig, ValueField } from './field-config.ts'
import { blocksOf, fieldsIn, fieldsOfLevel } from './fields-of-level.ts'
import type { GlobalConfig } from './global-config.ts'

/** A compiled field: its type and hook points looked up. */
export interface Field {
  readonly name: string
  readonly config: ValueField
  readonly type: FieldType
  /** How its value is stored at the top level. */
  readonly column: ColumnType
  readonly points: FieldPoints
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

/** A compiled collection or global: everything an operation would otherwise look up. */
export interface Entity {
  readonly kind: 'collection' | 'global'
  readonly slug: string
  /** Name of the table and of the hook points' owner: `posts`, `globals/settings`. */
  readonly name: string
  /** The payload keys that say where a hook runs. */
  readonly about: { readonly collection: CollectionConfig } | { readonly global: GlobalConfig }
  readonly access: Readonly<Partial<Record<'create' | 'read' | 'update' | 'delete', AccessRule>>>
  readonly fields: readonly Field[]
  readonly fieldNames: ReadonlySet<string>
  readonly points: EntityPoints
  /** What can be filtered and sorted by. */
  readonly columns: ReadonlyMap<string, ColumnType>
  readonly table: TableSchema
  readonly timestamps: boolean
  readonly defaultSort: string | readonly string[]
  /** The fields that each stage concerns; those it does not are left out. */
  readonly steps: {
    readonly defaults: readonly FieldStep[]
    readonly create: readonly FieldStep[]
    readonly update: readonly FieldStep[]
    readonly read: readonly FieldStep[]
    /** Those that hold others. */
    readonly holding: readonly FieldStep[]
    /** Those that give a missing value, those that seal theirs, those whose value leaves no operation. */
    readonly derived: readonly FieldStep[]
    readonly sealed: readonly FieldStep[]
    readonly secret: readonly FieldStep[]
  }
}

export function compileCollection(config: CollectionConfig, hooks: Hooks): Entity {
  const { slug, access = {}, defaultSort = '-id' } = config
  const points = collectionPoints({ hooks, owner: slug })
  return {
    ...compileEntity(config, slug, hooks),
    kind: 'collection',
    about: { collection: config },
    access,
    points,
    defaultSort,
  }
}

export function compileGlobal(config: GlobalConfig, hooks: Hooks): Entity {
  const { slug, access = {} } = config
  const name = `globals/${slug}`
  const points = globalPoints({ hooks, owner: name })
  return {
    ...compileEntity(config, name, hooks),
    kind: 'global',
    about: { global: config },
    access,
    points,
    defaultSort: [],
  }
}

type Common = Omit<Entity, 'kind' | 'about' | 'access' | 'points' | 'defaultSort'>

function compileEntity(config: CollectionConfig | GlobalConfig, name: string, hooks: Hooks): Common {
  const fields = compileFields(config.fields, name, hooks)
  const timestamps = config.timestamps ?? true
  const columns = [...fields.map(columnOf), ...(timestamps ? timestampColumns : [])]
  const secret = new Set(fields.filter(({ type }) => type.secret === true).map((field) => field.name))
  const queryable = columns.filter((column) => !secret.has(column.name))
  return {
    slug: config.slug,
    name,
    fields,
    fieldNames: new Set(fields.map((field) => field.name)),
    columns: new Map([['id', 'text'], ...queryable.map(({ name: column, type }) => [column, type] as const)]),
    table: { name, columns },
    timestamps,
    steps: {
      defaults: stepsFor(fields, ({ config }) => config.defaultValue !== undefined),
      create: stepsFor(fields, ({ config }) => config.access?.create !== undefined),
      update: stepsFor(fields, ({ config }) => config.access?.update !== undefined),
      read: stepsFor(fields, ({ config, type }) => isRestricted(config) || type.secret === true),
      holding: stepsFor(fields, ({ type }) => type.holds !== undefined),
      derived: stepsFor(fields, ({ type }) => type.derive !== undefined),
      sealed: stepsFor(fields, ({ type }) => type.seal !== undefined),
      secret: stepsFor(fields, ({ type }) => type.secret === true),
    },
  }
}

const timestampColumns: readonly ColumnSchema[] = [
  { name: 'createdAt', type: 'text', index: true },
  { name: 'updatedAt', type: 'text', index: true },
]

const isRestricted = ({ access, hidden }: ValueField): boolean => access?.read !== undefined || hidden === true

/** @param owner what the names of the hook points begin with: `posts`, `posts.items`, `posts.content.quote` */
function compileFields(configs: readonly FieldConfig[], owner: string, hooks: Hooks): Field[] {
  return Array.from(fieldsOfLevel(configs, ''), ({ config }) => {
    const path = `${owner}.${config.name}`
    const type = fieldTypes.get(config.type) as FieldType
    return {
      name: config.name,
      config,
      type,
      column: typeof type.column === 'function' ? type.column(config) : type.column,
      points: fieldPoints({ hooks, owner: path }),
      fields: compileFields(fieldsIn(config), path, hooks),
      blocks: new Map(
        blocksOf(config).map(({ slug, fields }) => [slug, compileFields(fields, `${path}.${slug}`, hooks)]),
      ),
    }
  })
}

function columnOf({ name, config, type, column }: Field): ColumnSchema {
  const unique = 'unique' in config && config.unique !== undefined ? config.unique : type.uniqueByDefault === true
  const index = 'index' in config && config.index === true
  return { name, type: column, unique, index }
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
