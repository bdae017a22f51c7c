import type { CollectionConfig, Doc, FieldConfig, Select, Untyped } from '../src/index.ts'
import type { Question } from './select-arbitraries.ts'
import { collections } from './select-world.ts'

/**
 * What `select`, `populate` and rules of fields leave of a document, written down once more as plainly as can be and without the
 * code under test: whole documents go in; what the caller may not see is taken out, then what is not selected, and what is still
 * there of other documents is put in, answered in the same way.
 */

type Layout =
  | Extract<FieldConfig, { readonly type: 'row' | 'collapsible' }>
  | Extract<FieldConfig, { readonly type: 'tabs' }>
export type NamedField = Exclude<FieldConfig, Layout>

/** Layout has no level of its own; a tab with a name is a group. */
export const fieldsOfLevel = (fields: readonly FieldConfig[]): NamedField[] =>
  fields.flatMap((field): NamedField[] => {
    if (field.type === 'row' || field.type === 'collapsible') return fieldsOfLevel(field.fields)
    if (field.type !== 'tabs') return [field as NamedField]
    return field.tabs.flatMap((tab): NamedField[] =>
      'name' in tab && tab.name !== undefined ? [{ ...tab, type: 'group' } as NamedField] : fieldsOfLevel(tab.fields),
    )
  })

/** All documents, as they are stored, by collection. */
export type World = ReadonlyMap<string, readonly Doc[]>

interface Asked extends Pick<Question, 'populate' | 'role' | 'showHiddenFields'> {
  readonly world: World
}

const collectionOf = (slug: string): CollectionConfig =>
  collections.find((each) => each.slug === slug) as CollectionConfig

/** The documents of a collection that the caller may read. */
export function readable(slug: string, { world, role }: Pick<Asked, 'world' | 'role'>): readonly Doc[] {
  const all = world.get(slug) ?? []
  return slug === 'guarded' && role === 'reader' ? all.filter(({ title }) => title !== 'private') : all
}

/** One of them as it is answered. */
export function answer(
  doc: Doc,
  { slug, select, depth }: Pick<Question, 'slug' | 'select' | 'depth'>,
  asked: Asked,
): Doc {
  const fields = fieldsOfLevel(collectionOf(slug).fields)
  const seen = lend(doc, slug, asked)
  const picked = select === undefined ? seen : pick(fields, seen, select)
  return putIn(fields, picked, { depth, asked })
}

/** What the caller may see of a document, with the values of others that its virtual fields name. */
function lend(doc: Doc, slug: string, asked: Asked): Doc {
  const fields = fieldsOfLevel(collectionOf(slug).fields)
  const whole = { ...doc, ...joinsOf(doc, slug, asked) }
  const seen = see(fields, whole, (field) => maySee(field, whole, asked))
  for (const { name, virtual } of fields) {
    if (typeof virtual === 'string' && name in seen) seen[name] = along(seen, slug, { keys: virtual.split('.'), asked })
  }
  return seen
}

/** The value at the end of a path, if the caller may see all on the way to it. */
function along(
  doc: Doc,
  slug: string,
  { keys: [key = '', ...rest], asked }: { keys: string[]; asked: Asked },
): unknown {
  const value: Untyped = doc[key] ?? null
  const field = fieldsOfLevel(collectionOf(slug).fields).find(({ name }) => name === key)
  if (rest.length === 0 || value === null) return value
  if (field?.type !== 'relationship') return along(value, slug, { keys: rest, asked })
  const to = String(field.relationTo)
  const target = readable(to, asked).find(({ id }) => id === value)
  if (target === undefined) return null
  const whole = { ...target, ...joinsOf(target, to, asked) }
  const seen = see(fieldsOfLevel(collectionOf(to).fields), whole, (each) => maySee(each, whole, asked))
  return along(seen, to, { keys: rest, asked })
}

function maySee(field: NamedField, doc: Doc, { role, showHiddenFields }: Asked): boolean {
  if (field.type === 'password' || (field.hidden === true && !showHiddenFields)) return false
  const rule = field.access?.read
  return role === 'system' || rule === undefined || rule({ req: { user: { role } }, doc } as Untyped) === true
}

/** Goes through the objects that a level holds. */
function inside(field: NamedField, value: Untyped, change: (fields: NamedField[], object: Doc) => Doc): Untyped {
  if (value === null || value === undefined) return value
  switch (field.type) {
    case 'group':
      return change(fieldsOfLevel(field.fields), value)
    case 'array':
      return value.map((row: Doc) => change(fieldsOfLevel(field.fields), row))
    case 'blocks':
      return value.map((row: Doc) => {
        const block = field.blocks.find(({ slug }) => slug === row['blockType'])
        return change(fieldsOfLevel(block?.fields ?? []), row)
      })
    default:
      return value
  }
}

function see(fields: readonly NamedField[], object: Doc, sees: (field: NamedField) => boolean): Doc {
  const seen = { ...object }
  for (const field of fields) {
    if (!sees(field)) delete seen[field.name]
    else if (field.name in seen)
      seen[field.name] = inside(field, seen[field.name], (inner, value) => see(inner, value, sees))
  }
  return seen
}

const isYes = (wanted: unknown): boolean => wanted === true || wanted === 'true'

/** Somewhere in the tree something is asked for: then all else is left out. An empty object asks for nothing at all. */
const asksFor = (select: Select): boolean =>
  Object.keys(select).length === 0 ||
  Object.values(select).some((wanted) => isYes(wanted) || (typeof wanted === 'object' && asksFor(wanted)))

/** What is said of a key, or follows from what is said of others. */
function saidOf(select: Select, key: string): boolean | Select {
  const said = Object.hasOwn(select, key) ? select[key] : undefined
  if (said === undefined) return !asksFor(select)
  return typeof said === 'object' ? said : isYes(said)
}

function pick(fields: readonly NamedField[], object: Doc, select: Select): Doc {
  const picked: Doc = {}
  for (const [key, value] of Object.entries<Untyped>(object)) {
    const wanted = key === 'id' || key === 'blockType' ? true : saidOf(select, key)
    if (wanted === false) continue
    const field = fields.find(({ name }) => name === key)
    picked[key] = wanted === true || field === undefined ? value : pickInside(field, value, wanted)
  }
  return picked
}

const pickInside = (field: NamedField, value: Untyped, select: Select): Untyped =>
  inside(field, value, (inner, object) => {
    if (field.type !== 'blocks') return pick(inner, object, select)
    const wanted = saidOf(select, object['blockType'])
    if (wanted === true) return object
    return pick(inner, object, wanted === false ? {} : wanted)
  })

/** Puts documents where ids of those stand that the caller may read. */
function putIn(fields: readonly NamedField[], object: Doc, { depth, asked }: { depth: number; asked: Asked }): Doc {
  const filled = { ...object }
  const documentOf = (slug: string, id: unknown): unknown => {
    const target = readable(slug, asked).find((doc) => doc['id'] === id)
    if (depth === 0 || target === undefined) return id
    const select = asked.populate?.[slug] ?? collectionOf(slug).defaultPopulate
    return answer(target, { slug, select, depth: depth - 1 }, asked)
  }
  for (const field of fields) {
    const value: Untyped = filled[field.name]
    if (value === null || value === undefined) continue
    if (field.type === 'join') {
      filled[field.name] = { ...value, docs: value.docs.map((id: unknown) => documentOf(field.collection, id)) }
    } else if (field.type === 'relationship') {
      const { relationTo } = field
      const one = (each: Untyped): unknown =>
        typeof relationTo === 'string'
          ? documentOf(relationTo, each)
          : { ...each, value: documentOf(each.relationTo, each.value) }
      filled[field.name] = field.hasMany === true ? value.map(one) : one(value)
    } else {
      filled[field.name] = inside(field, value, (inner, each) => putIn(inner, each, { depth, asked }))
    }
  }
  return filled
}

/** The newest documents that refer to this one, of those that the caller may read, by relationships that the caller may read. */
function joinsOf(doc: Doc, slug: string, asked: Asked): Doc {
  const joins = fieldsOfLevel(collectionOf(slug).fields).filter((field) => field.type === 'join')
  return Object.fromEntries(
    joins.map(({ name, collection, on, defaultLimit = 10 }) => {
      const relation = fieldsOfLevel(collectionOf(collection).fields).find((field) => field.name === on) as NamedField
      const isOpen = maySee({ ...relation, hidden: false }, {}, asked)
      const ids = isOpen
        ? readable(collection, asked)
            .filter((other) => refers(other[on], slug, doc['id']))
            .map(({ id }) => id)
            .toSorted()
            .toReversed()
        : []
      return [name, { docs: ids.slice(0, defaultLimit), hasNextPage: ids.length > defaultLimit }]
    }),
  )
}

const refers = (value: Untyped, slug: string, id: unknown): boolean =>
  [value].flat().some((each) => each === id || (each?.relationTo === slug && each.value === id))
