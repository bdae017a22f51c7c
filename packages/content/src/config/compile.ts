import type { Hooks } from '@crochet/hooks'
import type { ColumnSchema, ColumnType, TableSchema } from '@crochet/storage'
import type { AccessRule } from '../access/rule.ts'
import { fieldTypes } from '../fields/field-types.ts'
import type { FieldType } from '../fields/field-type.ts'
import { collectionPoints, fieldPoints, globalPoints, type EntityPoints, type FieldPoints } from '../hooks/points.ts'
import type { CollectionConfig } from './collection-config.ts'
import type { FieldConfig } from './field-config.ts'
import type { GlobalConfig } from './global-config.ts'

/** A compiled field: its type and hook points looked up. */
export interface Field {
  readonly name: string
  readonly config: FieldConfig
  readonly type: FieldType
  readonly points: FieldPoints
  /** Fields inside it; empty unless `type.holds` says otherwise. */
  readonly fields: readonly Field[]
}

/** A field that has something to do at a stage, or holds fields that do. */
export interface FieldStep {
  readonly field: Field
  readonly steps: readonly FieldStep[]
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
  return {
    slug: config.slug,
    name,
    fields,
    fieldNames: new Set(fields.map((field) => field.name)),
    columns: new Map([['id', 'text'], ...columns.map(({ name: column, type }) => [column, type] as const)]),
    table: { name, columns },
    timestamps,
    steps: {
      defaults: stepsFor(fields, ({ defaultValue }) => defaultValue !== undefined),
      create: stepsFor(fields, ({ access }) => access?.create !== undefined),
      update: stepsFor(fields, ({ access }) => access?.update !== undefined),
      read: stepsFor(fields, ({ access, hidden }) => access?.read !== undefined || hidden === true),
    },
  }
}

const timestampColumns: readonly ColumnSchema[] = [
  { name: 'createdAt', type: 'text', index: true },
  { name: 'updatedAt', type: 'text', index: true },
]

function compileFields(configs: readonly FieldConfig[], owner: string, hooks: Hooks): Field[] {
  return configs.map((config) => {
    const path = `${owner}.${config.name}`
    return {
      name: config.name,
      config,
      type: fieldTypes.get(config.type) as FieldType,
      points: fieldPoints({ hooks, owner: path }),
      fields: 'fields' in config ? compileFields(config.fields, path, hooks) : [],
    }
  })
}

function columnOf({ name, config, type }: Field): ColumnSchema {
  const unique = 'unique' in config && config.unique === true
  const index = 'index' in config && config.index === true
  return { name, type: type.column, unique, index }
}

function stepsFor(fields: readonly Field[], concerns: (config: FieldConfig) => boolean): FieldStep[] {
  return fields.flatMap((field) => {
    const steps = stepsFor(field.fields, concerns)
    return steps.length > 0 || concerns(field.config) ? [{ field, steps }] : []
  })
}
