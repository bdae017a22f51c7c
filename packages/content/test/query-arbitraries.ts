import * as fc from 'fast-check'
import type { CollectionConfig, Data, Untyped } from '../src/index.ts'
import { open } from './open-content.ts'
import { paths, type Path } from './query-reference.ts'

/** Random documents of every kind of fields and random queries for them; few values, so that the two meet. */

export const things: CollectionConfig = {
  slug: 'things',
  access: open,
  fields: [
    { name: 'title', type: 'text', index: true },
    { name: 'n', type: 'number' },
    { name: 'done', type: 'checkbox' },
    { name: 'on', type: 'date' },
    { name: 'kind', type: 'select', options: ['a', 'b'] },
    { name: 'tags', type: 'text', hasMany: true },
    { name: 'nums', type: 'number', hasMany: true },
    { name: 'meta', type: 'json' },
    { name: 'place', type: 'point' },
    { name: 'body', type: 'richText' },
    { name: 'next', type: 'relationship', relationTo: 'things' },
    { name: 'links', type: 'relationship', relationTo: 'things', hasMany: true },
    { name: 'before', type: 'join', collection: 'things', on: 'next' },
    { name: 'linkedBy', type: 'join', collection: 'things', on: 'links', where: { n: { greater_than: 0 } } },
    { name: 'refBy', type: 'join', collection: 'things', on: 'ref' },
    { name: 'refsBy', type: 'join', collection: 'things', on: 'refs', where: { 'next.title': { exists: false } } },
    { name: 'nextTitle', type: 'text', virtual: 'next.title' },
    { name: 'afterNext', type: 'number', virtual: 'next.next.seo.rank' },
    { name: 'ref', type: 'relationship', relationTo: ['things', 'others'] },
    { name: 'refs', type: 'relationship', relationTo: ['things', 'others'], hasMany: true },
    {
      type: 'tabs',
      tabs: [
        {
          name: 'seo',
          fields: [
            { name: 'title', type: 'text' },
            { name: 'rank', type: 'number' },
            { name: 'deep', type: 'group', fields: [{ name: 'on', type: 'date' }] },
            { name: 'tags', type: 'text', hasMany: true },
            { name: 'links', type: 'relationship', relationTo: 'things', hasMany: true },
          ],
        },
      ],
    },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'price', type: 'number' },
        { name: 'place', type: 'point' },
        { name: 'tags', type: 'text', hasMany: true },
        { name: 'link', type: 'relationship', relationTo: 'things' },
        { name: 'ref', type: 'relationship', relationTo: ['things', 'others'] },
        { name: 'parts', type: 'array', fields: [{ name: 'name', type: 'text' }] },
      ],
    },
    {
      name: 'content',
      type: 'blocks',
      blocks: [
        {
          slug: 'quote',
          fields: [
            { name: 'text', type: 'text' },
            { name: 'n', type: 'number' },
          ],
        },
        {
          slug: 'note',
          fields: [
            { name: 'text', type: 'text' },
            { name: 'n', type: 'text' },
          ],
        },
      ],
    },
  ],
}

/** For the other half of `{ relationTo, value }`. */
export const others: CollectionConfig = { slug: 'others', access: open, fields: [] }
export const otherID = 'other'

/** The number of an earlier document, or the other collection's one. */
const earlier = fc.nat({ max: 5 })
const pair = fc.oneof(earlier, fc.constant(otherID))

const text = fc.constantFrom(
  'a',
  'b',
  'B',
  'ab',
  'a b',
  'Straße',
  '😀',
  '\uffff',
  '%',
  "'; DROP TABLE things",
  '1',
  'true',
)
const number = fc.constantFrom(0, -1, 1, 2, 10, 0.5, 1e21)
const day = fc.constantFrom('2026-01-31T00:00:00.000Z', '2026-02-28T12:00:00.000Z', '1969-12-31T23:59:59.999Z')
const point = fc.constantFrom([1, 2], [11, 2], [1.5, -2], [0, 0])
const rowId = fc.constantFrom('r1', 'r2', 'r3')
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 4 })
const few = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(values, { maxLength: 3 })
const row = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Untyped> => fc.record(fields)
const scalar = fc.oneof(text, number, fc.boolean())
const meta = fc.oneof(
  scalar,
  few(fc.oneof(scalar, fc.constant(null), fc.constant({ a: 1 }), fc.constant(['a']))),
  fc.record({ a: fc.oneof(maybe(scalar), few(scalar)), b: fc.oneof(maybe(scalar), fc.record({ a: maybe(scalar) })) }),
)
const rowsOf = (rows: fc.Arbitrary<Untyped>): fc.Arbitrary<Untyped> =>
  maybe(fc.uniqueArray(rows, { maxLength: 3, selector: ({ id }) => id }))

export const documents: fc.Arbitrary<Data[]> = fc.array(
  fc.record(
    {
      title: maybe(text),
      n: maybe(number),
      done: maybe(fc.boolean()),
      on: maybe(day),
      kind: maybe(fc.constantFrom('a', 'b')),
      tags: maybe(few(text)),
      nums: maybe(few(number)),
      meta: maybe(meta),
      place: maybe(point),
      next: maybe(earlier),
      links: maybe(few(earlier)),
      ref: maybe(pair),
      refs: maybe(few(pair)),
      body: maybe(fc.constant({ type: 'doc', content: [] })),
      seo: maybe(
        row({
          title: maybe(text),
          rank: maybe(number),
          deep: maybe(row({ on: maybe(day) })),
          tags: maybe(few(text)),
          links: maybe(few(earlier)),
        }),
      ),
      items: rowsOf(
        row({
          id: rowId,
          price: maybe(number),
          place: maybe(point),
          tags: maybe(few(text)),
          link: maybe(earlier),
          ref: maybe(pair),
          parts: maybe(few(row({ name: maybe(text) }))),
        }),
      ),
      content: rowsOf(
        fc.oneof(
          row({ id: rowId, blockType: fc.constant('quote'), text: maybe(text), n: maybe(number) }),
          row({ id: rowId, blockType: fc.constant('note'), text: maybe(text), n: maybe(text) }),
        ),
      ),
    },
    { requiredKeys: [] },
  ),
  { minLength: 5, maxLength: 25 },
)

const size = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal']
const equality = ['equals', 'not_equals', 'in', 'not_in', 'all', 'exists']
const operators: Record<Path['kind'], string[]> = {
  text: [...equality, ...size, 'like', 'contains'],
  date: [...equality, ...size],
  json: [...equality, ...size, 'like', 'contains'],
  number: [...equality, ...size],
  boolean: equality,
  point: ['equals', 'not_equals', 'exists'],
  pair: equality,
  presence: ['exists'],
}
const values: Record<Path['kind'], fc.Arbitrary<unknown>> = {
  text: fc.oneof(
    text,
    rowId,
    fc.constantFrom('quote', 'note', 'things', otherID),
    earlier.map((of) => ({ of })),
  ),
  date: fc.oneof(day, fc.constantFrom('2026-01-31', '2026-02-28T14:00:00+02:00')),
  json: scalar,
  number,
  boolean: fc.boolean(),
  point,
  pair: pair.map((of) => ({ of })),
  presence: fc.constant(null),
}

function condition([name, path]: [string, Path]): fc.Arbitrary<Untyped> {
  const known = operators[path.kind].concat(path.many === true && path.kind !== 'text' ? ['contains'] : [])
  return fc.constantFrom(...known).chain((operator) => {
    const search = operator === 'contains' && path.many !== true ? text : values[path.kind]
    return argument(operator, search).map((value) => ({ [name]: { [operator]: value } }))
  })
}

function argument(operator: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  switch (operator) {
    case 'exists':
      return fc.boolean()
    case 'equals':
    case 'not_equals':
      return maybe(value)
    case 'in':
    case 'not_in':
    case 'all':
      return few(maybe(value))
    case 'like':
      return fc.oneof(text, fc.constantFrom('B A', ' ss ', 'STRASSE', 'stra', ''))
    default:
      return value.filter((each) => typeof each !== 'boolean')
  }
}

const onePath = fc.constantFrom(...Object.entries(paths))
const singlePath = fc.constantFrom(
  ...Object.entries(paths)
    .filter(([, path]) => path.single === true)
    .map(([name]) => name),
)

const { where } = fc.letrec<{ where: Untyped }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    onePath.chain(condition),
    fc.record({ and: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.tuple(onePath.chain(condition), onePath.chain(condition)).map(([a, b]) => ({ ...a, ...b })),
  ),
}))

export const queries: fc.Arbitrary<{ where: Untyped; sort: string[]; limit: number; page: number; distinct: string }> =
  fc.record({
    where,
    sort: fc.array(
      fc.tuple(fc.constantFrom('', '-'), singlePath).map((parts) => parts.join('')),
      { maxLength: 3 },
    ),
    limit: fc.integer({ min: 1, max: 8 }),
    page: fc.integer({ min: 1, max: 4 }),
    distinct: singlePath,
  })
