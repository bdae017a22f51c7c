import type { TableSchema } from '@crochet/storage'
import { versionsTableOf, type VersionsOption } from '../config/check-versions.ts'
import type { Entity, Field, FieldStep } from '../config/compile.ts'
import type { ValueField } from '../config/field-config.ts'
import type { Relation } from '../config/relation.ts'
import { fieldTypes } from '../fields/field-types.ts'
import type { FieldType } from '../fields/field-type.ts'
import type { FieldPoints } from '../hooks/points.ts'

/** The versions of a collection or global, compiled. */
export interface Versions {
  /** What is asked, filtered and read: `{ id, parent, latest, version, createdAt, updatedAt }`. */
  readonly entity: Entity
  /** How many are kept of each document; 0 for all. */
  readonly maxPerDoc: number
}

const defaultMost = 100

/** A collection or global with what its configuration says of versions. */
export function withVersions(entity: Entity, option: VersionsOption | undefined): Entity {
  if (option === undefined || option === false) return entity
  const maxPerDoc = option === true ? defaultMost : (option.maxPerDoc ?? defaultMost)
  const versions = { entity: versionsEntity(entity), maxPerDoc }
  return { ...entity, versions, tables: [...entity.tables, versions.entity.table] }
}

/** The fields of a document that its versions have; what is found or borrowed elsewhere is not a document's own. */
export const fieldsOfVersion = ({ changeable }: Entity): readonly Field[] =>
  changeable.filter(
    ({ type, config }) => type.secret !== true && type.readOnly !== true && typeof config.virtual !== 'string',
  )

/** Versions as something to read: a row with the document as it was in one JSON column. Its hook points are those of the documents. */
function versionsEntity(entity: Entity): Entity {
  const { slug, name, ids, steps, about } = entity
  const inside = [...fieldsOfVersion(entity), ...(entity.timestamps ? ['createdAt', 'updatedAt'].map(timeOf) : [])]
  const version: Field = {
    ...ownField({ name: 'version', type: 'group', fields: [] }),
    storage: { is: 'column', column: 'version', type: 'json' },
    fields: inside.map((field): Field => ({ ...field, storage: { is: 'nowhere' } })),
  }
  const latest: Field = {
    ...ownField({ name: 'latest', type: 'checkbox' }),
    storage: { is: 'column', column: 'latest', type: 'boolean' },
  }
  const fields = [parentOf(entity), version, latest]
  const table = tableOf(entity)
  const within = (inner: readonly FieldStep[]): readonly FieldStep[] => {
    const own = inner.filter(({ field }) => inside.some(({ name: known }) => known === field.name))
    return own.length === 0 ? [] : [{ field: version, steps: own, blocks: new Map() }]
  }
  return {
    ...entity,
    slug,
    name: versionsTableOf(name),
    about: { ...about, versions: true },
    ofVersions: true,
    fields,
    fieldNames: new Set(fields.map((field) => field.name)),
    ownID: false,
    changeable: fields,
    auth: undefined,
    authPoints: undefined,
    ids: 'text',
    table,
    tables: [table],
    joined: [],
    joins: [],
    borrowed: [],
    lists: {},
    uniques: [],
    timestamps: true,
    defaultSort: '-id',
    defaultPopulate: undefined,
    versions: undefined,
    steps: {
      defaults: [],
      create: [],
      update: [],
      derived: [],
      sealed: [],
      secret: [],
      read: within(steps.read),
      holding: within(steps.holding),
      relations: within(steps.relations),
    },
  }

  function parentOf({ kind }: Entity): Field {
    if (kind === 'global')
      return {
        ...ownField({ name: 'parent', type: 'text' }),
        storage: { is: 'column', column: 'parent', type: 'text' },
      }
    const relation: Relation = { to: [slug], polymorphic: false, many: false, ids }
    const field = ownField({ name: 'parent', type: 'relationship', relationTo: slug })
    return { ...field, column: ids, relation, storage: { is: 'reference', column: 'parent', to: name } }
  }
}

/** Versions go with their document. By the index those of one are found, the newest first. */
const tableOf = ({ name, ids }: Entity): TableSchema => ({
  name: versionsTableOf(name),
  columns: [
    { name: 'parent', type: ids, notNull: true, references: { table: name, onDelete: 'cascade' } },
    { name: 'version', type: 'json', notNull: true },
    { name: 'latest', type: 'boolean' },
    // Whether a live document made it: then its next store may go on with it.
    { name: 'live', type: 'boolean' },
    { name: 'createdAt', type: 'text', notNull: true },
    { name: 'updatedAt', type: 'text', notNull: true },
  ],
  indexes: [{ columns: ['parent', 'createdAt'] }],
})

const timeOf = (name: string): Field => ownField({ name, type: 'date' })

/** A field that the configuration does not have, so nobody attaches handlers to it. */
function ownField(config: ValueField): Field {
  const type = fieldTypes.get(config.type) as FieldType
  return {
    name: config.name,
    config,
    type,
    column: typeof type.column === 'function' ? type.column(config) : type.column,
    storage: { is: 'nowhere' },
    stored: true,
    relation: undefined,
    points: noPoints,
    stores: { accepts: () => true, expected: 'anything' },
    fields: [],
    blocks: new Map(),
  }
}

const unused = { used: false, offloads: false }
const noPoints = {
  beforeDuplicate: unused,
  beforeValidate: unused,
  beforeChange: unused,
  afterChange: unused,
  afterRead: unused,
} as unknown as FieldPoints
