import { isPlainObject } from '@crochet/hooks'
import type { Entity, Field } from '../config/compile.ts'
import { blockTypeOf } from '../documents/levels.ts'
import { QueryError } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { shown } from './shown.ts'

/**
 * Which keys of an object to answer with: those that `keys` names, or all but those. What is neither wholly in nor wholly out has
 * a selection of its own.
 */
export interface Selection {
  readonly mode: 'include' | 'exclude'
  readonly keys: ReadonlyMap<string, boolean | Selection | BlockSelection>
}

/** Of rows of several kinds, by `blockType`. */
interface BlockSelection {
  readonly mode: Selection['mode']
  readonly blocks: ReadonlyMap<string, boolean | Selection>
}

/** In every document and row, whatever is selected. */
const always = new Set(['id', 'blockType'])

/**
 * Reads `{ title: true, seo: { text: true } }`, which answers with these and the ids, or `{ body: false }`, which answers with all
 * but these. One `true` decides for the first; there a `false` says nothing.
 *
 * @returns `undefined` for everything
 * @throws QueryError `SELECT_SHAPE`
 */
export function readSelect(entity: Entity, select: unknown): Selection | undefined {
  if (select === undefined) return undefined
  if (!isPlainObject(select)) throw new QueryError('SELECT_SHAPE', '`select` takes an object of fields.', 'select')
  const own = entity.timestamps ? ['id', 'createdAt', 'updatedAt'] : ['id']
  return readLevel(select, { prefix: '', owner: entity.name, find: byName(entity.fields, own) })
}

/** What can be selected at a level: a field, or `true` for a key that has nothing in it. */
type Find = (key: string) => Field | true | undefined

interface Place {
  readonly prefix: string
  readonly owner: string
  readonly find: Find
}

const byName =
  (fields: readonly Field[], own: readonly string[]): Find =>
  (key) =>
    own.includes(key) ? true : fields.find(({ name, type }) => name === key && type.secret !== true)

function readLevel(select: Record<string, unknown>, place: Place): Selection {
  const keys = new Map<string, boolean | Selection | BlockSelection>()
  for (const [key, wanted] of Object.entries(select)) {
    const path = shown(place.prefix + key)
    const field = place.find(key)
    if (field === undefined) throw new QueryError('SELECT_SHAPE', `"${place.owner}" has no field \`${path}\`.`, path)
    keys.set(key, readKey(wanted, field, { ...place, prefix: `${place.prefix}${key}.` }))
  }
  return { mode: modeOf(keys.values()), keys }
}

function readKey(wanted: unknown, field: Field | true, place: Place): boolean | Selection | BlockSelection {
  if (wanted === true || wanted === 'true') return true
  if (wanted === false || wanted === 'false') return false
  const path = shown(place.prefix.slice(0, -1))
  const holds = field === true ? undefined : field.type.holds
  if (field === true || holds === undefined || !isPlainObject(wanted)) {
    throw new QueryError('SELECT_SHAPE', `\`select\` takes { ${path}: true } or { ${path}: false }.`, path)
  }
  if (holds !== 'blocks')
    return readLevel(wanted, { ...place, find: byName(field.fields, holds === 'rows' ? ['id'] : []) })
  return readBlocks(wanted, field, place)
}

function readBlocks(select: Record<string, unknown>, field: Field, place: Place): BlockSelection {
  const blocks = new Map<string, boolean | Selection>()
  for (const [slug, wanted] of Object.entries(select)) {
    const fields = field.blocks.get(slug)
    const path = shown(place.prefix + slug)
    if (fields === undefined) throw new QueryError('SELECT_SHAPE', `"${place.owner}" has no block \`${path}\`.`, path)
    const find = byName(fields, ['id', 'blockType'])
    const inside = { ...place, prefix: `${place.prefix}${slug}.`, find }
    if (isPlainObject(wanted)) blocks.set(slug, readLevel(wanted, inside))
    else blocks.set(slug, readKey(wanted, true, inside) === true)
  }
  return { mode: modeOf(blocks.values()), blocks }
}

/** Nothing at all is asked for by an empty object. */
function modeOf(values: Iterable<boolean | Selection | BlockSelection>): Selection['mode'] {
  const all = [...values]
  const includes = all.some((value) => value === true || (typeof value === 'object' && value.mode === 'include'))
  return includes || all.length === 0 ? 'include' : 'exclude'
}

/** A document (or a row, or a group) with what is selected of it. */
export function pick(doc: Doc, selection: Selection | undefined): Doc {
  if (selection === undefined) return doc
  const picked: Doc = {}
  for (const [key, value] of Object.entries(doc)) {
    const wanted = always.has(key) || wantedOf(selection, selection.keys.get(key))
    if (wanted !== false) picked[key] = wanted === true ? value : pickInside(value, wanted)
  }
  return picked
}

function wantedOf<T>({ mode }: Pick<Selection, 'mode'>, said: T | undefined): T | boolean {
  return said ?? mode === 'exclude'
}

function pickInside(value: unknown, selection: Selection | BlockSelection): unknown {
  if (Array.isArray(value)) return value.map((row: unknown) => pickInside(row, selection))
  if (!isPlainObject(value)) return value
  if ('keys' in selection) return pick(value, selection)
  const wanted = wantedOf(selection, selection.blocks.get(blockTypeOf(value) ?? ''))
  if (wanted === true) return value
  return pick(value, wanted === false ? { mode: 'include', keys: new Map() } : wanted)
}

/** The top-level fields of which something is wanted; `undefined` for all. */
export function selectedFields(entity: Entity, selection: Selection | undefined): Set<string> | undefined {
  if (selection === undefined) return undefined
  const names = [...entity.fieldNames, ...(entity.timestamps ? ['createdAt', 'updatedAt'] : [])]
  return new Set(names.filter((name) => wantedOf(selection, selection.keys.get(name)) !== false))
}
