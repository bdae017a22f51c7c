import type { Entity, Field } from '../config/compile.ts'
import { valueKinds, type ValueKind } from './field-path.ts'
import { found, type Found } from './found.ts'
import { inJoin } from './join-ways.ts'
import { enter, into, intoList, top, type Place, type Surroundings } from './place.ts'
import { inRelation } from './relation-ways.ts'

/** Keys that no stored JSON has. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * All that the keys lead to from a document; nothing when there is no such field, or nobody may ask for it. Of versions, what is no
 * field of theirs is one of the document that they hold: conditions that hooks and rules add to every query mean the same here.
 */
export function findWays(entity: Entity, keys: readonly string[], around: Surroundings): Found[] {
  const ways = inDocument(entity, keys, top(entity, around))
  return ways.length > 0 || !entity.ofVersions ? ways : inDocument(entity, ['version', ...keys], top(entity, around))
}

/** `id` and the timestamps of a document, or one of its fields. @param at a row of the collection's table */
function inDocument(entity: Entity, keys: readonly string[], at: Place): Found[] {
  const [key = ''] = keys
  const own = keys.length === 1 ? ownKind(entity, key) : undefined
  if (own !== undefined) return [found(own, { ...at, spot: { column: key, path: [], inJson: false } })]
  return inLevel(entity.fields, keys, at)
}

function ownKind({ ids, timestamps }: Entity, key: string): ValueKind | undefined {
  if (key === 'id') return ids
  return timestamps && (key === 'createdAt' || key === 'updatedAt') ? 'date' : undefined
}

function inLevel(fields: readonly Field[], [key, ...rest]: readonly string[], from: Place): Found[] {
  const field = fields.find(({ name }) => name === key)
  if (field === undefined || field.type.secret === true) return []
  const { virtual } = field.config
  if (typeof virtual === 'string') return inBorrowed(field, [...virtual.split('.'), ...rest], from)
  if (field.config.type === 'join') {
    const passed = [...from.passed, { field, entity: from.entity }]
    return inJoin({ join: field.config, follow: inDocument }, rest, { ...from, passed })
  }
  if (!field.stored) return []
  const at = enter(field, from)
  if (field.relation !== undefined) return inRelation({ field, relation: field.relation, follow: inDocument }, rest, at)
  switch (field.type.holds) {
    case 'object':
      return rest.length === 0 ? [found('presence', at)] : inLevel(field.fields, rest, at)
    case 'rows':
      return inRows(field.fields, rest, intoList(at))
    case 'blocks':
      return inBlocks(field, rest, at)
    case undefined:
      return inValue(field, rest, at)
  }
}

/** What another document has. Whose value is borrowed itself, has none to lend. */
function inBorrowed(field: Field, keys: readonly string[], from: Place): Found[] {
  const isBorrowing = from.passed.some((passed) => typeof passed.field.config.virtual === 'string')
  if (isBorrowing || from.spot !== undefined) return []
  const passed = [...from.passed, { field, entity: from.entity }]
  return inDocument(from.entity, keys, { ...from, passed })
}

/** The list itself (whether it has rows), `id` of its rows, or a field of them. */
function inRows(fields: readonly Field[], rest: readonly string[], row: Place): Found[] {
  if (rest.length === 0) return [found('presence', row)]
  if (rest.length === 1 && rest[0] === 'id') return [found('text', into(row, 'id'))]
  return inLevel(fields, rest, row)
}

/** As rows; besides, `blockType`, and a field of one block: `content.quote.text`. A field of that name comes first. */
function inBlocks(field: Field, rest: readonly string[], at: Place): Found[] {
  const [first, ...further] = rest
  if (rest.length === 1 && first === 'blockType') return [found('text', into(intoList(at), 'blockType'))]
  if (rest.length === 0 || (rest.length === 1 && first === 'id')) return inRows([], rest, intoList(at))
  const inAny = [...field.blocks].flatMap(([slug, fields]) => inLevel(fields, rest, intoList(at, [slug])))
  if (inAny.length > 0) return joinBlocks(inAny, at.hops.length)
  const named = field.blocks.get(first ?? '')
  return named === undefined ? [] : inRows(named, further, intoList(at, [first ?? '']))
}

function inValue(field: Field, rest: readonly string[], at: Place): Found[] {
  const kind = valueKinds[field.config.type]
  if (kind === undefined) return []
  if (kind === 'json') {
    if (rest.some((key) => key === '' || forbidden.has(key))) return []
    return [inJson(rest.reduce(into, at))]
  }
  if (rest.length > 0) return []
  const isList = 'hasMany' in field.config && field.config.hasMany === true
  return [isList ? { ...found(kind, intoList(at)), many: true } : found(kind, at)]
}

/** In a `json` field a list at the end of the path stands for its elements; whether something is there, only it itself says. */
function inJson(at: Place): Found {
  const itself = found('json', at)
  return { ...itself, ways: [...itself.ways, ...found('json', intoList(at)).ways] }
}

/** What looks the same in several blocks is looked up in all of them at once. @param hop the number of the hop into their rows */
function joinBlocks(all: readonly Found[], hop: number): Found[] {
  const joined = new Map<string, Found>()
  for (const one of all) {
    const key = JSON.stringify({ ...withBlocks(one, hop, []), fields: undefined })
    const other = joined.get(key)
    const blockTypes = [other, one].flatMap((each) => blockTypesAt(each, hop))
    const fields = [...(other?.fields ?? []), ...one.fields]
    joined.set(key, { ...withBlocks(one, hop, blockTypes), fields })
  }
  return [...joined.values()]
}

function blockTypesAt(one: Found | undefined, index: number): readonly string[] {
  const hop = one?.ways[0]?.hops[index]
  return hop?.into === 'list' ? (hop.blockTypes ?? []) : []
}

function withBlocks(one: Found, hop: number, blockTypes: readonly string[]): Found {
  const change = (ways: Found['ways']): Found['ways'] =>
    ways.map((way) => ({
      ...way,
      hops: way.hops.map((each, index) => (index === hop && each.into === 'list' ? { ...each, blockTypes } : each)),
    }))
  return { ...one, ways: change(one.ways), presence: change(one.presence) }
}
