import type { Condition, Operator, Where as StorageWhere } from '@crochet/storage'
import { QueryError } from '../errors.ts'
import { typeOf, type FieldPath, type Hop, type Spot, type ValueKind, type Way } from './field-path.ts'
import { operatorsOf, type WhereOperator } from './operators.ts'
import type { AskedCondition } from './parse-where.ts'
import { shown } from './shown.ts'
import { toBoolean, toScalar, toText, toValue, toValues, type Pair, type Scalar, type Value } from './value.ts'

/** What is asked of one value. `as` says which type of JSON it is about, where the field does not. */
type Test = Pick<Condition, 'operator' | 'value' | 'as'> & {
  /** Of a `pair`: the slug of the collection. */
  readonly relationTo?: string
}

/** Which documents of other collections count, by slug: those that whoever asks may read. */
export type Reach = ReadonlyMap<string, StorageWhere>

/**
 * One condition of a `where` for the storage. Each operator is about the values that the path leads to: there is one that …, and
 * those that begin with `not_`, `equals: null` and `exists: false` are the exact opposite: there is none that ….
 *
 * @throws QueryError `WHERE_OPERATOR`, `WHERE_VALUE`, `WHERE_LIMIT`
 */
export function toCondition(
  asked: FieldPath,
  { operator, value }: Pick<AskedCondition, 'operator' | 'value'>,
  reach: Reach | undefined,
): StorageWhere {
  const field: Reached = { ...asked, reach }
  const about = { field, operator: knownOperator(field, operator) }
  switch (about.operator) {
    case 'exists':
      return exists(field, toBoolean(value, about))
    case 'equals':
      return value === null ? exists(field, false) : equalTo(field, toValue(value, about))
    case 'not_equals':
      return value === null ? exists(field, true) : not(equalTo(field, toValue(value, about)))
    case 'in':
      return among(field, toValues(value, about))
    case 'not_in':
      return not(among(field, toValues(value, about)))
    case 'all':
      return {
        and: toValues(value, about).map((item) => (item === null ? exists(field, false) : equalTo(field, item))),
      }
    case 'contains':
      if (field.many) return equalTo(field, toValue(value, about))
      return some(field, [{ operator: 'contains', value: toText(value, about), as: 'text' }])
    case 'like':
      return some(field, [{ operator: 'like', value: toText(value, about), as: 'text' }])
    case 'greater_than':
    case 'greater_than_equal':
    case 'less_than':
    case 'less_than_equal':
      return some(field, bySize(field.kind, about.operator, toScalar(value, about)))
  }
}

/** A field, and which documents on the way to it count. */
type Reached = FieldPath & { readonly reach: Reach | undefined }

function knownOperator(field: FieldPath, operator: string): WhereOperator {
  const known = operatorsOf(field)
  const found = known.find((one) => one === operator)
  if (found !== undefined) return found
  const path = shown(field.path)
  const answers =
    field.kind === 'mixed'
      ? 'it is not the same in all blocks; name the block, as in `content.quote.text`'
      : `it answers to ${known.join(', ')}`
  throw new QueryError('WHERE_OPERATOR', `\`${path}\` cannot be asked for "${shown(operator)}"; ${answers}.`, path)
}

const exists = (field: Reached, wanted: boolean): StorageWhere => {
  const present = anyOf(
    field.presence.map((way) => at(way, { operator: 'exists', value: true, ...typeOf(field.kind) }, field.reach)),
  )
  return wanted ? present : not(present)
}

const equalTo = (field: Reached, value: Value): StorageWhere => some(field, equality(field.kind, [value]))

function among(field: Reached, values: readonly (Value | null)[]): StorageWhere {
  const scalars = values.filter((value) => value !== null)
  const found = some(field, equality(field.kind, scalars))
  return scalars.length === values.length ? found : anyOf([exists(field, false), found])
}

/** Tests for being one of the values, each of which may be written as more than one type of JSON. */
function equality(kind: ValueKind, all: readonly Value[]): Test[] {
  const values = all.filter((value) => typeof value !== 'object')
  if (kind === 'pair') return all.filter((value) => typeof value === 'object').map(isPair)
  if (kind === 'point') return values.map(isPoint)
  if (kind !== 'json') return [toTest(values, typeOf(kind))]
  const spelled = values.flatMap((value) => (typeof value === 'string' ? [value, ...spelledBy(value)] : [value]))
  return (['string', 'number', 'boolean'] as const).flatMap((type) => {
    const ofType = spelled.filter((value) => typeof value === type)
    return ofType.length === 0 ? [] : [toTest(ofType, { as: type === 'string' ? 'text' : type })]
  })
}

function toTest(values: readonly Scalar[], type: Pick<Test, 'as'>): Test {
  const [only] = values
  return values.length === 1 ? { operator: 'equals', value: only, ...type } : { operator: 'in', value: values, ...type }
}

/** The number or boolean that a text spells: a query string has nothing but texts. */
function spelledBy(text: string): Scalar[] {
  if (text === 'true' || text === 'false') return [text === 'true']
  const number = Number(text)
  return String(number) === text && Number.isFinite(number) ? [number] : []
}

const isPair = ({ relationTo, value }: Pair): Test => ({
  operator: 'equals',
  value,
  relationTo,
  as: typeof value === 'number' ? 'number' : 'text',
})

/** A list of two numbers has no operator of its own; the text of its JSON is in no other list of two numbers. */
const isPoint = (json: Scalar): Test => ({ operator: 'contains', value: json })

function bySize(kind: ValueKind, operator: Operator, value: Scalar): Test[] {
  if (kind !== 'json') return [{ operator, value, ...typeOf(kind) }]
  const compared =
    typeof value === 'string' ? (spelledBy(value).find((other) => typeof other === 'number') ?? value) : value
  return [{ operator, value: compared, as: typeof compared === 'number' ? 'number' : 'text' }]
}

/** There is a value that passes one of the tests. */
const some = (field: Reached, tests: readonly Test[]): StorageWhere =>
  anyOf(tests.flatMap((test) => field.ways.map((way) => at(way, test, field.reach))))

/** The test of a value at the end of the way: through each hop on it, some element or row. */
function at({ hops, end, relation }: Way, { relationTo, ...test }: Test, reach: Reach | undefined): StorageWhere {
  const value = onSpot(end, test)
  const isWanted =
    relation === undefined || relationTo === undefined
      ? value
      : { and: [onSpot(relation, { operator: 'equals', value: relationTo, as: 'text' }), value] }
  return hops.reduceRight<StorageWhere>((inner, hop) => through(hop, inner, reach), isWanted)
}

function onSpot({ column, path, inJson }: Spot, { as, ...test }: Test): Condition {
  if (!inJson) return { column, ...test }
  return { column, ...(path.length === 0 ? {} : { path: [...path] }), ...(as === undefined ? {} : { as }), ...test }
}

function through(hop: Hop, inner: StorageWhere, reach: Reach | undefined): StorageWhere {
  const { column, path } = hop.at
  const place = path.length === 0 ? {} : { path: [...path] }
  if (hop.into === 'list') {
    const where = hop.blockTypes === undefined ? inner : { and: [isBlock(hop.blockTypes), inner] }
    return { some: { list: column, ...place }, where }
  }
  const allowed = hop.collection === undefined ? undefined : reach?.get(hop.collection)
  const conditions = [allowed, hop.where].filter((condition) => condition !== undefined)
  const where = conditions.length === 0 ? inner : { and: [...conditions, inner] }
  return { some: { table: hop.table, on: { outer: column, ...place, inner: hop.inner } }, where }
}

const isBlock = (blockTypes: readonly string[]): Condition => ({
  column: '',
  path: ['blockType'],
  as: 'text',
  operator: 'in',
  value: blockTypes,
})

function anyOf(wheres: readonly StorageWhere[]): StorageWhere {
  const [only] = wheres
  return wheres.length === 1 && only !== undefined ? only : { or: [...wheres] }
}

/** The opposite; of one condition on a column the storage has it ready, so that an index can help. */
function not(where: StorageWhere): StorageWhere {
  if (!('column' in where)) return { not: where }
  switch (where.operator) {
    case 'exists':
      return { ...where, value: where.value !== true }
    case 'equals':
      return { ...where, operator: 'not_equals' }
    case 'in':
      return { ...where, operator: 'not_in' }
    default:
      return { not: where }
  }
}
